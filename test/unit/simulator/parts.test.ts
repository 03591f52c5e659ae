/** The small deciding parts: routes, the account, the mark's place, the workshop. */
import { describe, expect, it } from 'vitest';
import { Account } from '../../../electron/simulator/account.ts';
import { amountOf } from '../../../electron/simulator/develop-picture.ts';
import { markArea } from '../../../electron/simulator/mark.ts';
import { keyTrouble, money } from '../../../electron/simulator/replies.ts';
import { routeOf } from '../../../electron/simulator/routes.ts';
import { serviceModels } from '../../../electron/simulator/service-models.ts';
import { Workshop } from '../../../electron/simulator/workshop.ts';

describe('routeOf', () => {
  it.each([
    ['POST', '/v1/sd2.1-faceswapper', { type: 'run', transport: 'v1', slug: 'sd2.1-faceswapper' }],
    ['POST', '/v2/codeformer?x=1', { type: 'run', transport: 'v2', slug: 'codeformer' }],
    ['GET', '/v1/get-user-credits', { type: 'credits' }],
    ['GET', '/v2/requests/ab-12', { type: 'response', id: 'ab-12' }],
    ['GET', '/v2/requests/ab-12/status', { type: 'status', id: 'ab-12' }],
    ['GET', '/outputs/ab-12.jpeg', { type: 'output', name: 'ab-12.jpeg' }],
    ['GET', '/v1/codeformer', { type: 'wrong-method' }],
    ['POST', '/v1/get-user-credits', { type: 'wrong-method' }],
    ['DELETE', '/v2/requests/ab-12', { type: 'wrong-method' }],
    ['GET', '/', { type: 'unknown' }],
    ['POST', '/v1/../../etc/passwd', { type: 'unknown' }],
    ['GET', '/outputs/../ledger', { type: 'unknown' }],
  ])('%s %s', (method, url, route) => {
    expect(routeOf(method, url)).toEqual(route);
  });
});

describe('Account', () => {
  it('adds small charges up exactly', () => {
    const account = new Account(1, null);
    for (let index = 0; index < 100; index += 1) account.charge(0.0076);
    expect(money(account.balance)).toBe('0.24');
  });

  it('does not promise the same money twice', () => {
    const account = new Account(0.1, null);
    expect(account.hold(0.08)).toBe(true);
    expect(account.hold(0.08)).toBe(false);
    account.release(0.08);
    expect(account.hold(0.08)).toBe(true);
  });

  it('says when the minute ends, and admits again then', () => {
    const account = new Account(1, 2);
    expect(account.admit(100_000)).toBeNull();
    expect(account.admit(110_000)).toBeNull();
    expect(account.admit(120_000)).toBe(160_000);
    expect(account.admit(160_000)).toBeNull();
  });

  it('counts in the minute it was told', () => {
    const account = new Account(1, 1, 15_000);
    expect(account.admit(100_000)).toBeNull();
    expect(account.admit(114_999)).toBe(115_000);
    expect(account.admit(115_000)).toBeNull();
  });
});

describe('keyTrouble', () => {
  it('accepts any key but empty ones and those that start with "bad", or exactly the listed ones', () => {
    expect(keyTrouble('SG_0123456789abcdef', null)).toBeNull();
    expect(keyTrouble(undefined, null)?.status).toBe(401);
    expect(keyTrouble('', null)?.status).toBe(401);
    expect(keyTrouble('bad-key', null)?.status).toBe(401);
    expect(keyTrouble('bad-key', ['bad-key'])).toBeNull();
    expect(keyTrouble('other', ['bad-key'])?.status).toBe(401);
  });
});

describe('markArea', () => {
  it('lies inside the picture at every size and never takes more than half its width', () => {
    for (const [width, height] of [
      [64, 64],
      [64, 160],
      [160, 64],
      [1536, 1024],
      [1024, 1536],
      [4000, 2300],
    ] as const) {
      const area = markArea(width, height);
      expect(area.left).toBeGreaterThanOrEqual(0);
      expect(area.left + area.width).toBeLessThanOrEqual(width);
      expect(area.top + area.height).toBeLessThanOrEqual(height);
      expect(area.width).toBeLessThanOrEqual(width / 2);
    }
  });
});

describe('amountOf', () => {
  it('grows from nothing at 0 to everything at 1', () => {
    expect(amountOf(0)).toBe(0);
    expect(amountOf(1)).toBe(1);
    const ladder = [0.2, 0.35, 0.5, 0.65, 0.8].map(amountOf);
    expect([...ladder].sort((one, other) => one - other)).toEqual(ladder);
  });
});

describe('Workshop', () => {
  it('lets so many work at a time, in order, and goes on after an error', async () => {
    const workshop = new Workshop(2);
    const events: string[] = [];
    let busy = 0;
    let most = 0;
    const results = await Promise.allSettled(
      [1, 2, 3, 4, 5].map(async (number) =>
        workshop.run(async () => {
          busy += 1;
          most = Math.max(most, busy);
          events.push(String(number));
          await Promise.resolve();
          busy -= 1;
          if (number === 2) throw new Error('spilled');
          return number;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(events).toEqual(['1', '2', '3', '4', '5']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  });
});

describe('serviceModels', () => {
  it('has the six models, each with the price and fields of the contract', () => {
    expect(serviceModels.map(({ slug, priceUsd }) => [slug, priceUsd])).toEqual([
      ['stable-diffusion-3-turbo-img2img', 0.08],
      ['sd3-med-img2img', 0.0076],
      ['sdxl1.0-txt2img', 0.008],
      ['fooocus', 0.06],
      ['codeformer', 0.012],
      ['sd2.1-faceswapper', 0.0225],
    ]);
    for (const { fields, required, pictures } of serviceModels) {
      expect(Object.keys(fields.shape)).toEqual(expect.arrayContaining([...required, ...pictures]));
    }
  });
});
