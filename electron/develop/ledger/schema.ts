/** Tables of the money path: jobs as they stand, the journal of everything that happened to them, and every charge. */
import type { Migration } from '../../library/database.ts';

export const ledgerMigrations: readonly Migration[] = [
  {
    name: 'ledger 1: jobs and journal',
    // AUTOINCREMENT: a job's id names its spool file and must never come back.
    // The last index is the guard behind the code: one content and recipe is out, or paid, at most once.
    sql: `
      CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        photo_id INTEGER,
        photo_path TEXT,
        others TEXT NOT NULL,
        work_key TEXT NOT NULL,
        recipe TEXT NOT NULL,
        simulated INTEGER NOT NULL,
        folder TEXT,
        sequence INTEGER NOT NULL,
        position REAL NOT NULL,
        price_usd REAL NOT NULL,
        created_at REAL NOT NULL,
        state TEXT NOT NULL,
        retries INTEGER NOT NULL DEFAULT 0,
        shrinks INTEGER NOT NULL DEFAULT 0,
        request_id TEXT,
        charge TEXT NOT NULL DEFAULT 'no',
        problem_code TEXT,
        problem_message TEXT,
        reused INTEGER NOT NULL DEFAULT 0,
        content_hash TEXT,
        identity TEXT,
        target TEXT,
        target_key TEXT,
        receipt TEXT,
        cost_usd REAL,
        sent_at REAL,
        took_ms REAL,
        finished_at REAL,
        result_id INTEGER,
        released INTEGER NOT NULL DEFAULT 0,
        cleared INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX jobs_by_state ON jobs (state, position);
      CREATE INDEX jobs_by_work ON jobs (work_key, state);
      CREATE INDEX jobs_by_position ON jobs (position);
      CREATE INDEX jobs_by_photo ON jobs (photo_id);
      CREATE INDEX jobs_by_target ON jobs (target_key) WHERE target_key IS NOT NULL;
      CREATE UNIQUE INDEX jobs_paid_once ON jobs (identity)
        WHERE identity IS NOT NULL AND released = 0 AND reused = 0 AND state IN ('sent', 'accepted', 'received', 'unsure', 'done');
      CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id INTEGER NOT NULL,
        at REAL NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        detail TEXT
      ) STRICT;
      CREATE INDEX journal_by_job ON journal (job_id);
      CREATE TABLE charges (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id INTEGER NOT NULL,
        at REAL NOT NULL,
        usd REAL NOT NULL
      ) STRICT;
      CREATE INDEX charges_by_job ON charges (job_id);
      CREATE INDEX charges_by_time ON charges (at);
      CREATE TABLE queue_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  },
  {
    name: 'ledger 2: limits',
    // Summed up before each photo that is sent
    sql: `CREATE INDEX jobs_maybe_charged ON jobs (id) WHERE charge = 'maybe';`,
  },
  {
    name: 'ledger 3: doubts and balances',
    // A doubt is one request of which nobody knows whether it was charged: it outlives another try of its job.
    // A balance was read while nothing was out. `account` tells keys and endpoints apart and is no key.
    sql: `
      ALTER TABLE jobs ADD COLUMN account TEXT;
      ALTER TABLE charges ADD COLUMN sent_at REAL;
      ALTER TABLE charges ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
      UPDATE charges SET sent_at = at;
      CREATE INDEX charges_by_send ON charges (sent_at);
      CREATE TABLE doubts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id INTEGER NOT NULL,
        account TEXT,
        sent_at REAL NOT NULL,
        usd REAL NOT NULL,
        settled TEXT,
        UNIQUE (job_id, sent_at)
      ) STRICT;
      CREATE INDEX doubts_open ON doubts (sent_at) WHERE settled IS NULL;
      INSERT INTO doubts (job_id, sent_at, usd) SELECT id, sent_at, price_usd FROM jobs
        WHERE charge = 'maybe' AND state NOT IN ('sent', 'accepted') AND simulated = 0 AND sent_at IS NOT NULL;
      CREATE TABLE balances (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account TEXT NOT NULL,
        at REAL NOT NULL,
        usd REAL NOT NULL
      ) STRICT;
      CREATE INDEX balances_by_account ON balances (account, at);
      DROP INDEX jobs_maybe_charged;`,
  },
  {
    name: 'ledger 4: rules',
    // The name under which the work was asked for, and what it may cost a day under that name
    sql: `
      ALTER TABLE jobs ADD COLUMN rule TEXT;
      ALTER TABLE jobs ADD COLUMN rule_usd REAL;
      CREATE INDEX jobs_by_rule ON jobs (rule) WHERE rule IS NOT NULL;`,
  },
  {
    name: 'ledger 5: the way of sending',
    // Null: as the model wants; else what a person chose after a time-out
    sql: `ALTER TABLE jobs ADD COLUMN transport TEXT;`,
  },
  {
    name: 'ledger 6: totals',
    // Counted several times a second while photos are out, without reading ten thousand whole rows
    sql: `
      CREATE INDEX jobs_shown ON jobs (state) WHERE cleared = 0;
      CREATE INDEX jobs_of_run ON jobs (id, state, reused, price_usd);
      CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;`,
  },
  {
    name: 'ledger 7: backends and holds',
    // backend: who answers; rate, balance and pauses are kept apart for each.
    // held: why a waiting job is passed over although the queue runs, see holds.ts; null: it goes when its turn comes.
    sql: `
      ALTER TABLE jobs ADD COLUMN backend TEXT NOT NULL DEFAULT 'segmind';
      ALTER TABLE jobs ADD COLUMN held TEXT;
      CREATE INDEX jobs_waiting ON jobs (position) WHERE state = 'queued' AND held IS NULL;
      CREATE INDEX jobs_held ON jobs (held, state, price_usd) WHERE held IS NOT NULL;`,
  },
  {
    name: 'ledger 8: prepared pixels',
    // prepared: which pixels a file gives when it is prepared in a certain way, so that known work is found by the file's hash alone.
    // preparation: how the identity of a job was made, see identity.ts; 1: over its file. pixel_hashes: JSON, for the mark in its result.
    sql: `
      ALTER TABLE jobs ADD COLUMN preparation INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE jobs ADD COLUMN pixel_hashes TEXT;
      CREATE INDEX jobs_by_old_identity ON jobs (content_hash) WHERE preparation = 1 AND state = 'done' AND released = 0;
      CREATE TABLE prepared (
        content_hash TEXT NOT NULL,
        preparation TEXT NOT NULL,
        pixel_hash TEXT NOT NULL,
        PRIMARY KEY (content_hash, preparation)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    name: 'ledger 9: runs',
    // run: the command line's run that asked for it, see queue/runs.ts; null: the app did, and its queue outlives it.
    sql: `
      ALTER TABLE jobs ADD COLUMN run TEXT;
      CREATE INDEX jobs_of_runs ON jobs (run) WHERE run IS NOT NULL AND state = 'queued' AND held IS NULL;`,
  },
  {
    name: 'ledger 10: reasons of holds',
    // holds: why, in words, and when it is looked at again (ms since 1970; null: a person ends it). For whoever reads beside the holder.
    // jobs_by_backend: what waits for one backend is found however many wait for another.
    sql: `
      CREATE TABLE holds (
        held TEXT PRIMARY KEY,
        problem_code TEXT NOT NULL,
        problem_message TEXT NOT NULL,
        until REAL
      ) STRICT;
      CREATE INDEX jobs_by_backend ON jobs (backend, simulated, position) WHERE state = 'queued' AND held IS NULL;
      CREATE INDEX jobs_paid ON jobs (position) WHERE state IN ('accepted', 'received') AND held IS NULL;`,
  },
  {
    name: 'ledger 11: many at once',
    // What was done today is counted many times while ten thousand are cancelled, which end as well; a result's job is found by the result
    sql: `
      DROP INDEX jobs_by_end;
      CREATE INDEX jobs_done ON jobs (finished_at) WHERE state = 'done';
      CREATE INDEX jobs_by_result ON jobs (result_id) WHERE result_id IS NOT NULL;`,
  },
  {
    name: 'ledger 12: order of balances',
    // journal: the last line when the balance was read. The clock may be set between two readings, the journal's order stays.
    sql: `ALTER TABLE balances ADD COLUMN journal INTEGER;`,
  },
  {
    name: 'ledger 13: more limits of rules',
    // Beside the limit for a day: for any hour, and for all the time
    sql: `
      ALTER TABLE jobs ADD COLUMN rule_hour_usd REAL;
      ALTER TABLE jobs ADD COLUMN rule_total_usd REAL;`,
  },
];
