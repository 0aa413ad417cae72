import type { CallEvent, SourceDocument, SourcePage } from '@headwater/core';
import { HeadwaterError } from '@headwater/core';
import type { RunBudget, RunEventBody } from '../../shared/api.ts';
import { outcomeOfError, type QueryOutcome, waitDetail } from '../../sources/query-outcome.ts';
import { researchDocuments, type SourceEntry } from '../../sources/source-set.ts';
import type { QueryResult, Spending, StoredQuery } from '../../storage/query-store.ts';
import type { StoredRun } from '../../storage/run-store.ts';
import { depthPlans } from '../depth.ts';
import { cleanDocument } from '../ingest.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

/** Asks every source at once. What one of them does never harms the others; each answer is stored as it comes. */
export async function searchStep(dependencies: ResearchDependencies, live: LiveRun): Promise<void> {
  const { storage } = dependencies;
  const run = await loadRun(storage, live.id);
  // What the sandbox loads once must not count against the time of the first calls.
  await dependencies.sources.warm?.();
  const queries = await storage.runs.queries.ofRun(run.id);
  const open = queries.filter((query) => query.outcome === undefined);
  const stopped = await Promise.all(open.map((query) => ask(dependencies, live, run, query)));
  const spent = stopped.filter((what) => what !== undefined);
  const what = spent[0];
  if (what === undefined) return;
  await storage.events.commit(run.id, [
    { type: 'budget-spent', what, limit: run.budget[what], skippedQueries: spent.length },
  ]);
}

/** @returns the part of the budget that kept the query from being made or finished, if one did. */
async function ask(
  { storage, sources }: ResearchDependencies,
  live: LiveRun,
  run: StoredRun,
  query: StoredQuery,
): Promise<keyof RunBudget | undefined> {
  const place = { queryId: query.id, provider: query.provider };
  const spent: Spending = { calls: 0, bytes: 0, costUsd: 0 };
  const finish = (result: Omit<QueryResult, 'id' | 'spent'>) => {
    const { outcome, documents, skipped, reason } = result;
    const told: RunEventBody = { type: 'query-finished', ...place, outcome, found: documents.length, skipped };
    if (reason !== undefined) told.reason = reason;
    const statements = storage.runs.queries.finish(run.id, { id: query.id, spent, ...result });
    return storage.events.commit(run.id, [told], statements);
  };

  const entry = sources.entries.find(({ provider }) => provider.name === query.provider);
  if (!entry || entry.notice !== undefined) {
    // The run was begun by an earlier start of the server, with other sources.
    await finish({ outcome: 'skipped', documents: [], skipped: 0, reason: 'this server no longer asks it' });
    return undefined;
  }
  if (live.signal.aborted) {
    await finish({ outcome: 'skipped', documents: [], skipped: 0, reason: 'the run was cancelled' });
    return undefined;
  }
  await storage.events.commit(run.id, [{ type: 'query-started', ...place }]);
  const waits: Promise<void>[] = [];
  try {
    const page = await entry.provider.searchDocuments(
      {
        text: query.text,
        limit: Math.min(depthPlans[run.depth].limit, entry.provider.capabilities.maxPageSize),
        ...(run.since ? { since: run.since } : {}),
      },
      {
        signal: AbortSignal.any([live.signal, live.parked]),
        deadline: live.deadline,
        // The run's own bounds are the deadline and the budget; a call may wait for its turn until then.
        timeoutMs: Math.max(1, live.deadline - Date.now()),
        budget: live.budget,
        observe: {
          event(event) {
            count(spent, event);
            const told = waitingEvent(event, place);
            if (told) waits.push(storage.events.commit(run.id, [told]));
          },
        },
      },
    );
    await Promise.all(waits);
    await finish(usable(entry, page, run.since));
    return undefined;
  } catch (error) {
    await Promise.allSettled(waits);
    if (live.parked.aborted) throw error;
    const { what, ...outcome } = explain(error, live, spent);
    await finish({ documents: [], skipped: 0, ...outcome });
    return what;
  }
}

function count(spent: Spending, event: CallEvent): void {
  if (event.type === 'attempt-started') spent.calls += 1;
  if (event.type !== 'call-finished') return;
  spent.bytes += event.bytes;
  spent.costUsd += event.costUsd ?? 0;
}

function waitingEvent(event: CallEvent, place: { queryId: string; provider: string }): RunEventBody | undefined {
  if (event.type !== 'call-waiting') return undefined;
  const until = new Date(event.untilMs).toISOString();
  const told = { type: 'query-waiting' as const, ...place, reason: event.reason, until };
  return event.detail === undefined ? told : { ...told, detail: waitDetail(event.detail) };
}

function usable(entry: SourceEntry, page: SourcePage, since: string | undefined): Omit<QueryResult, 'id' | 'spent'> {
  const filtered = since !== undefined && page.unsupportedFilters.includes('since');
  const documents = researchDocuments(entry, page.documents)
    .map(cleanDocument)
    .filter((document) => !filtered || !isBefore(document, since));
  const skipped = page.skipped.length;
  if (page.outcome === 'partial' || skipped > 0) {
    const reason = skipped > 0 ? `${skipped} of its documents could not be read` : 'only part of the answer came';
    return { outcome: 'partial', documents, skipped, reason };
  }
  return { outcome: documents.length === 0 ? 'empty' : 'ok', documents, skipped };
}

/** For a source that cannot filter by date itself. An undated document may be new enough and is kept. */
function isBefore(document: SourceDocument, since: string): boolean {
  return document.publishedAt !== undefined && document.publishedAt < since.slice(0, document.publishedAt.length);
}

function explain(error: unknown, live: LiveRun, spent: Spending): QueryOutcome & { what?: keyof RunBudget } {
  if (live.signal.aborted) return { outcome: 'skipped', reason: 'the run was cancelled' };
  if (!HeadwaterError.isInstance(error)) {
    console.error(error);
    return outcomeOfError(error);
  }
  if (error.code === 'budget-exhausted') {
    const what = /dollar/i.test(error.message) ? 'costUsd' : 'calls';
    return { ...outcomeOfError(error), outcome: spent.calls > 0 ? 'failed' : 'skipped', what };
  }
  if (error.code === 'timeout' && Date.now() >= live.deadline - 50) {
    return { outcome: 'failed', reason: 'did not answer within the time limit of this run', what: 'wallTimeMs' };
  }
  return outcomeOfError(error);
}
