import { mergeDocuments } from '@headwater/evidence';
import { sha256 } from '../ingest.ts';
import { type LiveRun, loadRun, type ResearchDependencies } from '../live-run.ts';

/** Takes in what the sources returned: one document per work, its text fixed from here on. */
export async function readStep({ storage }: ResearchDependencies, live: LiveRun): Promise<void> {
  const run = await loadRun(storage, live.id);
  const stored = await storage.evidence.documents(run.id);
  if (stored.length > 0) return;
  const retrieved = (await storage.runs.queries.retrieved(run.id)).flatMap(({ documents }) => documents);
  const documents = mergeDocuments(retrieved).map((document) => ({ ...document, textSha256: sha256(document.text) }));
  const merged = retrieved.length - documents.length;
  const usage = { ...run.usage, documentsRetrieved: retrieved.length, documentsMerged: merged };
  await storage.events.commit(
    run.id,
    [
      { type: 'documents-merged', retrieved: retrieved.length, merged },
      ...documents.map((document) => ({
        type: 'document-read' as const,
        documentId: document.id,
        title: document.title,
        provider: document.provenance[0]?.provider ?? 'unknown',
      })),
    ],
    [...storage.evidence.addDocuments(run.id, documents), storage.runs.update(run.id, { usage })],
  );
}
