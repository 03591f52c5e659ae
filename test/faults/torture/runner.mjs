/** Starts the command line's runner as a process and kills it with SIGKILL at a chosen point, watched from outside: the program knows nothing of it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';

/** A run without news for so long waits for an answer that will not come; a start may take longer on a busy computer. */
const STALL_MS = 6_000;
const START_MS = 30_000;

/**
 * Where to kill:
 * append: as soon as the journal has grown by `count` entries since the start (the database is polled over a read-only connection);
 * money: the same, counting only entries from sending on;
 * line: at the n-th line that says that a photo was sent, done or doubtful; moment: so many milliseconds after the start; null: never, but for a stall.
 * @typedef {{ by: 'append' | 'money' | 'line', count: number } | { by: 'moment', ms: number } | null} KillPoint
 */

/** Runs the program once. Resolves with its exit code (null: killed), what killed it, and the lines it printed. */
export async function runOnce({ program, args, environment, home, kill }) {
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = performance.now();
  const lines = [];
  let errors = '';
  let rest = '';
  let killed = null;
  let facts = 0;
  let sentAfterMs = null;
  let over = false;
  const strike = (why) => {
    if (killed !== null || over) return;
    killed = why;
    child.kill('SIGKILL');
  };
  let stall = setTimeout(strike, START_MS, 'stall');
  child.stdout.on('data', (chunk) => {
    clearTimeout(stall);
    stall = setTimeout(strike, STALL_MS, 'stall');
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      lines.push(part);
      if (!/^\{"event":"(sent|done|unsure|failed)"/.test(part)) continue;
      facts += 1;
      sentAfterMs ??= performance.now() - started;
      if (kill?.by === 'line' && facts >= kill.count) strike('line');
    }
  });
  child.stderr.on('data', (chunk) => (errors += chunk));
  const timer = kill?.by === 'moment' ? setTimeout(strike, kill.ms, 'moment') : undefined;
  const ended = new Promise((resolve) => child.once('close', resolve));
  void ended.then(() => (over = true));
  if (kill?.by === 'append' || kill?.by === 'money') {
    await watchJournal(join(home, 'library.db'), kill, strike, () => over || killed !== null);
  }
  const code = await ended;
  clearTimeout(timer);
  clearTimeout(stall);
  return { code, killed, lines, errors, sentAfterMs };
}

/** Polls the journal's length until it has grown enough. The connection is closed before this returns, so that the next start recovers alone. */
async function watchJournal(file, { by, count }, strike, isOver) {
  let database = null;
  let first = null;
  try {
    while (!isOver()) {
      database ??= openToRead(file);
      const length = database === null ? null : journalLength(database, by);
      if (length !== null) {
        first ??= length;
        if (length - first >= count) strike(by);
      }
      // Short looks without a pause: an append is seen within a fraction of a millisecond
      await (length === null ? wait(5) : nextTurn());
    }
  } finally {
    database?.close();
  }
}

function openToRead(file) {
  // Where no log file lies beside it nobody has opened it yet in this run
  if (!existsSync(`${file}-shm`)) return null;
  try {
    return new DatabaseSync(file, { readOnly: true });
  } catch {
    return null;
  }
}

/** Entries so far; null: locked, or the table is not there yet. */
function journalLength(database, by) {
  const which = by === 'money' ? "WHERE event NOT IN ('queue', 'claim', 'hand-back', 'restart', 'reuse')" : '';
  try {
    return database.prepare(`SELECT COUNT(*) AS length FROM journal ${which}`).get().length;
  } catch {
    return null;
  }
}
