import type { SourceDocument } from '@headwater/core';
import type { InStatement, Row } from '@libsql/client';
import type { RunSource, SourceOutcomeName } from '../shared/api.ts';
import { sourceOutcome } from '../shared/run-view.ts';
import type { Database } from './database.ts';

/** One planned question to one source, and what became of it. */
export interface StoredQuery {
  id: string;
  provider: string;
  text: string;
  /** Absent while it has not come to an end. */
  outcome?: SourceOutcomeName;
  found: number;
  skipped: number;
  reason?: string;
}

/** What one query used of the run's budget. */
export interface Spending {
  calls: number;
  bytes: number;
  costUsd: number;
}

export interface QueryResult extends Required<Pick<StoredQuery, 'id' | 'outcome'>> {
  documents: SourceDocument[];
  skipped: number;
  reason?: string;
  spent: Spending;
}

export interface QueryStore {
  plan(runId: string, queries: { id: string; provider: string; text: string }[]): InStatement[];
  /** Stores an answer whole: its documents, its outcome and what it cost. */
  finish(runId: string, result: QueryResult): InStatement[];
  ofRun(runId: string): Promise<StoredQuery[]>;
  ofRuns(runIds: string[]): Promise<Map<string, StoredQuery[]>>;
  /** What the finished queries of a run have spent, also before a restart. */
  spent(runId: string): Promise<Spending>;
  /** Everything the sources returned: one list per query, in the source's order. */
  retrieved(runId: string): Promise<{ queryId: string; documents: SourceDocument[] }[]>;
}

export function createQueryStore(database: Database): QueryStore {
  const ofRuns: QueryStore['ofRuns'] = async (runIds) => {
    const result = new Map<string, StoredQuery[]>();
    if (runIds.length === 0) return result;
    const sql = `SELECT * FROM queries WHERE run_id IN (${runIds.map(() => '?').join(', ')}) ORDER BY run_id, id`;
    for (const row of (await database.execute({ sql, args: runIds })).rows) {
      const runId = String(row.run_id);
      const queries = result.get(runId) ?? [];
      result.set(runId, queries);
      queries.push(fromRow(row));
    }
    return result;
  };

  return {
    ofRuns,
    plan: (runId, queries) =>
      queries.map(({ id, provider, text }) => ({
        sql: 'INSERT INTO queries (run_id, id, provider, text) VALUES (?, ?, ?, ?)',
        args: [runId, id, provider, text],
      })),
    finish(runId, { id, outcome, documents, skipped, reason, spent }) {
      return [
        { sql: 'DELETE FROM retrieved WHERE run_id = ? AND query_id = ?', args: [runId, id] },
        ...documents.map((document, position) => ({
          sql: 'INSERT INTO retrieved (run_id, query_id, position, document) VALUES (?, ?, ?, ?)',
          args: [runId, id, position, JSON.stringify(document)],
        })),
        {
          sql: 'UPDATE queries SET outcome = ?, found = ?, skipped = ?, reason = ?, spent = ? WHERE run_id = ? AND id = ?',
          args: [outcome, documents.length, skipped, reason ?? null, JSON.stringify(spent), runId, id],
        },
      ];
    },
    async ofRun(runId) {
      return (await ofRuns([runId])).get(runId) ?? [];
    },
    async spent(runId) {
      const sql = 'SELECT spent FROM queries WHERE run_id = ? AND spent IS NOT NULL';
      const total: Spending = { calls: 0, bytes: 0, costUsd: 0 };
      for (const row of (await database.execute({ sql, args: [runId] })).rows) {
        const spent = JSON.parse(String(row.spent)) as Spending;
        total.calls += spent.calls;
        total.bytes += spent.bytes;
        total.costUsd += spent.costUsd;
      }
      return total;
    },
    async retrieved(runId) {
      const sql = 'SELECT query_id, document FROM retrieved WHERE run_id = ? ORDER BY query_id, position';
      const lists = new Map<string, SourceDocument[]>();
      for (const row of (await database.execute({ sql, args: [runId] })).rows) {
        const queryId = String(row.query_id);
        const list = lists.get(queryId) ?? [];
        lists.set(queryId, list);
        list.push(JSON.parse(String(row.document)));
      }
      return [...lists].map(([queryId, documents]) => ({ queryId, documents }));
    },
  };
}

function fromRow(row: Row): StoredQuery {
  return {
    id: String(row.id),
    provider: String(row.provider),
    text: String(row.text),
    ...(row.outcome === null ? {} : { outcome: row.outcome as SourceOutcomeName }),
    found: Number(row.found),
    skipped: Number(row.skipped),
    ...(row.reason === null ? {} : { reason: String(row.reason) }),
  };
}

/** What became of each source: those whose queries have all come to an end, and those that could not be asked. */
export function sourcesOf(
  run: { sources: string[]; skippedSources: { provider: string; reason: string }[] },
  queries: StoredQuery[],
): RunSource[] {
  const asked = run.sources.flatMap((provider): RunSource[] => {
    const own = queries.filter((query) => query.provider === provider);
    if (own.length === 0 || own.some((query) => query.outcome === undefined)) return [];
    return [sourceOf(provider, own)];
  });
  const skipped = run.skippedSources.map(({ provider, reason }) => ({
    provider,
    outcome: 'skipped' as const,
    found: 0,
    reason,
  }));
  return [...asked, ...skipped];
}

function sourceOf(provider: string, queries: StoredQuery[]): RunSource {
  const found = queries.reduce((sum, query) => sum + query.found, 0);
  const outcome = sourceOutcome(queries) ?? 'skipped';
  const reason = queries.findLast((query) => query.reason)?.reason;
  return { provider, outcome, found, ...(reason && outcome !== 'ok' ? { reason } : {}) };
}
