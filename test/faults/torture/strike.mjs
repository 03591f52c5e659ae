/**
 * Loaded into the command line before its own code (`node --import`), which knows nothing of it. Watches the journal through the
 * database driver and the paid files through node:fs/promises, tells every entry on file descriptor 3, and kills the process at the
 * one moment that it was ordered to.
 */
import { appendFileSync, existsSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { cellName } from './kill-points.mjs';

const TOLD = 3;
const load = createRequire(import.meta.url);
/**
 * cell, nth: kill at the n-th passage of a cell. append, place: at the n-th entry of any kind. others, patience: after so many entries
 * also at any of these cells. stopAtSend: SIGINT when the n-th photo is sent. fullDisk: no room at the n-th result. bugs: see `planted`.
 */
const order = JSON.parse(process.env.DARKSLIDE_TORTURE ?? '{}');
const passages = new Map();
let appends = 0;
let sends = 0;
let results = 0;

function tell(fact) {
  writeSync(TOLD, `${JSON.stringify(fact)}\n`);
}

function strike(name) {
  tell({ struck: name });
  process.kill(process.pid, 'SIGKILL');
  // The signal takes the whole process; until it has, nothing more may happen on this thread
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Is this passage the one to be struck? */
function isStruck(name) {
  const times = (passages.get(name) ?? 0) + 1;
  passages.set(name, times);
  if (order.cell === name && times === order.nth) return true;
  return order.others?.includes(name) === true && appends > order.patience;
}

function pass(step, place) {
  const name = cellName(step, place);
  if (isStruck(name)) strike(name);
}

/** A passage of the journal, which may also be ordered by its number. */
function passEntry({ event, number }, place) {
  if (order.append === number && order.place === place) strike(cellName(event, place));
  pass(event, place);
}

/** The entries that one INSERT writes: its own, or the same one for each job of a list, which stands last among the values. */
function entriesOf(sql, columns, values) {
  const isMany = /SELECT value, (\?, )+\? FROM json_each\(\?\)\s*$/i.test(sql);
  if (isMany !== /\bSELECT\b/i.test(sql))
    throw new Error(`An entry of the journal is written in a way that is not watched: ${sql}`);
  const names = isMany ? columns.slice(1) : columns;
  const value = (column) => values[names.indexOf(column)];
  const jobs = isMany ? JSON.parse(values.at(-1)) : [value('job_id')];
  return jobs.map((job) => ({ event: value('event'), state: value('state'), job, number: (appends += 1) }));
}

function watchDatabase() {
  const file = load.resolve('@photostructure/sqlite');
  const driver = load(file);
  class WatchedDatabase extends driver.DatabaseSync {
    #entries = [];

    prepare(sql, ...rest) {
      const statement = super.prepare(sql, ...rest);
      const columns = /^\s*INSERT INTO journal \(([^)]*)\)/i.exec(sql)?.[1]?.split(/,\s*/);
      if (columns === undefined) return statement;
      if (order.bugs?.includes('requeue') === true) requeue(this);
      const run = statement.run.bind(statement);
      const append = (...values) => {
        const entries = entriesOf(sql, columns, values);
        for (const entry of entries) passEntry(entry, 'before');
        const changes = run(...values);
        for (const entry of entries) passEntry(entry, 'inside');
        this.#entries.push(...entries);
        if (!this.isTransaction) this.#committed();
        return changes;
      };
      Object.defineProperty(statement, 'run', { value: append });
      return statement;
    }

    exec(sql) {
      super.exec(sql);
      if (/^\s*(COMMIT|END)\b/i.test(sql)) this.#committed();
      else if (/^\s*ROLLBACK\b/i.test(sql)) this.#entries = [];
    }

    #committed() {
      for (const entry of this.#entries.splice(0)) {
        tell(entry);
        passEntry(entry, 'after');
        if (entry.event !== 'send') continue;
        sends += 1;
        if (entry.job !== 1 && isPlanted('unasked')) tell({ ...entry, job: 1 });
        if (sends === order.stopAtSend) process.kill(process.pid, 'SIGINT');
      }
    }
  }
  load.cache[file].exports = { ...driver, DatabaseSync: WatchedDatabase };
}

/** Which of the files that matter a path is: paid bytes in the spool or on their way beside the original, or the probe for room. */
function kindOf(path) {
  const name = basename(String(path));
  if (basename(dirname(String(path))) === 'spool' && /^\d+\.bin/.test(name)) return 'spool';
  if (!name.startsWith('.darkslide-')) return null;
  return name.endsWith('.tmp') ? 'result' : 'probe';
}

function watchFiles() {
  const files = load('node:fs/promises');
  const { open, rename, link, unlink, rm } = files;
  files.open = async (path, ...rest) => {
    const file = await open(path, ...rest);
    const kind = kindOf(path);
    if (kind === 'probe') pass('probe', 'after');
    else if (kind !== null) watchFile(file, kind);
    return file;
  };
  files.rename = async (from, to) => {
    if (kindOf(from) !== 'spool') return await rename(from, to);
    await around('spool rename', async () => {
      if (!isPlanted('forget')) await rename(from, to);
    });
  };
  files.link = async (from, to) => {
    if (kindOf(from) !== 'result') return await link(from, to);
    results += 1;
    await around('result link', async () => {
      if (order.fullDisk === results) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      if (isPlanted('touch')) appendFileSync(originalOf(to), ' ');
      await link(from, to);
      if (isPlanted('spoil')) await files.truncate(to, 100);
      if (isPlanted('twice')) await files.copyFile(to, join(dirname(to), `again ${basename(to)}`));
    });
  };
  files.unlink = async (path) => {
    if (kindOf(path) === 'result' && existsSync(path)) await around('result unlink', async () => await unlink(path));
    else await unlink(path);
  };
  files.rm = async (path, ...rest) => {
    if (kindOf(path) === 'spool' && existsSync(path)) await around('spool drop', async () => await rm(path, ...rest));
    else await rm(path, ...rest);
  };
}

async function around(step, work) {
  pass(step, 'before');
  await work();
  pass(step, 'after');
}

function watchFile(file, kind) {
  const writeFile = file.writeFile.bind(file);
  const sync = file.sync.bind(file);
  file.writeFile = async (bytes, ...rest) => {
    const half = cellName(`${kind} write`, 'inside');
    pass(`${kind} write`, 'before');
    if (isStruck(half)) {
      await writeFile(bytes.subarray(0, Math.floor(bytes.length / 2)));
      strike(half);
    }
    await writeFile(bytes, ...rest);
    pass(`${kind} write`, 'after');
  };
  file.sync = async () => await around(`${kind} sync`, sync);
}

/*
 * Faults put into the program on purpose, to see that the audit finds them:
 * requeue: what was sent when the last process died goes back to the queue; forget: paid bytes do not get into the spool;
 * touch: an original is changed; spoil: a result is cut short; twice: a result is stored again under another name; unasked: it says that
 * it sent the first job of all, whatever it was asked for; stack: it dies of an error when it is asked to end.
 */
const planted = new Set();

/** Once in each process, at the first chance. */
function isPlanted(bug) {
  if (order.bugs?.includes(bug) !== true || planted.has(bug)) return false;
  planted.add(bug);
  return true;
}

function dieOfAnError() {
  process.stderr.write(`${new Error('planted').stack}\n`);
  process.kill(process.pid, 'SIGKILL');
}

function requeue(database) {
  database.exec("UPDATE jobs SET state = 'queued', charge = 'no' WHERE state = 'sent'");
}

/** Results are named after their original, in a folder beside it. */
function originalOf(result) {
  const name = /^(photo-\d+)/.exec(basename(result))?.[1];
  return join(dirname(dirname(result)), `${name}.jpg`);
}

// Worker threads load this too; what matters happens on the main thread
if (isMainThread) {
  // Most of the decoder's code is never used before the kill: a third of the work of each start
  for (const flag of ['--wasm-lazy-compilation', '--liftoff-only']) setFlagsFromString(flag);
  watchDatabase();
  watchFiles();
  if (order.bugs?.includes('stack') === true) process.prependListener('SIGTERM', dieOfAnError);
}
