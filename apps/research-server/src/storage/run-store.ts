import type { Report, Selection } from '@headwater/evidence';
import type { InStatement, Row } from '@libsql/client';
import type {
  Depth,
  RunBudget,
  RunDocument,
  RunMode,
  RunState,
  RunSummary,
  RunUsage,
  Stage,
  Writer,
} from '../shared/api.ts';
import type { Database } from './database.ts';
import { createQueryStore, type QueryStore, type StoredQuery, sourcesOf } from './query-store.ts';

/** A run as it is stored, without its documents, evidence and events. */
export interface StoredRun {
  id: string;
  question: string;
  mode: RunMode;
  writer: Writer;
  depth: Depth;
  limits: RunDocument['limits'];
  state: RunState;
  stage: Stage;
  since?: string;
  /** Names of the sources to ask. */
  sources: string[];
  /** Sources that could not be asked from the start, and why. */
  skippedSources: { provider: string; reason: string }[];
  budget: RunBudget;
  usage: RunUsage;
  /** What the select stage judged; the quotes themselves are in the evidence store. */
  selection?: Omit<Selection, 'evidence'>;
  /** The report before it is published; from the verify stage on, the verified one. */
  draft?: Report;
  report?: Report;
  failure?: RunDocument['failure'];
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  cancelRequestedAt?: string;
  /** The server process working on it; see `process-owner.ts`. */
  owner: string;
  heartbeatAtMs: number;
}

export interface NewRun extends Omit<StoredRun, 'state' | 'stage' | 'usage'> {
  idempotencyKey?: string;
  /** Hash of the request, to tell a repeated request from another one under the same key. */
  requestHash: string;
}

export interface RunFilter {
  state?: RunState;
  mode?: RunMode;
  /** Words the question must contain. */
  text?: string;
  /** Runs older than this sequence number. */
  before?: number;
  limit: number;
}

type RunPatch = Partial<
  Pick<
    StoredRun,
    'state' | 'stage' | 'usage' | 'selection' | 'draft' | 'report' | 'failure' | 'startedAt' | 'finishedAt' | 'owner'
  >
>;

export interface RunStore {
  queries: QueryStore;
  insert(run: NewRun): InStatement;
  get(id: string): Promise<StoredRun | undefined>;
  /** The run an idempotency key stands for. */
  findByKey(key: string): Promise<{ id: string; requestHash: string } | undefined>;
  /** The statement that changes a run; hand it to `EventLog.commit` together with the events that tell of it. */
  update(id: string, patch: RunPatch): InStatement;
  list(filter: RunFilter): Promise<{ runs: RunSummary[]; nextBefore?: number }>;
  /** What the API says of a run, without report, documents and evidence. */
  summarise(run: StoredRun): Promise<RunSummary>;
  /** Runs that have not come to an end, oldest first. */
  unfinished(): Promise<StoredRun[]>;
  /** Says that this process still works on these runs. */
  heartbeat(ids: string[], nowMs: number): Promise<void>;
  /** Takes a run over from a process that is gone. False when another was quicker. */
  takeOver(run: StoredRun, owner: string, nowMs: number): Promise<boolean>;
  requestCancel(id: string, at: string): InStatement;
}

export const noUsage: RunUsage = {
  calls: 0,
  bytes: 0,
  costUsd: 0,
  wallTimeMs: 0,
  documentsRetrieved: 0,
  documentsMerged: 0,
};

const columns: Record<keyof RunPatch, { name: string; json: boolean }> = {
  state: { name: 'state', json: false },
  stage: { name: 'stage', json: false },
  usage: { name: 'usage', json: true },
  selection: { name: 'selection', json: true },
  draft: { name: 'draft', json: true },
  report: { name: 'report', json: true },
  failure: { name: 'failure', json: true },
  startedAt: { name: 'started_at', json: false },
  finishedAt: { name: 'finished_at', json: false },
  owner: { name: 'owner', json: false },
};

export function createRunStore(database: Database): RunStore {
  const queries = createQueryStore(database);

  return {
    queries,
    insert: insertStatement,
    async get(id) {
      const { rows } = await database.execute({ sql: 'SELECT * FROM runs WHERE id = ?', args: [id] });
      return rows[0] ? fromRow(rows[0]) : undefined;
    },
    async findByKey(key) {
      const sql = 'SELECT id, request_hash FROM runs WHERE idempotency_key = ?';
      const { rows } = await database.execute({ sql, args: [key] });
      return rows[0] ? { id: String(rows[0].id), requestHash: String(rows[0].request_hash) } : undefined;
    },
    update(id, patch) {
      const entries = Object.entries(patch) as [keyof RunPatch, unknown][];
      const sets = entries.map(([key]) => `${columns[key].name} = ?`).join(', ');
      const values = entries.map(([key, value]) => (columns[key].json ? JSON.stringify(value) : String(value)));
      return { sql: `UPDATE runs SET ${sets} WHERE id = ?`, args: [...values, id] };
    },
    async list(filter) {
      const { sql, args } = listStatement(filter);
      const { rows } = await database.execute({ sql, args });
      const page = rows.slice(0, filter.limit);
      const stored = page.map(fromRow);
      const byRun = await queries.ofRuns(stored.map((run) => run.id));
      const runs = stored.map((run) => summary(run, byRun.get(run.id) ?? []));
      const last = page.at(-1);
      return rows.length > page.length && last ? { runs, nextBefore: Number(last.seq) } : { runs };
    },
    async summarise(run) {
      return summary(run, await queries.ofRun(run.id));
    },
    async unfinished() {
      const sql = "SELECT * FROM runs WHERE state IN ('queued', 'running') ORDER BY seq";
      return (await database.execute(sql)).rows.map(fromRow);
    },
    async heartbeat(ids, nowMs) {
      const sql = `UPDATE runs SET heartbeat_at = ? WHERE id IN (${ids.map(() => '?').join(', ')})`;
      if (ids.length > 0) await database.execute({ sql, args: [nowMs, ...ids] });
    },
    async takeOver(run, owner, nowMs) {
      const sql = 'UPDATE runs SET owner = ?, heartbeat_at = ? WHERE id = ? AND owner = ?';
      const { rowsAffected } = await database.execute({ sql, args: [owner, nowMs, run.id, run.owner] });
      return rowsAffected === 1;
    },
    requestCancel(id, at) {
      return { sql: 'UPDATE runs SET cancel_requested_at = ? WHERE id = ?', args: [at, id] };
    },
  };
}

function insertStatement(run: NewRun): InStatement {
  const values = {
    id: run.id,
    question: run.question,
    mode: run.mode,
    writer: run.writer,
    depth: run.depth,
    limits: run.limits,
    state: 'queued',
    stage: 'plan',
    since: run.since ?? null,
    sources: JSON.stringify(run.sources),
    skipped_sources: JSON.stringify(run.skippedSources),
    budget: JSON.stringify(run.budget),
    usage: JSON.stringify(noUsage),
    created_at: run.createdAt,
    owner: run.owner,
    heartbeat_at: run.heartbeatAtMs,
    idempotency_key: run.idempotencyKey ?? null,
    request_hash: run.requestHash,
  };
  const names = Object.keys(values);
  const sql = `INSERT INTO runs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  return { sql, args: Object.values(values) };
}

function listStatement({ state, mode, text, before, limit }: RunFilter): { sql: string; args: (string | number)[] } {
  const conditions: string[] = [];
  const args: (string | number)[] = [];
  const where = (condition: string, value: string | number | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    args.push(value);
  };
  where('state = ?', state);
  where('mode = ?', mode);
  where('seq < ?', before);
  // `instr` and not LIKE: a percent sign in the search is a percent sign.
  for (const word of text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [])
    where('instr(lower(question), ?) > 0', word);
  const filter = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return { sql: `SELECT * FROM runs ${filter} ORDER BY seq DESC LIMIT ?`, args: [...args, limit + 1] };
}

function fromRow(row: Row): StoredRun {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const json = (name: string) => (row[name] === null ? undefined : JSON.parse(String(row[name])));
  const optional = {
    since: text('since'),
    selection: json('selection'),
    draft: json('draft'),
    report: json('report'),
    failure: json('failure'),
    startedAt: text('started_at'),
    finishedAt: text('finished_at'),
    cancelRequestedAt: text('cancel_requested_at'),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    id: String(row.id),
    question: String(row.question),
    mode: row.mode as RunMode,
    writer: row.writer as Writer,
    depth: row.depth as Depth,
    limits: row.limits as RunDocument['limits'],
    state: row.state as RunState,
    stage: row.stage as Stage,
    sources: json('sources'),
    skippedSources: json('skipped_sources'),
    budget: json('budget'),
    usage: json('usage'),
    createdAt: String(row.created_at),
    owner: String(row.owner),
    heartbeatAtMs: Number(row.heartbeat_at),
    ...present,
  };
}

function summary(run: StoredRun, queries: StoredQuery[]): RunSummary {
  return {
    id: run.id,
    question: run.question,
    mode: run.mode,
    writer: run.writer,
    depth: run.depth,
    state: run.state,
    limits: run.limits,
    createdAt: run.createdAt,
    ...(run.finishedAt ? { finishedAt: run.finishedAt } : {}),
    progress: {
      stage: run.stage,
      done: queries.filter((query) => query.outcome !== undefined).length,
      planned: queries.length,
    },
    sources: sourcesOf(run, queries),
    ...(run.report ? { cited: run.report.references.length } : {}),
    usage: run.usage,
    budget: run.budget,
    ...(run.failure ? { failure: run.failure } : {}),
  };
}
