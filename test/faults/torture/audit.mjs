/** What is true after a kill: the simulator's ledger beside the runner's database, spool and result files. Only reads, and of the database a copy. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { printOf, sizeName } from './ground.mjs';

/** Reads the simulator's ledger: charges of each photo, by its size, the posts in all, and those that were never answered. */
export function readCharges(ledger) {
  const text = existsSync(ledger) ? readFileSync(ledger, 'utf8') : '';
  // A line that is being written has no end yet
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const perSize = new Map();
  const works = new Set();
  let posts = 0;
  let charges = 0;
  let silences = 0;
  for (const line of lines) {
    if (line === '') continue;
    const entry = JSON.parse(line);
    if (entry.method === 'POST') posts = Math.max(posts, entry.post);
    if (entry.note?.includes('silence') === true) silences += 1;
    if (!entry.charged) continue;
    charges += 1;
    const [picture] = entry.pictures;
    const size = picture === undefined ? 'no picture' : sizeName(picture.width, picture.height);
    perSize.set(size, (perSize.get(size) ?? 0) + 1);
    works.add(JSON.stringify([entry.sha256, entry.slug, entry.body]));
  }
  return { perSize, posts, charges, silences, distinct: works.size };
}

const nothing = { jobs: [], results: [], journal: [] };

/**
 * Reads jobs, results and journal from a copy of the database: opening the original would do the recovery that the next start has
 * to do.
 */
export function readLedger(home) {
  const file = join(home, 'library.db');
  if (!existsSync(file)) return nothing;
  const folder = mkdtempSync(join(tmpdir(), 'darkslide-audit-'));
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(file + suffix)) copyFileSync(file + suffix, join(folder, `library.db${suffix}`));
    }
    const database = new DatabaseSync(join(folder, 'library.db'));
    try {
      if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'journal'").get() === undefined) return nothing;
      return {
        jobs: database.prepare('SELECT id, photo_path, state, charge, request_id, result_id FROM jobs').all(),
        results: database.prepare('SELECT job_id, path FROM results').all(),
        journal: database.prepare('SELECT job_id, event, state FROM journal ORDER BY id').all(),
      };
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts and ends as a JPEG does, and is not tiny. */
function isWholeJpeg(path) {
  if (!existsSync(path) || statSync(path).size < 500) return false;
  const bytes = readFileSync(path);
  return bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
}

const namesIn = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

/**
 * One look at everything. A work is one content with its one or two files.
 * @returns `lost`: charges that are neither stored, nor in the spool, nor under way or in doubt, nor called spoiled, nor settled by a
 *   person's decision, which the journal holds. `double`: charges of one work beyond the first and those that a person ordered again.
 */
export function audit({ home, ledger, works }) {
  // First the service, then the database: what was charged by then must have been on disk as sent before
  const service = readCharges(ledger);
  const { jobs, results, journal } = readLedger(home);
  const spooled = new Set(namesIn(join(home, 'spool')));
  const known = new Set(results.map((result) => result.path));
  const found = { ordered: 0, paidAfterSpoiled: [], lost: [], double: [], damaged: [], unsure: [] };
  const states = works.map((work) => {
    const own = jobs.filter((job) => work.paths.includes(job.photo_path));
    const ids = new Set(own.map((job) => job.id));
    const entries = journal.filter((entry) => ids.has(entry.job_id));
    const stored = results.filter((result) => ids.has(result.job_id));
    const whole = stored.filter((result) => isWholeJpeg(result.path));
    if (whole.length < stored.length) found.damaged.push(work.paths[0]);
    const received = own.filter((job) => job.state === 'received' && spooled.has(`${job.id}.bin`)).length;
    const out = own.filter((job) => ['sent', 'accepted', 'unsure'].includes(job.state)).length;
    const unsure = own.filter((job) => job.state === 'unsure');
    // The next start will call it so
    const willBeUnsure = own.some((job) => job.state === 'sent');
    found.unsure.push(...unsure);
    const charges = service.perSize.get(work.size) ?? 0;
    const decided = entries.filter((entry) => entry.event === 'decide');
    // "Again" about a request that the service knows by a number asks for that one first, and sends nothing
    const again = decided.filter((entry) => entry.state === 'queued').length;
    found.ordered += again;
    const spoiled = entries.filter((entry) => entry.event === 'spoiled').length;
    const accounted = whole.length + received + out + decided.length + spoiled;
    const photo = basename(work.paths[0]);
    if (charges > accounted) found.lost.push({ photo, fault: `${charges} charged, ${accounted} accounted for` });
    // Counted apart: the program sends once more what was paid and unusable, when it is asked for it or for a copy
    const afterSpoiled = Math.min(spoiled, Math.max(0, charges - 1 - again));
    if (afterSpoiled > 0) found.paidAfterSpoiled.push(`${photo}: ${afterSpoiled}`);
    const allowed = 1 + again + afterSpoiled;
    if (charges > allowed) found.double.push({ photo, fault: `${charges} charged, ${allowed} ordered` });
    // The person was told that the money is gone, and asks no more
    const given = own.some((job) => job.state === 'failed' && job.charge !== 'no');
    return {
      ...{ work, jobs: own, isDone: whole.length > 0 },
      ...{ isUnsure: unsure.length > 0 || willBeUnsure, isLetGo: given && whole.length === 0 },
    };
  });
  const sizes = new Set(works.map((work) => work.size));
  const folder = join(dirname(works[0].paths[0]), 'Darkslide');
  const files = namesIn(folder);
  return {
    ...found,
    service,
    states,
    jobs,
    last: journal.at(-1)?.event ?? 'nothing',
    changed: works.flatMap(({ paths, prints }) => paths.filter((path, at) => !existsSync(path) || printOf(path) !== prints[at])),
    /** Charged, and of no photo of this run. */
    foreign: [...service.perSize.keys()].filter((size) => !sizes.has(size)),
    /** Results on disk that the ledger does not know: the same picture stored twice. */
    stray: files.filter((name) => !name.startsWith('.') && !known.has(join(folder, name))),
    halfWritten: files.filter((name) => name.startsWith('.')).length,
    /** Bytes in the spool that nobody waits for. */
    leftInSpool: [...spooled].filter((name) => {
      if (!name.endsWith('.bin')) return false; // a note without its bytes is tidied at the next start
      const job = jobs.find(({ id }) => name === `${id}.bin`);
      return job === undefined || job.state === 'done';
    }).length,
  };
}
