import {
  type CallOptions,
  checkItems,
  isReservedAddress,
  publishedDate,
  readOffsetCursor,
  readSourceQuery,
  type SkippedItem,
  type SourceCapabilities,
  type SourceDocument,
  type SourceFilter,
  type SourcePage,
  type SourceQuery,
  sourceOutcome,
} from '@headwater/core';
import { introsPerRequest, searchWindow } from './wikipedia-limits.ts';
import { toExtract } from './wikipedia-map.ts';
import { documentsOperation } from './wikipedia-operations.ts';
import { fetchBatch, textProperties } from './wikipedia-query.ts';
import { wirePage } from './wikipedia-schemas.ts';
import { wordsQuery } from './wikipedia-text.ts';
import { wikiCode } from './wikipedia-titles.ts';
import type { WikipediaExtract } from './wikipedia-types.ts';
import type { Wikis } from './wikipedia-wikis.ts';

export const capabilities: SourceCapabilities = {
  kinds: ['encyclopedia'],
  filters: ['kinds', 'languages', 'openAccess'],
  // As many introductions as come with one answer.
  maxPageSize: introsPerRequest,
  maxResults: searchWindow,
  freeProbe: true,
  keyRequired: false,
  keyVariable: 'WIKIMEDIA_ACCESS_TOKEN',
};

/** Articles with their introductions, search and text in one request. */
export async function searchArticles(
  wikis: Wikis,
  query: SourceQuery,
  options: CallOptions | undefined,
): Promise<SourcePage> {
  const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, 'wikipedia');
  const language = languageFor(query.languages, wikis);
  const unsupported: SourceFilter[] = [
    ...unsupportedFilters,
    ...(language === undefined ? (['languages'] as const) : []),
    // All of Wikipedia is free to read, so that `true` holds by itself and `false` cannot be had.
    ...(query.openAccess === false ? (['openAccess'] as const) : []),
  ];
  const offset = readOffsetCursor(query.cursor, searchWindow, { provider: 'wikipedia', service: 'Wikipedia' });
  const words = wordsQuery(query.text);
  if (words === '' || (query.kinds !== undefined && !query.kinds.includes('encyclopedia'))) {
    return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters: unsupported, cache: 'miss' };
  }
  const { client, language: asked } = wikis.of(language, 'searchDocuments');
  const input = {
    generator: 'search',
    gsrsearch: words,
    gsrlimit: Math.min(limit, searchWindow - offset),
    gsroffset: offset === 0 ? undefined : offset,
    redirects: 1,
    ...textProperties,
    exintro: 1,
  };
  const { pages, nextOffset, response } = await fetchBatch(client, documentsOperation, input, options);
  const { documents, skipped } = toDocuments(pages, asked, offset, response.retrievedAt);
  return {
    outcome: sourceOutcome(documents, skipped),
    documents,
    skipped,
    unsupportedFilters: unsupported,
    cache: response.cache,
    ...(nextOffset === undefined || nextOffset <= offset || nextOffset >= searchWindow
      ? {}
      : { nextCursor: String(nextOffset) }),
  };
}

/** A wiki is of one language: the main one when it will do, else the first that can be asked. `undefined`: none can. */
function languageFor(languages: readonly string[] | undefined, wikis: Wikis): string | undefined {
  if (languages === undefined || languages.length === 0) return wikis.language;
  const codes = languages.map(wikiCode).filter((code) => code !== undefined);
  if (codes.includes(wikis.language)) return wikis.language;
  return wikis.hasOthers ? codes[0] : undefined;
}

/**
 * Pages as documents, best match first. Disambiguation pages and pages without text support nothing, so they are left out
 * and named in `skipped`, by their place in the ranking where it can be read.
 */
export function toDocuments(pages: readonly unknown[], language: string, offset: number, retrievedAt: string) {
  const ranked = pages
    .map((page, index) => ({ page, place: placeOf(page, index, offset) }))
    .sort((first, second) => first.place - second.place);
  const documents: SourceDocument[] = [];
  const skipped: SkippedItem[] = [];
  for (const { page, place } of ranked) {
    const { items, skipped: malformed } = checkItems([page], wirePage, () => place);
    skipped.push(...malformed);
    for (const item of items) {
      const extract = toExtract(item, language);
      const reason = extract.isDisambiguation ? 'a disambiguation page' : extract.text === '' ? 'no text' : undefined;
      if (reason === undefined) documents.push(toDocument(extract, language, offset + place, retrievedAt));
      else skipped.push({ index: place, reason: `${reason}: ${extract.title}` });
    }
  }
  return { documents, skipped };
}

/** The answer is ordered by page id; `index` counts all results from 1. */
function placeOf(page: unknown, index: number, offset: number): number {
  const rank = (page as { index?: unknown } | null)?.index;
  return typeof rank === 'number' && Number.isInteger(rank) && rank > offset ? rank - 1 - offset : index;
}

function toDocument(extract: WikipediaExtract, wiki: string, rank: number, retrievedAt: string): SourceDocument {
  const { title, url, text, pageId, language, timestamp } = extract;
  const publishedAt = publishedDate(timestamp);
  return {
    id: `wikipedia:${wiki}:${pageId}`,
    ids: { url },
    kind: 'encyclopedia',
    title,
    url,
    text,
    textKind: 'abstract',
    authors: [],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    language,
    synthetic: isReservedAddress(url),
    provenance: [{ provider: 'wikipedia', operation: 'searchDocuments', retrievedAt, rank }],
  };
}
