import {
  canonicalDoi,
  cleanText,
  documentIdsOf,
  documentsOf,
  isReservedAddress,
  isSampleVenue,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
  utcDayOf,
} from '@headwater/core';
import { publishedOn } from './crossref-dates.ts';
import type { CrossrefFilter } from './crossref-filters.ts';
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

/** The filters of a normalised query in Crossref's terms. A work without an abstract could support nothing. */
export function toFilter({ since, until }: SourceQuery): CrossrefFilter {
  return {
    'has-abstract': true,
    ...(since === undefined ? {} : { 'from-pub-date': utcDayOf(since) }),
    ...(until === undefined ? {} : { 'until-pub-date': utcDayOf(until) }),
  };
}

/** Works as documents. One without an abstract supports nothing, so it is left out and named in `skipped`. */
export function toDocuments(
  works: readonly Work[],
  skipped: readonly SkippedItem[],
  offset: number,
  retrievedAt: string,
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  return documentsOf(works, skipped, (work, place) => {
    const text = stripJats(work.abstract ?? '');
    return text === ''
      ? `no abstract: ${work.title?.[0] || work.DOI}`
      : toDocument(work, text, offset + place, retrievedAt);
  });
}

function toDocument(work: Work, text: string, rank: number, retrievedAt: string): SourceDocument {
  const given = cleanText(work.DOI).trim();
  const doi = canonicalDoi(given);
  const url = `https://doi.org/${encodeURI(doi ?? given.toLowerCase())}`;
  const publishedAt = publishedOn(work);
  return {
    id: `crossref:${doi ?? given.toLowerCase()}`,
    ids: documentIdsOf(url, { doi, arxiv: [doi, preprintsOf(work)] }),
    kind: 'academic',
    title: lineOf(work.title?.[0]) || url,
    url,
    text,
    textKind: 'abstract',
    authors: authorsOf(work),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: (work['container-title'] ?? []).some(isSampleVenue) || isReservedAddress(work.URL),
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

/** The preprints at arXiv that a work names as its own. */
function preprintsOf({ relation }: Work): string[] {
  const preprints = (relation as Record<string, unknown> | null)?.['has-preprint'];
  return (Array.isArray(preprints) ? preprints : []).flatMap((entry) => {
    const { id, 'id-type': type } = (entry ?? {}) as { id?: unknown; 'id-type'?: unknown };
    return typeof id === 'string' && (type === 'arxiv' || /arxiv/i.test(id)) ? id : [];
  });
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
