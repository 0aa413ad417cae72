/**
 * The shapes the HTTP API speaks, shared by server, command line and page. Types only: this file must stay importable
 * from a browser bundle.
 */
import type { DocumentKind, HealthStatus, SourceDocument } from '@headwater/core';
import type { EvidenceRecord, Report } from '@headwater/evidence';

export type RunMode = 'live' | 'sandbox';
export type RunState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled';
export type Depth = 'quick' | 'standard' | 'deep';
export type Writer = 'extractive' | 'model';

export const stages = ['plan', 'search', 'read', 'select', 'write', 'verify', 'publish'] as const;
export type Stage = (typeof stages)[number];

/** What became of one source in one run. Six words, six meanings. */
export type SourceOutcomeName = 'ok' | 'partial' | 'throttled' | 'failed' | 'empty' | 'skipped';

export interface RunBudget {
  /** Most requests to sources. */
  calls: number;
  /** Most wall time, in milliseconds. */
  wallTimeMs: number;
  /** Most spending, in US dollars. */
  costUsd: number;
}

export interface ResearchRequest {
  question: string;
  depth?: Depth;
  /** Names of the providers to ask. Default: all that are usable. */
  sources?: string[];
  budget?: Partial<RunBudget>;
  /** Only documents published on or after this ISO 8601 date. */
  since?: string;
}

export interface RunSource {
  provider: string;
  outcome: SourceOutcomeName;
  found: number;
  /** Why the outcome is not `ok`, and what to do; safe to show. */
  reason?: string;
}

export interface RunUsage {
  calls: number;
  bytes: number;
  costUsd: number;
  wallTimeMs: number;
  documentsRetrieved: number;
  documentsMerged: number;
}

export interface RunDocument {
  id: string;
  question: string;
  mode: RunMode;
  writer: Writer;
  depth: Depth;
  state: RunState;
  /** `published`, `sandbox`: which request limits the run was paced by. */
  limits: 'published' | 'sandbox';
  createdAt: string;
  finishedAt?: string;
  progress: { stage: Stage; done: number; planned: number };
  sources: RunSource[];
  report?: Report;
  evidence?: EvidenceRecord[];
  documents?: (SourceDocument & { textSha256: string })[];
  /** Documents the report cites; 0 when nothing answers the question. Absent as long as there is no report. */
  cited?: number;
  usage: RunUsage;
  budget: RunBudget;
  /** Set when `state` is `failed`. */
  failure?: { code: string; message: string; hint?: string };
}

/** The answer to `POST /v1/research`. */
export interface RunAccepted {
  id: string;
  links: Record<string, string>;
}

/** One entry of the list: the run document without its report, evidence and documents. */
export type RunSummary = Omit<RunDocument, 'report' | 'evidence' | 'documents'>;

/** `GET /v1/research?cursor=…`, newest first. */
export interface RunList {
  runs: RunSummary[];
  nextCursor?: string;
}

/** The answer to `GET /v1/evidence/:id`: the record with the whole document it quotes. */
export interface EvidenceAnswer extends EvidenceRecord {
  /** The run it belongs to; absent for evidence of a chat. */
  runId?: string;
  document: SourceDocument & { textSha256: string };
}

interface EventBase {
  /** Increasing within a run, from 1. The SSE event id. */
  id: number;
  /** ISO 8601 time. */
  at: string;
}

export type RunEventBody =
  | { type: 'run-started'; question: string; mode: RunMode; writer: Writer; depth: Depth; sources: string[] }
  | { type: 'stage-started'; stage: Stage }
  | { type: 'plan-made'; queries: string[] }
  | { type: 'query-planned'; queryId: string; provider: string; text: string }
  | { type: 'query-started'; queryId: string; provider: string }
  | {
      type: 'query-waiting';
      queryId: string;
      provider: string;
      reason: 'rate-limit' | 'retry' | 'circuit' | 'queue';
      /** ISO 8601 time at which the wait ends. */
      until: string;
      /** For example `429 from the service (attempt 2 of 4)`. */
      detail?: string;
    }
  | {
      type: 'query-finished';
      queryId: string;
      provider: string;
      outcome: SourceOutcomeName;
      found: number;
      skipped: number;
      reason?: string;
    }
  | { type: 'document-read'; documentId: string; title: string; provider: string }
  | { type: 'documents-merged'; retrieved: number; merged: number }
  | { type: 'evidence-selected'; count: number; documents: number }
  | { type: 'section-written'; heading: string; sentences: number }
  | { type: 'sentence-removed'; text: string; reason: string }
  | { type: 'budget-spent'; what: keyof RunBudget; limit: number; skippedQueries: number }
  | { type: 'run-resumed' }
  | { type: 'run-cancelled' }
  | { type: 'run-finished'; state: RunState; message: string; sentences: number; documents: number };

/** `GET /v1/research/:id/events` sends these as SSE: `id`, `event` (the type) and `data` (this object as JSON). */
export type RunEvent = EventBase & RunEventBody;

/** The body of `POST /v1/search`. */
export interface SearchRequest {
  query: string;
  /** Names of the sources to ask. Default: all that can be asked. */
  sources?: string[];
  /** Only these kinds of documents; sources that have none of them are not asked. */
  kinds?: DocumentKind[];
  /** Published on or after this day. */
  since?: string;
  /** Published on or before this day. */
  until?: string;
  includeDomains?: string[];
  excludeDomains?: string[];
  /** BCP 47 tags. */
  languages?: string[];
  openAccess?: boolean;
  /** Most documents to return, 1 to 100. Default: 20. */
  limit?: number;
}

/** What became of one source in one search. */
export interface SearchSource extends RunSource {
  /** Filters it could not apply; they were applied to what came, as far as the documents tell. */
  unsupportedFilters: string[];
  /** Malformed items of its answer that were left out. */
  skipped: number;
  durationMs: number;
  costUsd?: number;
  retryAfterMs?: number;
}

export interface SearchAnswer {
  mode: RunMode;
  limits: 'published' | 'sandbox';
  /** `ok`: all that were asked answered. `partial`: some. `empty`: all, with nothing. `failed`: none. */
  outcome: 'ok' | 'partial' | 'empty' | 'failed';
  /** One for every source, in the order of the server. */
  sources: SearchSource[];
  /** The same work once, best first. */
  documents: SourceDocument[];
  usage: { calls: number; bytes: number; costUsd: number };
}

export interface ProviderEntry {
  name: string;
  version: string;
  kinds: string[];
  mode: RunMode;
  /** `ok` when the key is set or none is needed. */
  key: { state: 'set' | 'not-set' | 'not-needed'; variable?: string };
  health: Omit<HealthStatus, 'checkedAt'> & { checkedAt: string };
  /** Words for the limits in force, for example `1 request/s`. */
  limits: { costClass: string; requestsPerSecond?: number; burst?: number; concurrency?: number }[];
  lastError?: { at: string; code: string; message: string; requestId?: string };
  /** When it last answered, ISO 8601. Absent when it has not, since the start. */
  lastSuccessAt?: string;
  /** It can be checked without spending money or quota. */
  freeProbe?: true;
  /** A guide price of one search, in US dollars. */
  costPerSearchUsd?: number;
  /** Runs and chats ask it only when it is named. */
  onRequest?: true;
  /** Why the source cannot be asked now and what to do; absent when it can. */
  notice?: string;
}

export interface ProvidersAnswer {
  mode: RunMode;
  limits: 'published' | 'sandbox';
  checkedAt: string;
  /** The depths `POST /v1/research` accepts. Default: all of `Depth`. */
  depths?: Depth[];
  providers: ProviderEntry[];
}

/** `POST /v1/chat` with `{ message, threadId? }` streams these as SSE. */
export type ChatEvent =
  | { type: 'chat-started'; threadId: string; mode: RunMode; writer: Writer; model: string }
  | { type: 'agent-started'; agent: string; task: string }
  | { type: 'tool-started'; agent: string; tool: string; toolCallId: string; summary: string }
  | { type: 'tool-finished'; agent: string; tool: string; toolCallId: string; ok: boolean; summary: string }
  | { type: 'agent-finished'; agent: string }
  | { type: 'text-delta'; delta: string }
  | {
      type: 'chat-finished';
      /** Evidence the answer cites as `[ev_…]`; every id resolves here and at `GET /v1/evidence/:id`. */
      evidence: (EvidenceRecord & { title: string; url: string })[];
      label: string;
      /** Sentences of the answer that the evidence they cite does not support, or that cite none, and why. */
      unsupported?: { text: string; reason: string }[];
      /** Ids the model cited that stand for nothing; their marks were taken out of the answer. */
      removedCitations?: string[];
    }
  | { type: 'chat-failed'; code: string; message: string; hint?: string };

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The field or header at fault, when one is. */
  pointer?: string;
  hint?: string;
  /** Every fault of the request body, when it has been validated. */
  errors?: { pointer: string; detail: string }[];
}
