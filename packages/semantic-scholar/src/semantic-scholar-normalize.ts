import {
  cleanText,
  documentIdsOf,
  documentsOf,
  isSampleVenue,
  publishedDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
  utcDayOf,
  webAddress,
} from '@headwater/core';
import type { Author, AuthorField } from './semantic-scholar-author-types.ts';
import type { WireEdge, WireLinkedPaper, WirePaper } from './semantic-scholar-schemas.ts';
import type { WireAuthor } from './semantic-scholar-service-schemas.ts';
import type { CitationField, Paper, PaperField, PaperFilters } from './semantic-scholar-types.ts';

/** What a document is made of. */
export const documentFields = [
  'title',
  'abstract',
  'url',
  'externalIds',
  'authors',
  'year',
  'publicationDate',
  'venue',
] as const satisfies readonly PaperField[];

type Wire = WirePaper | WireLinkedPaper;

/** The names before the dot, each once. */
const rootsOf = (fields: readonly string[]): string[] => [...new Set(fields.map((field) => field.split('.')[0] ?? ''))];

/** Exactly the fields asked for; `null` where the service says nothing. */
function choose(wire: Wire, fields: readonly string[]): Record<string, unknown> {
  const known: Record<string, unknown> = { ...wire };
  if (wire.authors != null) {
    known.authors = wire.authors.map((author) => ({
      ...author,
      authorId: author.authorId ?? null,
      name: author.name ?? null,
    }));
  }
  const chosen = rootsOf(fields).map((field) => [field, known[field] ?? null]);
  return { paperId: wire.paperId ?? null, ...Object.fromEntries(chosen) };
}

/** An author with exactly the fields asked for. */
export function toAuthor<Field extends AuthorField, Id = string>(
  wire: WireAuthor,
  fields: readonly Field[],
): Author<Field, Id> {
  const known: Record<string, unknown> = wire;
  const chosen = rootsOf(fields).map((field) => [field, known[field] ?? null]);
  return { ...Object.fromEntries(chosen), authorId: wire.authorId ?? null } as Author<Field, Id>;
}

export function toPaper<Field extends PaperField>(wire: WirePaper, fields: readonly Field[]): Paper<Field> {
  return choose(wire, fields) as Paper<Field>;
}

const edgeFields: readonly string[] = ['contexts', 'intents', 'contextsWithIntent', 'isInfluential'];

/** A citation: what was asked for of the paper at its other end, which stands under `name`, and of the citation itself. */
export function toEdge(
  { paper, details }: WireEdge,
  name: 'citingPaper' | 'citedPaper',
  fields: readonly CitationField[],
): Record<string, unknown> {
  const known: Record<string, unknown> = details;
  const ofEdge = fields.filter((field) => edgeFields.includes(field));
  const ofPaper = fields.filter((field) => !edgeFields.includes(field));
  return {
    [name]: choose(paper, ofPaper),
    ...Object.fromEntries(ofEdge.map((field) => [field, known[field] ?? null])),
  };
}

/** The filters of a normalised query in the service's terms. */
export function toPaperFilters({ since, until, openAccess }: SourceQuery): PaperFilters {
  const range = since === undefined && until === undefined ? undefined : [since, until];
  return {
    ...(range === undefined
      ? {}
      : { publicationDateOrYear: range.map((date) => (date === undefined ? '' : utcDayOf(date))).join(':') }),
    ...(openAccess === true ? { openAccessPdf: true } : {}),
  };
}

/** Papers as documents. One without an abstract supports nothing, so it is left out and named in `skipped`. */
export function toDocuments(
  papers: readonly Paper<(typeof documentFields)[number]>[],
  skipped: readonly SkippedItem[],
  offset: number,
  retrievedAt: string,
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  return documentsOf(papers, skipped, (paper, place) => {
    const text = cleanText(paper.abstract ?? '').trim();
    return text === ''
      ? `no abstract: ${paper.title ?? paper.paperId}`
      : toDocument(paper, text, offset + place, retrievedAt);
  });
}

function toDocument(
  paper: Paper<(typeof documentFields)[number]>,
  text: string,
  rank: number,
  retrievedAt: string,
): SourceDocument {
  const ownUrl = `https://www.semanticscholar.org/paper/${encodeURIComponent(paper.paperId)}`;
  const url = webAddress(paper.url) ?? cleanText(ownUrl);
  const { DOI: doi, ArXiv: arxiv, PubMed: pmid } = paper.externalIds ?? {};
  const publishedAt = publishedDate(paper.publicationDate, paper.year);
  return {
    id: `semantic-scholar:${cleanText(paper.paperId)}`,
    ids: documentIdsOf(url, { doi, arxiv, pmid }),
    kind: 'academic',
    title: cleanText(paper.title ?? '').trim() || url,
    url,
    text,
    textKind: 'abstract',
    authors: (paper.authors ?? []).map(({ name }) => cleanText(name ?? '').trim()).filter((name) => name !== ''),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: isSampleVenue(paper.venue),
    provenance: [{ provider: 'semantic-scholar', operation: 'searchPapers', retrievedAt, rank }],
  };
}
