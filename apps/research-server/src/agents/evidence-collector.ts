import type { SourceDocument } from '@headwater/core';
import { type EvidenceRecord, selectEvidence, splitSentences } from '@headwater/evidence';
import { cleanDocument } from '../research/ingest.ts';
import type { CitedEvidence, EvidenceSink } from './evidence-sink.ts';
import { evidenceIdPattern, type FoundDocument, type FoundPassages } from './passages.ts';
import { randomText } from './random-text.ts';

/** Documents shown in full passages: those that cover the query, and those offered although they may not. */
const mostCovering = 6;
const mostOthers = 4;
const passagesPerDocument = 3;
/** A passage longer than this would not fit what a model is shown; such sentences are left out. */
const longestPassage = 700;

/** The evidence of one chat turn: every passage a model was shown, and how to find it again. */
export interface EvidenceCollector {
  /** Chooses the passages that speak to a query, keeps them and gives each an id to be cited by. */
  register(query: string, documents: readonly SourceDocument[]): Promise<FoundPassages>;
  /** Makes evidence of a finished run citable, which has its ids already. */
  adopt(cited: readonly CitedEvidence[]): void;
  /** What an id stands for, in this turn or an earlier one. */
  resolve(evidenceId: string): Promise<CitedEvidence | undefined>;
  /** How many passages models were shown in this turn. */
  readonly size: number;
}

export function createEvidenceCollector(sink: EvidenceSink): EvidenceCollector {
  const turn = randomText(10);
  const known = new Map<string, CitedEvidence>();
  const idOfPlace = new Map<string, string>();
  const documentsById = new Map<string, SourceDocument>();

  /** The document to quote: texts may differ between two answers of a source, and quotes must stay true to theirs. */
  const admit = (document: SourceDocument): SourceDocument => {
    for (let version = 1; ; version++) {
      const id = version === 1 ? document.id : `${document.id}#${version}`;
      const earlier = documentsById.get(id);
      if (earlier?.text === document.text) return earlier;
      if (earlier) continue;
      const admitted = { ...document, id };
      documentsById.set(id, admitted);
      return admitted;
    }
  };

  return {
    get size() {
      return known.size;
    },
    async register(query, found) {
      const documents = uniqueById(
        found
          .filter((document) => !document.synthetic)
          .map(cleanDocument)
          .map(admit),
      );
      const selection = selectEvidence(query, documents, {
        maxDocuments: mostCovering,
        maxSentencesPerDocument: passagesPerDocument,
      });
      const spans = new Map<string, { start: number; end: number }[]>();
      for (const { documentId, start, end } of selection.evidence) {
        spans.set(documentId, [...(spans.get(documentId) ?? []), { start, end }]);
      }
      const covering = new Set(spans.keys());
      const ranked = selection.documentScores.map((score) => score.documentId);
      const others = ranked.filter((id) => !covering.has(id));
      for (const id of others.slice(0, mostOthers)) spans.set(id, beginning(documentsById.get(id)?.text ?? ''));

      const records: EvidenceRecord[] = [];
      const shown: FoundDocument[] = [];
      for (const [documentId, places] of spans) {
        const document = documentsById.get(documentId);
        if (!document) continue;
        const passages = places.filter(fits).map(({ start, end }) => {
          const place = `${documentId}\n${start}\n${end}`;
          let id = idOfPlace.get(place);
          if (id === undefined) {
            id = `ev_${turn}_${idOfPlace.size + 1}`;
            idOfPlace.set(place, id);
            const record = recordOf(id, document, start, end);
            known.set(id, { record, document });
            records.push(record);
          }
          return { id, quote: document.text.slice(start, end) };
        });
        if (passages.length > 0) shown.push({ ...describe(document), coversQuery: covering.has(documentId), passages });
      }
      const quoted = new Set(records.map((record) => record.documentId));
      await sink.save(
        `c_${turn}`,
        records,
        [...quoted].flatMap((id) => documentsById.get(id) ?? []),
      );
      const rest = others.slice(mostOthers).flatMap((id) => documentsById.get(id)?.title.slice(0, 150) ?? []);
      return { documents: shown, ...(rest.length > 0 ? { alsoFound: rest.slice(0, 10) } : {}) };
    },
    adopt(cited) {
      for (const entry of cited) known.set(entry.record.id, entry);
    },
    async resolve(evidenceId) {
      if (!evidenceIdPattern.test(evidenceId)) return undefined;
      return known.get(evidenceId) ?? (await sink.resolve(evidenceId));
    },
  };
}

const fits = ({ start, end }: { start: number; end: number }): boolean => end > start && end - start <= longestPassage;

function beginning(text: string): { start: number; end: number }[] {
  const [first] = splitSentences(text.slice(0, 4 * longestPassage));
  return first ? [{ start: first.bodyStart, end: first.end }] : [];
}

function recordOf(id: string, document: SourceDocument, start: number, end: number): EvidenceRecord {
  const [origin] = document.provenance;
  if (!origin) throw new Error(`document ${document.id} does not say where it comes from`);
  return {
    id,
    documentId: document.id,
    quote: document.text.slice(start, end),
    start,
    end,
    provider: origin.provider,
    ...(origin.requestId === undefined ? {} : { requestId: origin.requestId }),
    retrievedAt: origin.retrievedAt,
  };
}

function describe(document: SourceDocument): Omit<FoundDocument, 'passages' | 'coversQuery'> {
  const { title, url, publishedAt, authors, provenance } = document;
  return {
    title: title.slice(0, 300).toWellFormed(),
    url: url.slice(0, 500),
    provider: provenance[0]?.provider ?? 'unknown',
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(authors.length === 0 ? {} : { authors: authors.slice(0, 3) }),
  };
}

function uniqueById(documents: SourceDocument[]): SourceDocument[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}
