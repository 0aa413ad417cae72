import { verifyReport } from '@headwater/evidence/verify';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

/** Checks every sentence against the stored text of its sources. What is published is the verifier's report. */
export async function verifyStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  if (!run.draft) throw new Error(`run ${run.id} has no draft to verify`);
  const { report } = verifyReport({
    report: run.draft,
    documents: await storage.evidence.documents(run.id),
    evidence: await storage.evidence.evidence(run.id),
    support: run.writer === 'extractive' ? 'quoted' : 'lexical',
  });
  await storage.events.commit(
    run.id,
    [
      ...report.removed.map(({ text, reason }) => ({ type: 'sentence-removed' as const, text, reason })),
      ...report.sections.map(({ heading, sentences }) => ({
        type: 'section-written' as const,
        heading,
        sentences: sentences.length,
      })),
    ],
    [storage.runs.update(run.id, { draft: report })],
  );
}
