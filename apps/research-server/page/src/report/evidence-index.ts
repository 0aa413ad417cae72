import type { EvidenceRecord, Report, Sentence } from '@headwater/evidence';
import type { RunDocument } from '../../../src/shared/api.ts';

export type StoredDocument = NonNullable<RunDocument['documents']>[number];

/** One quote of a sentence with all that a card shows of it. */
export interface Quote {
  evidence: EvidenceRecord;
  /** The number its document carries in the reference list; absent where the document is not cited. */
  number: number | undefined;
  document: StoredDocument | undefined;
  /** What is known of the document even when its text is not here. */
  title: string;
  url: string;
  authors: string[];
  year: number | undefined;
  doi: string | undefined;
}

/** Evidence, documents and reference numbers of one report, by id. */
export interface EvidenceIndex {
  quote(evidenceId: string): Quote | undefined;
  all: Quote[];
  /** Ids of the sentences (`s-1-1`) that cite a quote. */
  usedIn(evidenceId: string): string[];
}

/** The parts of a report that hold sentences; the short answer is part 0. */
export function reportParts(report: Report): { heading: string; sentences: Sentence[] }[] {
  return [{ heading: 'Short answer', sentences: report.answer }, ...report.sections];
}

export const sentenceId = (part: number, sentence: number): string => `s-${part + 1}-${sentence + 1}`;

export function indexEvidence(run: RunDocument, report: Report): EvidenceIndex {
  const documents = new Map((run.documents ?? []).map((document) => [document.id, document]));
  const references = new Map(report.references.map((reference) => [reference.documentId, reference]));
  const quotes = new Map(
    (run.evidence ?? []).map((evidence): [string, Quote] => {
      const document = documents.get(evidence.documentId);
      const reference = references.get(evidence.documentId);
      const quote: Quote = {
        evidence,
        number: reference?.number,
        document,
        title: reference?.title ?? document?.title ?? evidence.documentId,
        url: reference?.url ?? document?.url ?? '',
        authors: reference?.authors ?? document?.authors ?? [],
        year: reference?.year ?? yearOf(document?.publishedAt),
        doi: reference?.doi ?? document?.ids.doi,
      };
      return [evidence.id, quote];
    }),
  );
  const used = new Map<string, string[]>();
  reportParts(report).forEach((part, partIndex) => {
    part.sentences.forEach((sentence, index) => {
      for (const { evidenceId } of sentence.citations)
        used.set(evidenceId, [...(used.get(evidenceId) ?? []), sentenceId(partIndex, index)]);
    });
  });
  const byNumber = (one: Quote, other: Quote) => (one.number ?? Infinity) - (other.number ?? Infinity);
  return {
    quote: (id) => quotes.get(id),
    all: [...quotes.values()].sort((one, other) => {
      const order = byNumber(one, other);
      return Number.isNaN(order) || order === 0 ? one.evidence.start - other.evidence.start : order;
    }),
    usedIn: (id) => used.get(id) ?? [],
  };
}

function yearOf(published: string | undefined): number | undefined {
  const year = Number(published?.slice(0, 4));
  return Number.isInteger(year) && year > 0 ? year : undefined;
}

/** `Martineau et al.`; without authors the title. */
export function shortAuthors({ authors, title }: Pick<Quote, 'authors' | 'title'>): string {
  const first = authors[0];
  if (!first) return title;
  // Sources write both `Given Family` and `Family, Given`.
  const family = first.includes(',') ? first.split(',')[0] : first.trim().split(/\s+/).at(-1);
  return `${family}${authors.length > 1 ? ' et al.' : ''}`;
}

/** `Martineau et al., 2017` */
export const shortName = (quote: Pick<Quote, 'authors' | 'year' | 'title'>): string =>
  [shortAuthors(quote), quote.year].filter(Boolean).join(', ');

/** A reference as one line of plain text. */
export function referenceText({
  authors,
  year,
  title,
  url,
  doi,
}: Pick<Quote, 'authors' | 'year' | 'title' | 'url' | 'doi'>): string {
  const who = authors.length > 3 ? `${authors[0]} et al.` : authors.join(', ');
  const head = [who, year ? `(${year})` : ''].filter(Boolean).join(' ');
  const address = doi ? `https://doi.org/${doi}` : url;
  return [head, title, address].filter(Boolean).join('. ');
}
