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
];
