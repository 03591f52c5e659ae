/** The fault matrix in a smaller size: every answer of the service over v1 with its body whole and cut, and a part of the rest, chosen anew each time. All of it: `npm run fault-matrix`. */
import { describe, expect, it } from 'vitest';
import { allCells, nameOf, type Cell } from '../../faults/matrix/cells.ts';
import { runCells, summaryOf, tableOf } from '../../faults/matrix/matrix.ts';

/** Every sixth of the others, from a start that differs by run and is printed; MATRIX_START=N repeats the run that printed it. */
const EVERY = 6;
const START =
  process.env['MATRIX_START'] === undefined ? Math.floor(Math.random() * EVERY) : Number(process.env['MATRIX_START']) % EVERY;

function isAlways(cell: Cell): boolean {
  return cell.place === 'post' && cell.transport === 'v1' && (cell.body === 'whole' || cell.body === 'none');
}

describe('the fault matrix', () => {
  it('names each cell once, and has each status before and after the charge where both can be', () => {
    const names = allCells().map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(290);
    for (const status of ['408', '502', '503', '504']) {
      expect(names).toContain(`v1 post ${status}, body cut, after the charge`);
      expect(names).toContain(`v1 post ${status}, body cut, before the charge`);
    }
  });

  it('has no cell that is sent again blindly, and none that is silent', { timeout: 240_000 }, async () => {
    const cells = allCells();
    const others = cells.filter((cell) => !isAlways(cell));
    const chosen = [...cells.filter(isAlways), ...others.filter((_, index) => index % EVERY === START)];
    const findings = await runCells(chosen);
    console.log(`start ${String(START)}: ${summaryOf(findings)} of ${String(cells.length)}`);
    const bad = findings.filter((finding) => finding.faults.length > 0);
    expect(bad.length === 0 ? '' : tableOf(bad)).toBe('');
    // What was charged and what was not is told apart in both directions
    expect(findings.some((finding) => finding.charged === 1 && finding.state === 'unsure')).toBe(true);
    expect(findings.some((finding) => finding.charged === 0 && finding.state === 'failed')).toBe(true);
  });
});
