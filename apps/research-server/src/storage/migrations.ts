import type { Client, InStatement } from '@libsql/client';
import { StartupProblem } from '../startup-problem.ts';

/** One entry per schema version, applied in order, each in one transaction. Never edit a released one. */
const migrations: string[][] = [
  [
    `CREATE TABLE runs (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      question TEXT NOT NULL,
      mode TEXT NOT NULL,
      writer TEXT NOT NULL,
      depth TEXT NOT NULL,
      limits TEXT NOT NULL,
      state TEXT NOT NULL,
      stage TEXT NOT NULL,
      since TEXT,
      sources TEXT NOT NULL,
      skipped_sources TEXT NOT NULL,
      budget TEXT NOT NULL,
      usage TEXT NOT NULL,
      selection TEXT,
      draft TEXT,
      report TEXT,
      failure TEXT,
      created_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT,
      cancel_requested_at TEXT,
      owner TEXT NOT NULL,
      heartbeat_at INTEGER NOT NULL,
      idempotency_key TEXT UNIQUE,
      request_hash TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX runs_by_state ON runs (state)',
    `CREATE TABLE queries (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      id TEXT NOT NULL,
      provider TEXT NOT NULL,
      text TEXT NOT NULL,
      outcome TEXT,
      found INTEGER NOT NULL DEFAULT 0,
      skipped INTEGER NOT NULL DEFAULT 0,
      reason TEXT,
      spent TEXT,
      PRIMARY KEY (run_id, id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE retrieved (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      query_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (run_id, query_id, position)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE documents (
      owner_id TEXT NOT NULL,
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      document TEXT NOT NULL,
      text TEXT NOT NULL,
      text_sha256 TEXT NOT NULL,
      PRIMARY KEY (owner_id, id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE evidence (
      id TEXT PRIMARY KEY,
      owner_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      document_id TEXT NOT NULL,
      record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX evidence_by_owner ON evidence (owner_id, position)',
    `CREATE TABLE events (
      run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      id INTEGER NOT NULL,
      at TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (run_id, id)
    ) STRICT, WITHOUT ROWID`,
  ],
];

/**
 * Brings the schema to this version. Safe to run any number of times and by several processes at once.
 * @throws {StartupProblem} when the file was written by a newer version.
 */
export async function migrate(database: Client): Promise<void> {
  await database.execute('CREATE TABLE IF NOT EXISTS headwater_schema (version INTEGER PRIMARY KEY) STRICT');
  for (;;) {
    const current = await currentVersion(database);
    if (current > migrations.length) throw newerFile(current);
    const statements = migrations[current];
    if (!statements) return;
    const claim: InStatement = { sql: 'INSERT INTO headwater_schema (version) VALUES (?)', args: [current + 1] };
    try {
      await database.batch([claim, ...statements], 'write');
    } catch (error) {
      // Another process may have taken this step between our look and our claim; then there is nothing left to do.
      if ((await currentVersion(database)) <= current) throw error;
    }
  }
}

async function currentVersion(database: Client): Promise<number> {
  const { rows } = await database.execute('SELECT COALESCE(MAX(version), 0) AS version FROM headwater_schema');
  return Number(rows[0]?.version ?? 0);
}

function newerFile(found: number): StartupProblem {
  return new StartupProblem(
    'The database file is newer than this version of Headwater.',
    `It has schema version ${found}; this version knows ${migrations.length}.`,
    'Update Headwater, or choose another folder with --data-dir or HEADWATER_DATA_DIR.',
  );
}
