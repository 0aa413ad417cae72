import {
  type CallEvent,
  type CallOptions,
  type Clock,
  type SourceDocument,
  type SourceFilter,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
  TimeoutError,
} from '@headwater/core';
import { applyFilters } from './apply-filters.ts';
import { outcomeOfError, type SourceOutcomeName } from './outcome.ts';

/** What became of one source in one search. */
export interface SourceReport {
  provider: string;
  outcome: SourceOutcomeName;
  /** Documents it contributed, before those of other sources were merged in. */
  found: number;
  /** Filters it could not apply. They were applied to what came, as far as the documents tell. */
  unsupportedFilters: SourceFilter[];
  /** Items of its answer that were malformed and left out. */
  skipped: number;
  durationMs: number;
  /** What the service says this cost, in US dollars. */
  costUsd?: number;
  /** When it may be asked again, in milliseconds, if it said so. */
  retryAfterMs?: number;
  /** Why the outcome is not `ok`, and what to do; safe to show. */
  reason?: string;
}

export interface Spending {
  requests: number;
  bytes: number;
  costUsd: number;
}

export interface SourceAnswer {
  report: SourceReport;
  documents: SourceDocument[];
  spent: Spending;
}

/** A provider bounds itself, and says more when it does. Only one that does not is cut off, this much later. */
const graceMs = 250;

/** Asks one source. Never rejects: what went wrong is the report's outcome. */
export async function askSource(
  provider: SourceProvider,
  query: SourceQuery,
  { clock, timeoutMs, call }: { clock: Clock; timeoutMs: number; call: CallOptions },
): Promise<SourceAnswer> {
  const startedAt = clock.monotonicNow();
  const spent: Spending = { requests: 0, bytes: 0, costUsd: 0 };
  const stop = new AbortController();
  const signal = call.signal === undefined ? stop.signal : AbortSignal.any([call.signal, stop.signal]);
  const timer = clock.setTimeout(() => {
    stop.abort(new TimeoutError('no answer in time', { provider: provider.name, scope: 'deadline' }));
  }, timeoutMs + graceMs);
  const answer = (
    outcome: SourceOutcomeName,
    documents: SourceDocument[],
    more: Partial<SourceReport>,
  ): SourceAnswer => {
    const costUsd = more.costUsd ?? (spent.costUsd > 0 ? spent.costUsd : undefined);
    return {
      documents,
      spent: { ...spent, costUsd: costUsd ?? 0 },
      report: {
        provider: provider.name,
        outcome,
        found: documents.length,
        unsupportedFilters: [],
        skipped: 0,
        durationMs: Math.round(clock.monotonicNow() - startedAt),
        ...more,
        ...(costUsd === undefined ? {} : { costUsd }),
      },
    };
  };
  const observe = {
    event(event: CallEvent) {
      count(spent, event);
      call.observe?.event?.(event);
    },
  };
  try {
    const asked = provider.searchDocuments(query, { ...call, signal, timeoutMs, observe });
    const page = await Promise.race([asked, whenAborted(signal)]);
    const documents = applyFilters(page.documents, query, page.unsupportedFilters);
    return answer(...read(page, documents));
  } catch (error) {
    return answer(...failed(error));
  } finally {
    timer.cancel();
  }
}

function read(
  page: SourcePage,
  documents: SourceDocument[],
): [SourceOutcomeName, SourceDocument[], Partial<SourceReport>] {
  const more = {
    unsupportedFilters: page.unsupportedFilters,
    skipped: page.skipped.length,
    ...(page.costUsd === undefined ? {} : { costUsd: page.costUsd }),
  };
  if (page.outcome === 'partial' || page.skipped.length > 0) {
    const total = page.documents.length + page.skipped.length;
    const reason =
      page.skipped.length > 0
        ? `${page.skipped.length} of its ${total} results could not be used: ${page.skipped[0]?.reason}`
        : 'only part of the answer came';
    return ['partial', documents, { ...more, reason }];
  }
  if (documents.length > 0) return ['ok', documents, more];
  const lost = page.documents.length;
  return [
    'empty',
    documents,
    lost === 0 ? more : { ...more, reason: `none of its ${lost} results is within the filters` },
  ];
}

function failed(error: unknown): [SourceOutcomeName, SourceDocument[], Partial<SourceReport>] {
  const { outcome, ...more } = outcomeOfError(error);
  return [outcome, [], more];
}

function count(spent: Spending, event: CallEvent): void {
  if (event.type === 'attempt-started') spent.requests += 1;
  if (event.type !== 'call-finished') return;
  spent.bytes += event.bytes;
  spent.costUsd += event.costUsd ?? 0;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
