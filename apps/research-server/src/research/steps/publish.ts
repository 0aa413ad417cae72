import type { Report } from '@headwater/evidence';
import { emptyRunView, foldRunEvents } from '../../shared/run-view.ts';
import { budgetWords } from '../../shared/vocabulary.ts';
import type { StoredQuery } from '../../storage/query-store.ts';
import { finishRun } from '../finish.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

const answered = new Set<StoredQuery['outcome']>(['ok', 'partial', 'empty']);

/** Brings the run to its end. A run that no source answered has failed; one that found nothing has not. */
export async function publishStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  const queries = await storage.runs.queries.ofRun(run.id);
  const isCancelled = live.signal.aborted || run.cancelRequestedAt !== undefined;
  if (!isCancelled && !queries.some((query) => answered.has(query.outcome))) {
    const { sources } = await storage.runs.summarise(run);
    const reasons = sources.map(({ provider, reason }) => `${provider}: ${reason ?? 'did not answer'}`).join('; ');
    await finishRun(storage, run.id, {
      state: 'failed',
      failure: {
        code: 'no-source-answered',
        message: `no source answered (${reasons})`,
        hint: 'Ask again later, or look at the sources to see what each of them needs.',
      },
    });
    return;
  }
  if (!run.draft) throw new Error(`run ${run.id} has no report to publish`);
  const limitations = [...run.draft.limitations];
  const spent = await budgetSpent({ storage }, run.id);
  if (spent) limitations.push(budgetWords(spent));
  if (isCancelled) limitations.push('The run was cancelled before every source had answered.');
  const report: Report = { ...run.draft, limitations };
  const hasGaps = spent !== undefined || queries.some((query) => query.outcome !== 'ok' && query.outcome !== 'empty');
  await finishRun(storage, run.id, { state: isCancelled ? 'cancelled' : hasGaps ? 'partial' : 'succeeded', report });
}

async function budgetSpent({ storage }: Pick<ResearchDependencies, 'storage'>, runId: string) {
  let view = emptyRunView();
  for (;;) {
    const events = await storage.events.read(runId, view.lastEventId);
    if (events.length === 0) return view.budgetSpent;
    view = foldRunEvents(view, events);
  }
}
