import {
  cleanText,
  type DocumentIds,
  isIsoDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
} from '@headwater/core';
import { canonicalArxiv, canonicalDoi } from './paper-ids.ts';
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

const day = (date: string): string => (date.includes('T') ? new Date(zoned(date)).toISOString().slice(0, 10) : date);
const zoned = (date: string): string => (/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`);

/** The filters of a normalised query in the service's terms. */
export function toPaperFilters({ since, until, openAccess }: SourceQuery): PaperFilters {
  const range = since === undefined && until === undefined ? undefined : [since, until];
  return {
    ...(range === undefined
      ? {}
      : { publicationDateOrYear: range.map((date) => (date === undefined ? '' : day(date))).join(':') }),
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
  const gone = new Set(skipped.map(({ index }) => index));
  const left = [...skipped];
  const documents: SourceDocument[] = [];
  let place = -1;
  for (const paper of papers) {
    do place += 1;
    while (gone.has(place));
    const text = cleanText(paper.abstract ?? '').trim();
    if (text === '') left.push({ index: place, reason: `no abstract: ${paper.title ?? paper.paperId}` });
    else documents.push(toDocument(paper, text, offset + place, retrievedAt));
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

function toDocument(
  paper: Paper<(typeof documentFields)[number]>,
  text: string,
  rank: number,
  retrievedAt: string,
): SourceDocument {
  const given = paper.url?.trim() ?? '';
  const isWeb = /^https?:\/\//i.test(given) && URL.canParse(given);
  const url = isWeb ? given : `https://www.semanticscholar.org/paper/${encodeURIComponent(paper.paperId)}`;
  const publishedAt = publishedOn(paper);
  return {
    id: `semantic-scholar:${cleanText(paper.paperId)}`,
    ids: { ...idsOf(paper), url: cleanText(url) },
    kind: 'academic',
    title: cleanText(paper.title ?? '').trim() || cleanText(url),
    url: cleanText(url),
    text,
    textKind: 'abstract',
    authors: (paper.authors ?? []).map(({ name }) => cleanText(name ?? '').trim()).filter((name) => name !== ''),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: isSampleVenue(paper.venue),
    provenance: [{ provider: 'semantic-scholar', operation: 'searchPapers', retrievedAt, rank }],
  };
}

function publishedOn({ publicationDate, year }: { publicationDate: string | null; year: number | null }) {
  if (publicationDate != null && isIsoDate(publicationDate)) return publicationDate;
  return year != null && Number.isInteger(year) && year >= 1000 && year <= 9999 ? String(year) : undefined;
}

function idsOf({ externalIds }: { externalIds: Paper<'externalIds'>['externalIds'] }): DocumentIds {
  const { DOI, ArXiv, PubMed } = externalIds ?? {};
  const doi = DOI == null ? undefined : canonicalDoi(cleanText(String(DOI)));
  const arxiv = ArXiv == null ? undefined : canonicalArxiv(cleanText(String(ArXiv)));
  const pmid = /^\d+$/.exec(String(PubMed ?? '').trim())?.[0];
  return {
    ...(doi === undefined ? {} : { doi }),
    ...(arxiv === undefined ? {} : { arxiv }),
    ...(pmid === undefined ? {} : { pmid }),
  };
}

/**
 * Sample corpora name themselves as the venue of their invented papers. The example DOI prefix 10.5555 would not do: the
 * ACM uses it for real proceedings that have no DOI.
 */
function isSampleVenue(venue: string | null): boolean {
  return /\bsample corpus$/i.test(venue?.trim() ?? '');
}
