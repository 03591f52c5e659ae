/**
 * A start that hands over to another one, before anything is open. On Linux its helpers would outlive it: the process that takes its place holds the
 * other end of what they wait for.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Looks so long for a helper that was just being begun, milliseconds, so often. */
const LOOK_AGAIN_MS = 10;
const LOOKS = 5;

/**
 * Ends this start and all that it has begun, but the other start. At once, in this turn of the event loop: Chromium begins its helpers
 * again.
 */
export function endWithHelpers(kept: number | undefined): never {
  if (process.platform === 'linux') endHelpers(kept);
  process.exit(0);
}

function endHelpers(kept: number | undefined): void {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    for (const pid of descendants(kept)) end(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
}

/** All processes that this one has begun, and those that they have, but one. */
function descendants(kept: number | undefined): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const found = [process.pid];
  // Grows while it is walked through: children of children are met as well
  for (const one of found) {
    for (const { pid, parent } of parents) if (parent === one && pid !== kept) found.push(pid);
  }
  return found.slice(1);
}

/** Number of the process that began this one; null: it has just ended. */
function parentOf(pid: string): number | null {
  try {
    // The name, in brackets, may hold anything; the state and the parent come after it
    const facts = readFileSync(`/proc/${pid}/stat`, 'latin1').slice(0, 4_096);
    return Number(facts.slice(facts.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself
  }
}
