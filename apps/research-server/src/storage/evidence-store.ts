import type { SourceDocument } from '@headwater/core';
import type { EvidenceRecord } from '@headwater/evidence';
import type { InStatement } from '@libsql/client';
import type { Database } from './database.ts';

export type StoredDocument = SourceDocument & { textSha256: string };

/** An evidence record with the document it quotes. */
export interface ResolvedEvidence {
  /** The run or chat thread it belongs to. */
  ownerId: string;
  evidence: EvidenceRecord;
  document: StoredDocument;
}

/**
 * Documents and evidence of runs and of chat threads. Both belong to an owner (`r_…` or a thread id); evidence ids are
 * unique over all owners. A stored document's text never changes.
 */
export interface EvidenceStore {
  /** Statements that add documents; one already stored for this owner stays as it is. */
  addDocuments(ownerId: string, documents: StoredDocument[]): InStatement[];
  /** Statements that replace an owner's evidence by these records. */
  replaceEvidence(ownerId: string, records: EvidenceRecord[]): InStatement[];
  /** Adds documents and evidence to an owner's earlier ones, in one transaction. */
  append(ownerId: string, documents: StoredDocument[], records: EvidenceRecord[]): Promise<void>;
  documents(ownerId: string): Promise<StoredDocument[]>;
  document(ownerId: string, documentId: string): Promise<StoredDocument | undefined>;
  evidence(ownerId: string): Promise<EvidenceRecord[]>;
  resolve(evidenceId: string): Promise<ResolvedEvidence | undefined>;
}

export function createEvidenceStore(database: Database): EvidenceStore {
  const addDocuments = (ownerId: string, documents: StoredDocument[]): InStatement[] =>
    documents.map((document, position) => {
      const { text, textSha256, ...rest } = document;
      return {
        sql: 'INSERT OR IGNORE INTO documents (owner_id, id, position, document, text, text_sha256) VALUES (?, ?, ?, ?, ?, ?)',
        args: [ownerId, document.id, position, JSON.stringify(rest), text, textSha256],
      };
    });
  const addEvidence = (ownerId: string, records: EvidenceRecord[]): InStatement[] =>
    records.map((record, position) => ({
      sql: 'INSERT INTO evidence (id, owner_id, position, document_id, record) VALUES (?, ?, ?, ?, ?)',
      args: [record.id, ownerId, position, record.documentId, JSON.stringify(record)],
    }));
  const document = async (ownerId: string, documentId: string): Promise<StoredDocument | undefined> => {
    const sql = 'SELECT * FROM documents WHERE owner_id = ? AND id = ?';
    const { rows } = await database.execute({ sql, args: [ownerId, documentId] });
    return rows[0] ? documentFrom(rows[0]) : undefined;
  };

  return {
    addDocuments,
    document,
    replaceEvidence: (ownerId, records) => [
      { sql: 'DELETE FROM evidence WHERE owner_id = ?', args: [ownerId] },
      ...addEvidence(ownerId, records),
    ],
    async append(ownerId, documents, records) {
      const statements = [...addDocuments(ownerId, documents), ...addEvidence(ownerId, records)];
      if (statements.length > 0) await database.batch(statements, 'write');
    },
    async documents(ownerId) {
      const sql = 'SELECT * FROM documents WHERE owner_id = ? ORDER BY position, id';
      return (await database.execute({ sql, args: [ownerId] })).rows.map(documentFrom);
    },
    async evidence(ownerId) {
      const sql = 'SELECT record FROM evidence WHERE owner_id = ? ORDER BY position';
      return (await database.execute({ sql, args: [ownerId] })).rows.map((row) => JSON.parse(String(row.record)));
    },
    async resolve(evidenceId) {
      const sql = 'SELECT owner_id, record FROM evidence WHERE id = ?';
      const row = (await database.execute({ sql, args: [evidenceId] })).rows[0];
      if (!row) return undefined;
      const evidence = JSON.parse(String(row.record)) as EvidenceRecord;
      const quoted = await document(String(row.owner_id), evidence.documentId);
      return quoted ? { ownerId: String(row.owner_id), evidence, document: quoted } : undefined;
    },
  };
}

function documentFrom(row: Record<string, unknown>): StoredDocument {
  return { ...JSON.parse(String(row.document)), text: String(row.text), textSha256: String(row.text_sha256) };
}
