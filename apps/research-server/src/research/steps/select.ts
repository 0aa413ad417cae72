import { selectEvidence } from '@headwater/evidence';
import { evidenceId } from '../ids.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

/** Chooses the quotes that speak to the question. */
export async function selectStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  const documents = await storage.evidence.documents(run.id);
  const { evidence, ...selection } = selectEvidence(run.question, documents);
  // Ids are made once and for all here: the report, the API and a chat all name a quote by the same one.
  const records = evidence.map((record, index) => ({ ...record, id: evidenceId(run.id, index + 1) }));
  const told = {
    type: 'evidence-selected' as const,
    count: records.length,
    documents: new Set(records.map((record) => record.documentId)).size,
  };
  await storage.events.commit(
    run.id,
    [told],
    [...storage.evidence.replaceEvidence(run.id, records), storage.runs.update(run.id, { selection })],
  );
}
