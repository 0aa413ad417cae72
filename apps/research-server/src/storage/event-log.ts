import type { InStatement, Row } from '@libsql/client';
import type { RunEvent, RunEventBody } from '../shared/api.ts';
import type { Database } from './database.ts';

/** The events of all runs: appended to the database first, then announced to whoever listens in this process. */
export interface EventLog {
  /**
   * Appends events, and runs other statements, in one transaction: what an event tells and what is stored never
   * disagree. Calls for one run keep their order.
   */
  commit(runId: string, bodies: RunEventBody[], statements?: InStatement[]): Promise<void>;
  /** Events after an id, in order, at most `limit`. */
  read(runId: string, afterId: number, limit?: number): Promise<RunEvent[]>;
  /** The newest event of a run. */
  last(runId: string): Promise<RunEvent | undefined>;
  /** Calls back after each commit of a run made by this process. Returns the way to stop. */
  subscribe(runId: string, listener: () => void): () => void;
}

// The id is taken inside the insert, so that two processes writing to one run cannot take the same one.
const insertEvent =
  'INSERT INTO events (run_id, id, at, body) SELECT ?, COALESCE(MAX(id), 0) + 1, ?, ? FROM events WHERE run_id = ?';

export function createEventLog(database: Database, now: () => Date = () => new Date()): EventLog {
  const listeners = new Map<string, Set<() => void>>();
  const tails = new Map<string, Promise<void>>();

  async function write(runId: string, bodies: RunEventBody[], statements: InStatement[]): Promise<void> {
    const at = now().toISOString();
    const inserts = bodies.map((body) => ({ sql: insertEvent, args: [runId, at, JSON.stringify(body), runId] }));
    await database.batch([...statements, ...inserts], 'write');
    for (const listener of listeners.get(runId) ?? []) listener();
  }

  return {
    commit(runId, bodies, statements = []) {
      const previous = tails.get(runId) ?? Promise.resolve();
      const current = previous.catch(() => undefined).then(() => write(runId, bodies, statements));
      tails.set(runId, current);
      const forget = () => {
        if (tails.get(runId) === current) tails.delete(runId);
      };
      current.then(forget, forget);
      return current;
    },
    async read(runId, afterId, limit = 500) {
      const { rows } = await database.execute({
        sql: 'SELECT id, at, body FROM events WHERE run_id = ? AND id > ? ORDER BY id LIMIT ?',
        args: [runId, afterId, limit],
      });
      return rows.map(fromRow);
    },
    async last(runId) {
      const sql = 'SELECT id, at, body FROM events WHERE run_id = ? ORDER BY id DESC LIMIT 1';
      const { rows } = await database.execute({ sql, args: [runId] });
      return rows[0] ? fromRow(rows[0]) : undefined;
    },
    subscribe(runId, listener) {
      const set = listeners.get(runId) ?? new Set();
      listeners.set(runId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(runId) === set) listeners.delete(runId);
      };
    },
  };
}

function fromRow(row: Row): RunEvent {
  return { id: Number(row.id), at: String(row.at), ...JSON.parse(String(row.body)) };
}
