/** The state matrix as a whole: runs cells over grounds, several at a time, and prints what became of each as a Markdown table. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProgram } from '../torture/ground.mjs';
import { nameOf, needsPermissions, type Cell } from './cells.ts';
import { openGround } from './ground.ts';
import { findPerson } from './person.ts';
import { runApp, runCommandLine, type Finding } from './run-cell.ts';

export type Side = Finding['side'];
const sides: Readonly<Record<Side, typeof runApp>> = { 'command line': runCommandLine, app: runApp };

export interface Wanted {
  readonly cells: readonly Cell[];
  readonly sides: readonly Side[];
  readonly atOnce: number;
  readonly told?: (finding: Finding) => void;
}

export interface MatrixRun {
  readonly findings: readonly Finding[];
  /** Cells that were left out: permissions mean nothing to whoever runs this. */
  readonly leftOut: number;
}

/** Runs the cells; the findings come in their order. */
export async function runStates({ cells, sides: wanted, atOnce, told }: Wanted): Promise<MatrixRun> {
  const folder = mkdtempSync(join(tmpdir(), 'darkslide-states-'));
  // A build in between changes nothing
  const program = copyProgram(join(folder, 'program'), 'v1');
  chmodSync(folder, 0o755);
  const person = findPerson(program);
  const possible = cells.filter((cell) => person.feelsPermissions || !needsPermissions(cell));
  const work = possible.flatMap((cell) => wanted.map((side) => ({ cell, side })));
  const findings: Finding[] = [];
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    const ground = await openGround(join(folder, String(number)), person, program);
    try {
      for (let index = next++; index < work.length; index = next++) {
        const each = work[index];
        if (each === undefined) return;
        const finding = await sides[each.side](ground, each.cell);
        findings[index] = finding;
        told?.(finding);
      }
    } finally {
      await ground.close();
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, work.length) }, async (_, number) => lane(number));
  // Nothing is removed under a lane that still works
  const ended = await Promise.allSettled(lanes);
  rmSync(folder, { recursive: true, force: true });
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return { findings, leftOut: cells.length - possible.length };
}

/** One row per cell and side. "charged": in all after the first runs → after a person did what was asked for. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map(({ cell, side, ended, said, charged, chargedInTheEnd }) =>
    [nameOf(cell), side, ended, `${String(charged)} → ${String(chargedInTheEnd)}`, shortened(said)].map(inCell).join(' | '),
  );
  const head = ['what is broken', 'who', 'ended', 'charged', 'said'].join(' | ');
  const faults = findings.flatMap(({ cell, side, faults: each }) =>
    each.map((fault) => `FAULT ${nameOf(cell)}, ${side}: ${fault}`),
  );
  return [`| ${head} |`, '| --- | --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`), ...faults].join('\n');
}

function shortened(said: readonly string[]): string {
  const text = [...new Set(said)].slice(0, 3).join(' · ');
  return text.length > 260 ? `${text.slice(0, 259)}…` : text;
}

function inCell(text: string): string {
  return text.replaceAll('|', '/').replaceAll(/\s+/g, ' ');
}

/** "112 runs: 0 over the limit, 0 paid twice, 0 lost, 0 silent, 0 other faults": the last line. */
export function summaryOf({ findings, leftOut }: MatrixRun): string {
  const faults = findings.flatMap((finding) => finding.faults);
  const kinds = ['over the limit', 'paid twice', 'lost', 'silent'];
  const counts = kinds.map((kind) => `${String(faults.filter((fault) => fault.startsWith(kind)).length)} ${kind}`);
  const others = faults.filter((fault) => !kinds.some((kind) => fault.startsWith(kind))).length;
  const left = leftOut === 0 ? '' : `, ${String(leftOut)} cells left out: permissions mean nothing to this user`;
  return `${String(findings.length)} runs: ${counts.join(', ')}, ${String(others)} other faults${left}`;
}
