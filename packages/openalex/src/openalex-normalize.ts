import {
  canonicalDoi,
  cleanText,
  documentIdsOf,
  documentsOf,
  isReservedAddress,
  isSampleVenue,
  publishedDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
  utcDayOf,
  webAddress,
} from '@headwater/core';
import { reconstructAbstract } from './openalex-abstract.ts';
import type { OpenAlexEntityName, OpenAlexSelected } from './openalex-entities.ts';
import { shortId } from './openalex-ids.ts';
import { schemaOf, type WireEntity } from './openalex-schemas.ts';

/** The id and exactly the fields asked for; `null` where OpenAlex says nothing. */
export function choose(
  name: OpenAlexEntityName,
  wire: WireEntity,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  const chosen: Record<string, unknown> = { id: wire.id };
  for (const field of select ?? schemaOf(name).fields) chosen[field] = wire[field] ?? null;
  return chosen;
}

/** What a document is made of. */
export const documentFields = [
  ...(['doi', 'ids', 'title', 'publication_date', 'publication_year', 'language'] as const),
  ...(['authorships', 'primary_location', 'locations', 'abstract_inverted_index'] as const),
] as const;

type Work = OpenAlexSelected<'works', (typeof documentFields)[number]>;

/** The words alone: what a question or a title holds must not be taken for an operator, and a wildcard is refused. */
export const plainSearch = (text: string): string =>
  cleanText(text)
    .replaceAll(/[*?~"“”()[\]{}\\^:!|&+<>=,]/g, ' ')
    .replaceAll(/\b(?:AND|OR|NOT)\b/g, (word) => word.toLowerCase())
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The filters of a normalised query in OpenAlex's terms. A work without an abstract could support nothing. */
export function toFilter({ since, until, languages, openAccess }: SourceQuery) {
  const codes = [...new Set(languages?.map((tag) => tag.split('-')[0]?.toLowerCase() ?? ''))].filter(
    (code) => code !== '',
  );
  return {
    has_abstract: true,
    ...(since === undefined ? {} : { from_publication_date: utcDayOf(since) }),
    ...(until === undefined ? {} : { to_publication_date: utcDayOf(until) }),
    ...(codes.length === 0 ? {} : { language: codes }),
    ...(openAccess === undefined ? {} : { 'open_access.is_oa': openAccess }),
  };
}

/** Works as documents. One whose abstract is withheld supports nothing, so it is left out and named in `skipped`. */
export function toDocuments(
  works: readonly Work[],
  skipped: readonly SkippedItem[],
  offset: number,
  retrievedAt: string,
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  return documentsOf(works, skipped, (work, place) => {
    const text = plainText(reconstructAbstract(work.abstract_inverted_index) ?? '');
    return text === '' ? `no abstract: ${work.title ?? work.id}` : toDocument(work, text, offset + place, retrievedAt);
  });
}

function toDocument(work: Work, text: string, rank: number, retrievedAt: string): SourceDocument {
  const doi = work.doi === null ? undefined : canonicalDoi(cleanText(work.doi));
  const id = cleanText(work.id);
  const url =
    webAddress(work.primary_location?.landing_page_url) ??
    (doi === undefined ? undefined : `https://doi.org/${doi}`) ??
    webAddress(id) ??
    `https://openalex.org/${encodeURIComponent(id)}`;
  const places = (work.locations ?? []).flatMap((place) => [place.landing_page_url, place.pdf_url]);
  const publishedAt = publishedDate(work.publication_date, work.publication_year);
  return {
    id: `openalex:${shortId(id)}`,
    ids: documentIdsOf(url, { doi, arxiv: places, pmid: work.ids?.pmid }),
    kind: 'academic',
    title: plainText(work.title ?? '') || url,
    url,
    text,
    textKind: 'abstract',
    authors: authorsOf(work),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(/^[a-z]{2,3}(?:-\w+)*$/i.test(work.language ?? '') ? { language: work.language as string } : {}),
    synthetic: isSampleVenue(work.primary_location?.source?.display_name) || isReservedAddress(url),
    provenance: [{ provider: 'openalex', operation: 'listWorks', retrievedAt, rank }],
  };
}

const inlineTags = /<\/?(?:jats:)?(?:b|bold|em|i|inf|italic|sc|scp|span|strong|sub|sup|u)(?:\s[^<>]{0,200})?\/?>/gi;
const blockTags = /<\/?(?:jats:)?(?:p|sec|title|div|br|list|list-item)(?:\s[^<>]{0,200})?\/?>/gi;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const references = /&(amp|lt|gt|quot|apos|nbsp);/g;

/** Titles and abstracts are what publishers deposited, with their markup in them. */
function plainText(text: string): string {
  const clean = cleanText(text);
  if (!/[<&]/.test(clean)) return clean.trim();
  const bare = clean.replaceAll(inlineTags, '').replaceAll(blockTags, ' ');
  return bare
    .replaceAll(references, (all, name: string) => entities[name] ?? all)
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function authorsOf({ authorships }: Work): string[] {
  return (authorships ?? [])
    .map(({ author, raw_author_name: raw }) => cleanText(author?.display_name ?? raw ?? '').trim())
    .filter((name) => name !== '');
}
