/** Tables of the catalogue: photos where they lie on disk, and results. */
import type { Migration } from './database.ts';

export const libraryMigrations: readonly Migration[] = [
  {
    name: 'library 1: photos and results',
    sql: `
      CREATE TABLE photos (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        bytes INTEGER NOT NULL,
        modified_ms REAL NOT NULL,
        content_hash TEXT,
        format TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        taken_at REAL,
        added_at REAL NOT NULL,
        missing INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX photos_by_hash ON photos (content_hash) WHERE content_hash IS NOT NULL;
      CREATE TABLE results (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job_id INTEGER NOT NULL UNIQUE,
        photo_id INTEGER REFERENCES photos (id) ON DELETE SET NULL,
        original_hash TEXT,
        path TEXT NOT NULL UNIQUE,
        recipe TEXT NOT NULL,
        model TEXT NOT NULL,
        parameters TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        cost_usd REAL,
        took_ms REAL NOT NULL,
        created_at REAL NOT NULL,
        simulated INTEGER NOT NULL,
        missing INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX results_by_photo ON results (photo_id);
      CREATE INDEX results_by_original ON results (original_hash);`,
  },
  {
    name: 'library 2: roots, what was seen, and what rules made of it',
    // roots: a folder that is looked at, by volume and path; a moved one keeps its row. seen: every picture ever found below it; a renamed
    // file keeps its row, version rises with new content. watch_outcomes: what a rule made of one version; a file without a row is still to
    // be judged, so a crash between seeing and queueing misses nothing. watch_rules: baseline is 0 until the first listing was judged.
    sql: `
      CREATE TABLE roots (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        volume TEXT,
        inode REAL NOT NULL,
        added_at REAL NOT NULL
      ) STRICT;
      CREATE TABLE seen (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        modified_ms REAL NOT NULL,
        changed_ms REAL NOT NULL,
        inode REAL NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        first_seen_at REAL NOT NULL,
        missing INTEGER NOT NULL DEFAULT 0,
        UNIQUE (root_id, path)
      ) STRICT;
      CREATE INDEX seen_by_inode ON seen (root_id, inode);
      CREATE TABLE watch_rules (
        rule_id TEXT PRIMARY KEY,
        root_id INTEGER NOT NULL REFERENCES roots (id),
        started_at REAL NOT NULL,
        baseline INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE watch_outcomes (
        rule_id TEXT NOT NULL,
        seen_id INTEGER NOT NULL REFERENCES seen (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT,
        photo_id INTEGER,
        at REAL NOT NULL,
        PRIMARY KEY (rule_id, seen_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX watch_outcomes_by_file ON watch_outcomes (seen_id);
      CREATE TABLE watch_story (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        rule_id TEXT NOT NULL,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        count INTEGER NOT NULL DEFAULT 0,
        name TEXT,
        reason TEXT,
        detail TEXT
      ) STRICT;
      CREATE INDEX watch_story_by_rule ON watch_story (rule_id, id);`,
  },
  {
    name: 'library 3: how long a line of a story went on',
    sql: 'ALTER TABLE watch_story ADD COLUMN until REAL;',
  },
  {
    name: 'library 4: capture times are wall clocks',
    // They were instants, made with the zone of this computer when a file was read: turned back by its zone of now, and marked as not read,
    // so that each file is asked again what it says (it may have been read elsewhere, or on a night the clocks changed).
    sql: `
      ALTER TABLE photos ADD COLUMN wall_time TEXT;
      ALTER TABLE photos ADD COLUMN taken_read INTEGER NOT NULL DEFAULT 0;
      UPDATE photos SET wall_time = strftime('%Y-%m-%dT%H:%M:%S', taken_at / 1000.0, 'unixepoch', 'localtime') WHERE taken_at IS NOT NULL;
      ALTER TABLE photos DROP COLUMN taken_at;
      ALTER TABLE photos RENAME COLUMN wall_time TO taken_at;`,
  },
  {
    name: 'library 5: files of one shot',
    // A file that belongs to a photo is no photo itself. The index finds the others of a shot, upper and lower case alike.
    sql: `
      CREATE TABLE companions (
        path TEXT PRIMARY KEY,
        photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX companions_by_photo ON companions (photo_id);
      CREATE INDEX photos_by_shot ON photos (lower(path));`,
  },
  {
    name: 'library 6: names before files',
    // A photo is known by its name before its file is opened: looked is 0 until then, its size in pixels is 0, and problem says why a file that
    // was opened is no use. Number and last change of a file tell what became of it, as in seen. passed_over: files below a folder of the
    // library that are no photos, so that the next look need not open them again: results of Darkslide, and photos that a person took out.
    // about: camera, lens, title and keywords, to find it by; what is there is asked again for it like for times before (library 4).
    // library_path: the folder is in the library, and its photos are known under this path; another one than path: it was moved since.
    sql: `
      ALTER TABLE photos ADD COLUMN looked INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE photos ADD COLUMN problem TEXT;
      ALTER TABLE photos ADD COLUMN about TEXT;
      UPDATE photos SET taken_read = 0;
      ALTER TABLE photos ADD COLUMN inode REAL NOT NULL DEFAULT 0;
      ALTER TABLE photos ADD COLUMN changed_ms REAL NOT NULL DEFAULT 0;
      CREATE INDEX photos_unlooked ON photos (missing, id) WHERE looked = 0;
      CREATE INDEX photos_unhashed ON photos (id) WHERE content_hash IS NULL;
      ALTER TABLE roots ADD COLUMN library_path TEXT;
      CREATE TABLE passed_over (
        path TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        modified_ms REAL NOT NULL,
        why TEXT NOT NULL
      ) STRICT;`,
  },
  {
    name: 'library 7: content is asked of files that were looked into',
    // Without this the search for the next file to be read goes through all names that came in since, again and again.
    sql: `
      DROP INDEX photos_unhashed;
      CREATE INDEX photos_unhashed ON photos (id) WHERE content_hash IS NULL AND looked = 1;`,
  },
];
