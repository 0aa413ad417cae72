import type { Report } from '@headwater/evidence';
import type { RunDocument, RunEventBody, RunState, RunUsage } from '../shared/api.ts';
import { foundNothing, headline } from '../shared/vocabulary.ts';
import type { Storage } from '../storage/index.ts';
import { loadRun } from './live-run.ts';

export interface Ending {
  state: Extract<RunState, 'succeeded' | 'partial' | 'failed' | 'cancelled'>;
  report?: Report;
  failure?: NonNullable<RunDocument['failure']>;
}

/** Brings a run to its end: report, usage, state and the closing events in one transaction. */
export async function finishRun(storage: Storage, id: string, ending: Ending): Promise<void> {
  const run = await loadRun(storage, id);
  if (run.finishedAt !== undefined) return;
  const finishedAt = new Date().toISOString();
  const spent = await storage.runs.queries.spent(id);
  const usage: RunUsage = {
    ...run.usage,
    ...spent,
    wallTimeMs: Date.parse(finishedAt) - Date.parse(run.startedAt ?? run.createdAt),
  };
  const { state, report, failure } = ending;
  const summary = await storage.runs.summarise({ ...run, state, usage, ...(failure ? { failure } : {}) });
  const document = { ...summary, ...(report ? { report } : {}) };
  const sentences = report ? [...report.answer, ...report.sections.flatMap((section) => section.sentences)] : [];
  const events: RunEventBody[] = [
    ...(state === 'cancelled' ? [{ type: 'run-cancelled' as const }] : []),
    {
      type: 'run-finished',
      state,
      message: headline(document),
      sentences: foundNothing(document) ? 0 : sentences.filter((sentence) => sentence.factual).length,
      documents: report?.references.length ?? 0,
    },
  ];
  const patch = { state, usage, finishedAt, ...(report ? { report } : {}), ...(failure ? { failure } : {}) };
  await storage.events.commit(id, events, [storage.runs.update(id, patch)]);
}
