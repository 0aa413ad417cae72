import { writeExtractiveReport } from '@headwater/evidence';
import { sourceName } from '../../shared/vocabulary.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

/** Drafts the report. Nothing of the draft is shown before it has been verified. */
export async function writeStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  if (!run.selection) throw new Error(`run ${run.id} has no selection to write from`);
  const { sources } = await storage.runs.summarise(run);
  const draft = writeExtractiveReport({
    question: run.question,
    documents: await storage.evidence.documents(run.id),
    selection: { ...run.selection, evidence: await storage.evidence.evidence(run.id) },
    sources: sources.map((source) => ({ ...source, provider: sourceName(source.provider) })),
  });
  await storage.events.commit(run.id, [], [storage.runs.update(run.id, { draft })]);
}
