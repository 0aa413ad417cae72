import type { SourceDocument } from '@headwater/core';
import type { EvidenceRecord } from '@headwater/evidence';
import { cleanDocument, sha256 } from '../research/ingest.ts';
import type { EvidenceStore } from '../storage/evidence-store.ts';

/** Where the evidence of a chat goes, so that its ids resolve while and after the answer is written. */
export interface EvidenceSink {
  /** Keeps records with the documents they quote. Ids are new; a document may have been saved before. */
  save(ownerId: string, records: EvidenceRecord[], documents: SourceDocument[]): Promise<void>;
  /** A record saved by any chat or run, with its document. */
  resolve(evidenceId: string): Promise<CitedEvidence | undefined>;
}

export interface CitedEvidence {
  record: EvidenceRecord;
  document: SourceDocument;
}

/** The sink of this server's database. */
export function evidenceSink(store: EvidenceStore): EvidenceSink {
  return {
    async save(ownerId, records, documents) {
      const stored = documents.map((document) => {
        const clean = cleanDocument(document);
        return { ...clean, textSha256: sha256(clean.text) };
      });
      await store.append(ownerId, stored, records);
    },
    async resolve(evidenceId) {
      const found = await store.resolve(evidenceId);
      return found && { record: found.evidence, document: found.document };
    },
  };
}
