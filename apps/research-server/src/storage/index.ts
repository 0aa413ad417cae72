import { type Database, openDatabase } from './database.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { createEvidenceStore, type EvidenceStore } from './evidence-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';

/** Everything the server keeps, in one database file. */
export interface Storage {
  database: Database;
  runs: RunStore;
  evidence: EvidenceStore;
  events: EventLog;
  close(): void;
}

/** @throws {StartupProblem} when the data folder cannot be used. */
export async function openStorage(dataDir: string): Promise<Storage> {
  const database = await openDatabase(dataDir);
  return {
    database,
    runs: createRunStore(database),
    evidence: createEvidenceStore(database),
    events: createEventLog(database),
    close: () => database.close(),
  };
}
