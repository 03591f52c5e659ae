/** What is true after a kill: the simulator's ledger beside the runner's database, spool and result files. Only reads, and of the database a copy. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { printOf, sizeName } from './ground.mjs';

/** Reads the simulator's ledger: charges of each photo, by its size, and the posts in all. */
export function readCharges(ledger) {
  const text = existsSync(ledger) ? readFileSync(ledger, 'utf8') : '';
  // A line that is being written has no end yet
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const perPhoto = new Map();
  const works = new Set();
  let posts = 0;
  let charges = 0;
  for (const line of lines) {
    if (line === '') continue;
    const entry = JSON.parse(line);
    if (entry.method === 'POST') posts += 1;
    if (!entry.charged) continue;
    charges += 1;
    const [picture] = entry.pictures;
    const size = picture === undefined ? 'no picture' : sizeName(picture.width, picture.height);
    perPhoto.set(size, (perPhoto.get(size) ?? 0) + 1);
    works.add(JSON.stringify([entry.sha256, entry.slug, entry.body]));
  }
  return { perPhoto, posts, charges, distinct: works.size };
}

const nothing = { jobs: [], results: [], verdicts: [], last: null };

/**
 * Reads jobs, results and the last journal entry from a copy of the database: opening the original would do the recovery that the
 * next start has to do.
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
        jobs: database.prepare('SELECT id, photo_path, state, charge, request_id FROM jobs').all(),
        results: database.prepare('SELECT job_id, path FROM results').all(),
        verdicts: database.prepare("SELECT job_id, state FROM journal WHERE event = 'decide'").all(),
        last: database.prepare('SELECT event, state FROM journal ORDER BY id DESC LIMIT 1').get() ?? null,
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

/**
 * One look at everything.
 * @returns `lost`: charges that are neither stored, nor in the spool, nor under way or in doubt, nor settled by a person's
 *   decision, which the journal holds. `double`: charges of one photo beyond the first and those that a person ordered again.
 */
export function audit({ home, ledger, photos }) {
  // First the service, then the database: what was charged by then must have been on disk as sent before
  const service = readCharges(ledger);
  const { jobs, results, verdicts, last } = readLedger(home);
  const spool = join(home, 'spool');
  const spooled = new Set(existsSync(spool) ? readdirSync(spool) : []);
  const jobById = new Map(jobs.map((job) => [job.id, job]));
  const known = new Set(results.map((result) => result.path));
  const found = { ordered: 0, lost: [], double: [], damaged: [], unsure: [], done: 0, inSpoolOnly: 0 };
  for (const photo of photos) {
    const own = jobs.filter((job) => job.photo_path === photo.path);
    const stored = results.filter((result) => jobById.get(result.job_id)?.photo_path === photo.path);
    const whole = stored.filter((result) => isWholeJpeg(result.path));
    if (whole.length < stored.length) found.damaged.push(photo.path);
    if (whole.length > 0) found.done += 1;
    const received = own.filter((job) => job.state === 'received' && spooled.has(`${job.id}.bin`)).length;
    const out = own.filter((job) => ['sent', 'accepted', 'unsure'].includes(job.state));
    found.inSpoolOnly += out.filter((job) => spooled.has(`${job.id}.bin`)).length;
    found.unsure.push(...own.filter((job) => job.state === 'unsure'));
    const charges = service.perPhoto.get(photo.size) ?? 0;
    const decided = verdicts.filter((verdict) => jobById.get(verdict.job_id)?.photo_path === photo.path);
    // "Again" about a request that the service knows by a number asks for that one first, and sends nothing
    const again = decided.filter((verdict) => verdict.state === 'queued').length;
    found.ordered += again;
    const accounted = whole.length + received + out.length + decided.length;
    if (charges > accounted) found.lost.push(`${basename(photo.path)}: ${charges} charged, ${accounted} accounted for`);
    const allowed = 1 + again;
    if (charges > allowed) found.double.push(`${basename(photo.path)}: ${charges} charged, ${allowed} ordered`);
  }
  const results_ = join(dirname(photos[0].path), 'Darkslide');
  const files = existsSync(results_) ? readdirSync(results_) : [];
  return {
    ...found,
    service,
    last,
    jobs,
    changed: photos.filter((photo) => !existsSync(photo.path) || printOf(photo.path) !== photo.print).map((photo) => photo.path),
    /** Results on disk that the ledger does not know: the same picture stored twice. */
    stray: files.filter((name) => !name.startsWith('.') && !known.has(join(results_, name))),
    halfWritten: files.filter((name) => name.startsWith('.')).length,
  };
}
