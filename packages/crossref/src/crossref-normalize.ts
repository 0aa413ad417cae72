import { cleanText, type SkippedItem, type SourceDocument, type SourceQuery } from '@headwater/core';
import { publishedOn } from './crossref-dates.ts';
import type { CrossrefFilter } from './crossref-filters.ts';
import { canonicalDoi } from './crossref-ids.ts';
import { stripJats } from './crossref-jats.ts';
import { type WireWork, workFields } from './crossref-schemas.ts';
import type { CrossrefField, CrossrefUpdate, CrossrefWork } from './crossref-types.ts';

/** The DOI and exactly the fields asked for; `null` where Crossref says nothing. */
export function toWork<Field extends CrossrefField>(wire: WireWork, select?: readonly Field[]): CrossrefWork<Field> {
  const chosen: Record<string, unknown> = { DOI: wire.DOI };
  for (const field of select ?? workFields) chosen[field] = wire[field] ?? null;
  return chosen as CrossrefWork<Field>;
}

/** What a document is made of. `language` cannot be asked for. */
export const documentFields = [
  ...(['title', 'abstract', 'author', 'URL', 'container-title', 'type'] as const),
  ...(['published', 'published-online', 'published-print', 'issued', 'relation'] as const),
] as const;
type Work = CrossrefWork<(typeof documentFields)[number]>;

const day = (date: string): string => (date.includes('T') ? new Date(zoned(date)).toISOString().slice(0, 10) : date);
const zoned = (date: string): string => (/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`);

/** The filters of a normalised query in Crossref's terms. A work without an abstract could support nothing. */
export function toFilter({ since, until }: SourceQuery): CrossrefFilter {
  return {
    'has-abstract': true,
    ...(since === undefined ? {} : { 'from-pub-date': day(since) }),
    ...(until === undefined ? {} : { 'until-pub-date': day(until) }),
  };
}

/** Works as documents. One without an abstract supports nothing, so it is left out and named in `skipped`. */
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
    const text = stripJats(work.abstract ?? '');
    if (text === '') left.push({ index: place, reason: `no abstract: ${work.title?.[0] || work.DOI}`.slice(0, 200) });
    else documents.push(toDocument(work, text, offset + place, retrievedAt));
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

function toDocument(work: Work, text: string, rank: number, retrievedAt: string): SourceDocument {
  const given = cleanText(work.DOI).trim();
  const doi = canonicalDoi(given);
  const url = `https://doi.org/${encodeURI(doi ?? given.toLowerCase())}`;
  const publishedAt = publishedOn(work);
  const arxiv = arxivOf(work, doi);
  return {
    id: `crossref:${doi ?? given.toLowerCase()}`,
    ids: { ...(doi === undefined ? {} : { doi }), ...(arxiv === undefined ? {} : { arxiv }), url },
    kind: 'academic',
    title: lineOf(work.title?.[0]) || url,
    url,
    text,
    textKind: 'abstract',
    authors: authorsOf(work),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic:
      (work['container-title'] ?? []).some((venue) => /\bsample corpus$/i.test(venue.trim())) || isReserved(work.URL),
    provenance: [{ provider: 'crossref', operation: 'listWorks', retrievedAt, rank }],
  };
}

/** A title is one line, whatever markup was deposited in it. */
export const lineOf = (text: string | undefined): string => stripJats(text ?? '').replaceAll('\n', ' ');

export function authorsOf({ author }: Pick<Work, 'author'>): string[] {
  return (author ?? [])
    .map(({ given, family, name, suffix }) =>
      [given, family ?? name, suffix].filter((part) => part != null && part !== ''),
    )
    .map((parts) => cleanText(parts.join(' ')).trim())
    .filter((name) => name !== '');
}

/** Names that RFC 2606 sets aside can never hold a real source. */
function isReserved(url: string | null): boolean {
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname : '';
  return /(^|\.)example(\.(com|net|org))?$/.test(host);
}

/** The preprint a work names as its own, or is. */
function arxivOf({ relation }: Work, doi: string | undefined): string | undefined {
  const own = /^10\.48550\/arxiv\.(\S+?)(?:v\d+)?$/.exec(doi ?? '')?.[1];
  if (own !== undefined) return own;
  const preprints = (relation as Record<string, unknown> | null)?.['has-preprint'];
  for (const entry of Array.isArray(preprints) ? preprints : []) {
    const { id, 'id-type': type } = (entry ?? {}) as { id?: unknown; 'id-type'?: unknown };
    const text = typeof id === 'string' ? id.trim() : '';
    const found =
      /^(?:10\.48550\/)?arxiv[.:]\s*(\S+?)(?:v\d+)?$/i.exec(text)?.[1] ?? (type === 'arxiv' ? text : undefined);
    if (found !== undefined && /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})$/i.test(found)) return found;
  }
  return undefined;
}

const withdrawals = /^(?:retraction|withdrawal|removal|partial_retraction)$/;

/** What happened to a work after it was published: retractions, corrections, … `updated-by` must have been asked for. */
export const updatesOf = (work: { 'updated-by': CrossrefUpdate[] | null }): CrossrefUpdate[] =>
  work['updated-by'] ?? [];

/** Whether a retraction, withdrawal or removal of this work is registered, by `updated-by` as well. */
export const isRetracted = (work: { 'updated-by': CrossrefUpdate[] | null }): boolean =>
  updatesOf(work).some(({ type }) => withdrawals.test(type));

/** The works that this one, a notice, retracts, withdraws or removes. `update-to` must have been asked for. */
export const retractedBy = (work: { 'update-to': CrossrefUpdate[] | null }): string[] =>
  (work['update-to'] ?? []).filter(({ type }) => withdrawals.test(type)).map(({ DOI }) => DOI.toLowerCase());
