/** Runs the command line once as a process that kills itself at an ordered moment, is killed from outside, or is asked to end. */
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const preload = pathToFileURL(fileURLToPath(new URL('strike.mjs', import.meta.url))).href;

/** Milliseconds without news after which a run is ended: where everything that is out is never answered; anywhere else; at the start. */
const QUIET_MS = 700;
const STALL_MS = 10_000;
const START_MS = 30_000;
const LOOK_MS = 100;

/**
 * Where to kill. entry: the order for strike.mjs, which makes the program kill itself; line: at the n-th line that says that a photo
 * was sent, done or doubtful; moment: so many milliseconds after the start; end: asked to end in one of `ENDS`, at such a line; null:
 * never, but for a stall.
 * @typedef {{ by: 'cell' | 'append', order: object } | { by: 'line', count: number } | { by: 'moment', ms: number }
 *   | { by: 'end', how: keyof typeof ENDS, count: number } | null} Kill
 */

/** A second Ctrl-C sooner than this is the same wish, as terminals and their wrappers both pass it on, milliseconds. */
const ANOTHER_WISH_MS = 1200;

/** How people and systems end a program that runs in a terminal. It answers, stores and takes back what it has begun, and then ends. */
export const ENDS = {
  quit: (child) => child.kill('SIGTERM'),
  'hang-up': (child) => child.kill('SIGHUP'),
  'closed pipe': (child) => child.stdout.destroy(),
  'Ctrl-C': (child) => child.kill('SIGINT'),
  'Ctrl-C twice': (child) => {
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), ANOTHER_WISH_MS).unref();
  },
};

/**
 * Runs the program once. `silences`: how many requests the simulator has left without an answer so far.
 * Resolves with its exit code (null: killed), what ended it, where it killed itself, its journal entries, the jobs that it sent, what
 * it printed, and what was wrong with the way in which it ended.
 */
export async function runOnce({ program, args, environment, kill, bugs, silences }) {
  const order = { ...kill?.order, bugs };
  const child = spawn(process.execPath, ['--import', preload, program, ...args], {
    env: { ...environment, DARKSLIDE_TORTURE: JSON.stringify(order) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const started = performance.now();
  const said = { lines: [], errors: '', entries: [], sent: [], cell: null, sentAfterMs: null };
  const silentBefore = silences();
  /** Jobs that this run has sent and not heard of. */
  const out = new Set();
  let killed = null;
  /** Asked to end, and expected to do so by itself. */
  let asked = null;
  let facts = 0;
  let newsAt = null;
  const strike = (why) => {
    if (killed !== null) return;
    killed = why;
    child.kill('SIGKILL');
  };
  eachLine(child.stdout, (line) => {
    newsAt = performance.now();
    said.lines.push(line);
    if (!/^\{"event":"(sent|done|unsure|failed)"/.test(line)) return;
    facts += 1;
    if (kill?.by === 'line' && facts >= kill.count) strike('line');
    if (kill?.by === 'end' && facts >= kill.count && asked === null) {
      asked = kill.how;
      ENDS[kill.how](child);
    }
  });
  eachLine(child.stdio[3], (line) => {
    newsAt = performance.now();
    const fact = JSON.parse(line);
    if (fact.struck !== undefined) {
      killed ??= kill.by;
      said.cell = fact.struck;
      return;
    }
    said.entries.push(fact.event);
    if (fact.event === 'send') {
      said.sentAfterMs ??= performance.now() - started;
      said.sent.push(fact.job);
    }
    if (fact.state === 'sent' || fact.state === 'accepted') out.add(fact.job);
    else out.delete(fact.job);
  });
  child.stderr.on('data', (chunk) => (said.errors += chunk));
  const timer = kill?.by === 'moment' ? setTimeout(strike, kill.ms, 'moment') : undefined;
  const looking = setInterval(() => {
    const quiet = performance.now() - (newsAt ?? started);
    if (quiet > (newsAt === null ? START_MS : STALL_MS)) strike('stall');
    else if (quiet > QUIET_MS && out.size > 0 && silences() - silentBefore >= out.size) strike('silence');
  }, LOOK_MS);
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const [code, signal] = await new Promise((resolve) => child.once('close', (...how) => resolve(how)));
  process.off('exit', takeAlong);
  clearTimeout(timer);
  clearInterval(looking);
  const wrong = [];
  if (/\n\s+at .+:\d+:\d+/.test(said.errors)) wrong.push(`a stack was printed: ${said.errors.slice(0, 400)}`);
  // While Node takes itself down nothing listens any more: a second Ctrl-C after the last word finds everything stored
  const hadEnded = asked === 'Ctrl-C twice' && signal === 'SIGINT' && said.lines.at(-1)?.startsWith('{"event":"paused"');
  if (asked !== null && killed === null && code === null && !hadEnded) wrong.push(`died of ${signal} instead of ending`);
  if (asked !== null && killed === 'stall') wrong.push('did not end');
  return {
    code,
    killed: killed ?? asked,
    tookMs: performance.now() - started,
    wrong: wrong.map((fault) => `${asked ?? 'run'}: ${fault}`),
    ...said,
  };
}

function eachLine(stream, heard) {
  let rest = '';
  stream.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) heard(part);
  });
}
