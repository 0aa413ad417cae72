import type { EvidenceRecord } from '../report.ts';

export interface CheckedDocument {
  id: string;
  title: string;
  url: string;
  text: string;
  authors: string[];
  publishedAt?: string;
  doi?: string;
  providers: string[];
}

export interface Problem {
  code:
    | 'malformed'
    | 'duplicate-id'
    | 'unknown-document'
    | 'bad-offsets'
    | 'quote-differs'
    | 'empty-quote'
    | 'unknown-provider'
    | 'unknown-evidence'
    | 'unsupported'
    | 'not-a-template'
    | 'reference-differs';
  /** What is wrong, with the id or the place it is wrong at. */
  message: string;
}

type Fields = Record<string, unknown>;

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Documents by id. An id that stands for two documents stands for none. */
export function readDocuments(value: unknown, problems: Problem[]): Map<string, CheckedDocument> {
  const documents = new Map<string, CheckedDocument>();
  const repeated = new Set<string>();
  for (const entry of asList(value)) {
    const fields = asFields(entry);
    if (!fields || typeof fields.id !== 'string' || typeof fields.text !== 'string') {
      problems.push({ code: 'malformed', message: 'a document without an id or a text' });
      continue;
    }
    if (documents.has(fields.id)) repeated.add(fields.id);
    const doi = asFields(fields.ids)?.doi;
    documents.set(fields.id, {
      id: fields.id,
      title: text(fields.title),
      url: text(fields.url),
      text: fields.text,
      authors: asList(fields.authors).filter((author): author is string => typeof author === 'string'),
      ...(typeof fields.publishedAt === 'string' ? { publishedAt: fields.publishedAt } : {}),
      ...(typeof doi === 'string' ? { doi } : {}),
      providers: asList(fields.provenance).map((origin) => text(asFields(origin)?.provider)),
    });
  }
  for (const id of repeated) {
    documents.delete(id);
    problems.push({ code: 'duplicate-id', message: `document ${id} is given more than once` });
  }
  return documents;
}

/** The evidence records that hold, by id. Every other one is a problem. */
export function readEvidence(
  value: unknown,
  documents: Map<string, CheckedDocument>,
  problems: Problem[],
): Map<string, EvidenceRecord> {
  const evidence = new Map<string, EvidenceRecord>();
  const seen = new Set<string>();
  for (const entry of asList(value)) {
    const record = asFields(entry);
    const id = record?.id;
    if (!record || typeof id !== 'string' || id === '') {
      problems.push({ code: 'malformed', message: 'an evidence record without an id' });
      continue;
    }
    if (seen.has(id)) {
      evidence.delete(id);
      problems.push({ code: 'duplicate-id', message: `evidence ${id} is given more than once` });
      continue;
    }
    seen.add(id);
    const problem = checkRecord(record, documents);
    if (problem) problems.push({ ...problem, message: `evidence ${id}: ${problem.message}` });
    else evidence.set(id, record as unknown as EvidenceRecord);
  }
  return evidence;
}

function checkRecord(record: Fields, documents: Map<string, CheckedDocument>): Problem | undefined {
  const { documentId, quote, start, end, provider, retrievedAt } = record;
  if (typeof documentId !== 'string' || typeof quote !== 'string' || typeof retrievedAt !== 'string') {
    return { code: 'malformed', message: 'documentId, quote or retrievedAt is not a string' };
  }
  const document = documents.get(documentId);
  if (!document) return { code: 'unknown-document', message: `document ${documentId} is not among the documents` };
  if (!isOffset(start) || !isOffset(end) || start >= end || end > document.text.length) {
    return {
      code: 'bad-offsets',
      message: `offsets ${String(start)}–${String(end)} do not lie in the text of ${documentId}`,
    };
  }
  if (document.text.slice(start, end) !== quote) {
    return { code: 'quote-differs', message: `the text of ${documentId} at ${start}–${end} is not the quote` };
  }
  if (quote.trim() === '') return { code: 'empty-quote', message: 'the quote is blank' };
  if (!quote.isWellFormed()) return { code: 'bad-offsets', message: 'the quote cuts a character in two' };
  if (typeof provider !== 'string' || !document.providers.includes(provider)) {
    return { code: 'unknown-provider', message: `${documentId} did not come from ${String(provider)}` };
  }
  return undefined;
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
