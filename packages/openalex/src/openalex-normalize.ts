import {
  cleanText,
  type DocumentIds,
  isIsoDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
} from '@headwater/core';
import { reconstructAbstract } from './openalex-abstract.ts';
import type { OpenAlexEntityName, OpenAlexSelected } from './openalex-entities.ts';
import { canonicalDoi, shortId } from './openalex-ids.ts';
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

const day = (date: string): string => (date.includes('T') ? new Date(zoned(date)).toISOString().slice(0, 10) : date);
const zoned = (date: string): string => (/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`);

/** The filters of a normalised query in OpenAlex's terms. A work without an abstract could support nothing. */
export function toFilter({ since, until, languages, openAccess }: SourceQuery) {
  const codes = [...new Set(languages?.map((tag) => tag.split('-')[0]?.toLowerCase() ?? ''))].filter(
    (code) => code !== '',
  );
  return {
    has_abstract: true,
    ...(since === undefined ? {} : { from_publication_date: day(since) }),
    ...(until === undefined ? {} : { to_publication_date: day(until) }),
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
  const gone = new Set(skipped.map(({ index }) => index));
  const left = [...skipped];
  const documents: SourceDocument[] = [];
  let place = -1;
  for (const work of works) {
    do place += 1;
    while (gone.has(place));
    const text = plainText(reconstructAbstract(work.abstract_inverted_index) ?? '');
    if (text === '') left.push({ index: place, reason: `no abstract: ${work.title ?? work.id}`.slice(0, 200) });
    else documents.push(toDocument(work, text, offset + place, retrievedAt));
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

function toDocument(work: Work, text: string, rank: number, retrievedAt: string): SourceDocument {
  const doi = work.doi === null ? undefined : canonicalDoi(cleanText(work.doi));
  const landing = work.primary_location?.landing_page_url?.trim() ?? '';
  const id = cleanText(work.id);
  const ownUrl = /^https?:\/\//.test(id) ? id : `https://openalex.org/${encodeURIComponent(id)}`;
  const url = /^https?:\/\//.test(landing) ? cleanText(landing) : doi === undefined ? ownUrl : `https://doi.org/${doi}`;
  const publishedAt = publishedOn(work);
  return {
    id: `openalex:${shortId(id)}`,
    ids: { ...idsOf(work, doi), url },
    kind: 'academic',
    title: plainText(work.title ?? '') || url,
    url,
    text,
    textKind: 'abstract',
    authors: authorsOf(work),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(/^[a-z]{2,3}(?:-\w+)*$/i.test(work.language ?? '') ? { language: work.language as string } : {}),
    synthetic: isSample(work, url),
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

function publishedOn({ publication_date: date, publication_year: year }: Work): string | undefined {
  if (date !== null && isIsoDate(date)) return date;
  return year !== null && Number.isInteger(year) && year >= 1000 && year <= 9999 ? String(year) : undefined;
}

const arxivPlace =
  /^https?:\/\/(?:www\.)?arxiv\.org\/(?:abs|pdf)\/([a-z-]+(?:\.[a-z]{2})?\/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?$/i;

function idsOf({ ids, locations }: Work, doi: string | undefined): DocumentIds {
  const pmid = /(?:^|\/)(\d+)\/?$/.exec(String(ids?.pmid ?? ''))?.[1];
  const places = (locations ?? []).flatMap((place) => [place.landing_page_url, place.pdf_url]);
  const found = places.map((place) => arxivPlace.exec(place?.trim() ?? '')?.[1]).find((id) => id !== undefined);
  const arxiv = found ?? /^10\.48550\/arxiv\.(\S+?)(?:v\d+)?$/.exec(doi ?? '')?.[1];
  return {
    ...(doi === undefined ? {} : { doi }),
    ...(arxiv === undefined ? {} : { arxiv }),
    ...(pmid === undefined ? {} : { pmid }),
  };
}

/**
 * Sample corpora name themselves as the venue of their invented papers, or stand under a name that RFC 2606 sets aside.
 * The example DOI prefix 10.5555 would not do: the ACM uses it for real proceedings that have no DOI.
 */
function isSample({ primary_location: place }: Work, url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return (
    /\bsample corpus$/i.test(place?.source?.display_name?.trim() ?? '') || /(^|\.)example(\.(com|net|org))?$/.test(host)
  );
}
