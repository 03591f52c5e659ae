/** An old Electron is for trying: a page that breaks out of it must not find a key that a person did not put at risk. */
import { describe, expect, it } from 'vitest';
import { createMayUseKey, isTrial, trialWords } from '../../../electron/desktop/trial.ts';

describe('an Electron', () => {
  it.each([
    ['25.1.1', '45.4.1', true],
    ['44.9.9', '45.4.1', true],
    ['45.0.0', '45.4.1', false],
    ['46.0.0', '45.4.1', false],
  ])('%s where %s is wanted is for trying: %s', (running, wanted, is) => {
    expect(isTrial(running, wanted)).toBe(is);
  });
  it('says which it is', () => {
    expect(trialWords('25.1.1')).toContain('25.1.1');
  });
});

describe('a key in an old Electron', () => {
  const guarded = (answer: () => Promise<boolean>, isLifted = false, isOne = true) => {
    let asked = 0;
    const may = createMayUseKey({
      isTrial: isOne,
      isLifted,
      ask: async () => {
        asked += 1;
        return answer();
      },
    });
    return { may, asked: () => asked };
  };
  it.each([true, false])('is asked about once, and the answer %s holds', async (answer) => {
    const { may, asked } = guarded(async () => Promise.resolve(answer));
    expect(await Promise.all([may(), may()])).toEqual([answer, answer]);
    expect(await may()).toBe(answer);
    expect(asked()).toBe(1);
  });
  it('is not used where nobody could be asked', async () => {
    expect(await guarded(async () => Promise.reject(new Error('no window'))).may()).toBe(false);
  });
  it('is not asked about by tests, nor in the right Electron', async () => {
    const lifted = guarded(async () => Promise.resolve(false), true);
    const right = guarded(async () => Promise.resolve(false), false, false);
    expect([await lifted.may(), await right.may(), lifted.asked(), right.asked()]).toEqual([true, true, 0, 0]);
  });
});
