/** The fault matrix as a whole: runs cells, several at a time, and prints what became of each as a table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cell } from './cells.ts';
import { runCell, type Finding } from './run-cell.ts';

/** Most of a cell's time is waiting. */
const AT_ONCE = 4;

/** Runs the cells; the findings come in their order. */
export async function runCells(cells: readonly Cell[]): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'darkslide-matrix-'));
  const findings: Finding[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < cells.length; index = next++) {
      const cell = cells[index];
      if (cell === undefined) return;
      findings[index] = await runCell(cell, join(folder, String(index)));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const columns = [
  ['transport', 2],
  ['at', 8],
  ['answer', 19],
  ['body', 10],
  ['charge', 6],
  ['posts', 5],
  ['state', 8],
  ['queue', 7],
  ['paid', 4],
  ['told', 5],
  ['what the user sees → next step', 0],
] as const;

/** One line per cell. "paid": charges by the simulator; "told": whether the user is told that it was charged. */
export function tableOf(findings: readonly Finding[]): string {
  const lines = findings.map(({ cell, ...found }) =>
    row([
      cell.transport,
      cell.place,
      cell.answer,
      cell.body === 'none' ? '–' : cell.body,
      cell.charge,
      String(found.posts),
      found.state,
      found.pause === null ? 'runs' : found.pause,
      String(found.charged),
      found.charge,
      found.state === 'done' ? 'the result' : `${found.sentence} → ${found.next}`,
    ]),
  );
  const faults = findings.flatMap(({ cell, faults: each }) =>
    each.map((fault) => `FAULT ${cell.transport} ${cell.place} ${cell.answer} ${cell.body}: ${fault}`),
  );
  return [row(columns.map(([name]) => name)), ...lines, ...faults].join('\n');
}

function row(values: readonly string[]): string {
  return values.map((value, index) => value.padEnd(columns[index]?.[1] ?? 0)).join('  ');
}

/** "231 cells, 0 retried blindly, 0 silent, 0 other faults": the last line. */
export function summaryOf(findings: readonly Finding[]): string {
  const faults = findings.flatMap((finding) => finding.faults);
  const blind = faults.filter((fault) => fault.startsWith('retried blindly')).length;
  const silent = faults.filter((fault) => fault.startsWith('silent')).length;
  const count = (state: string): string => `${String(findings.filter((finding) => finding.state === state).length)} ${state}`;
  const states = ['done', 'failed', 'unsure', 'queued', 'received'].map(count).join(', ');
  return `${String(findings.length)} cells (${states}): ${String(blind)} retried blindly, ${String(silent)} silent, ${String(faults.length - blind - silent)} other faults`;
}
