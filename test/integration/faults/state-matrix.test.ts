/** The state matrix in a smaller size: some cells, drawn anew each time from a seed that is printed. All of it: `npm run state-matrix`. */
import { describe, expect, it } from 'vitest';
import { draw, nameOf, pairCells, singleCells, sound, states, things } from '../../faults/state/cells.ts';
import { runStates, summaryOf, tableOf } from '../../faults/state/matrix.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';

/** Drawn of the cells with one thing broken, and of those with two. */
const SINGLES = 1;
const PAIRS = 1;

describe('the state matrix', () => {
  it('names each cell once: every thing in every state, and every two of them', () => {
    const names = [...singleCells(), ...pairCells()].map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect(singleCells()).toHaveLength(things.length * states.length);
    expect(names).toContain('settings cut + ledger absent');
  });

  it(
    'charges nothing over the limit or twice, loses nothing that is paid, and says what is wrong',
    { timeout: 400_000 },
    async () => {
      const seed = Number(process.env['STATE_MATRIX_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      const random = randomFrom(seed);
      const cells = [sound, ...draw(singleCells(), SINGLES, random), ...draw(pairCells(), PAIRS, random)];
      const run = await runStates({ cells, sides: ['command line', 'app'], atOnce: 2 });
      console.log(`STATE_MATRIX_SEED=${String(seed)}: ${summaryOf(run)}: ${cells.map(nameOf).join(', ')}`);
      const bad = run.findings.filter((finding) => finding.faults.length > 0);
      expect(bad.length === 0 ? '' : tableOf(bad)).toBe('');
      expect(run.findings.length).toBe((cells.length - run.leftOut) * 2);
      // Where nothing is broken, what the limit allows is spent: the others are compared with something that works
      expect(run.findings[0]?.charged).toBe(5);
    },
  );
});
