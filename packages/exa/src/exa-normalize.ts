import {
  type CallResult,
  cleanText,
  type DocumentKind,
  documentIdsOf,
  documentsOf,
  instantOf,
  isReservedAddress,
  publishedDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
  webAddress,
} from '@headwater/core';
import type { WireContents, WireSearch } from './exa-operations.ts';
import type { WireResult } from './exa-schemas.ts';
import type {
  ExaContentsFailure,
  ExaContentsOptions,
  ExaContentsResponse,
  ExaContentsStatus,
  ExaResult,
  ExaSearchOptions,
  ExaSearchResponse,
} from './exa-types.ts';

/** Most characters Exa gives of one page. A text of this length was probably cut. */
export const maxTextCharacters = 10_000;

type Answer<Output> = CallResult<Output>;
type WirePage = Omit<WireResult, 'subpages'>;

/** Puts what was asked for where the types promise it: an empty text, not a missing one. */
export function toResult<Contents extends ExaContentsOptions>(
  wire: WireResult,
  contents: Contents,
): ExaResult<Contents> {
  const { subpages, ...page } = wire;
  const withAsked = ({ text, highlights, summary, ...rest }: WirePage) => ({
    ...rest,
    id: rest.id ?? rest.url,
    title: rest.title ?? null,
    ...(contents.text ? { text: text ?? '' } : text != null && { text }),
    ...(contents.highlights ? { highlights: highlights ?? [] } : highlights != null && { highlights }),
    ...(contents.summary ? { summary: summary ?? '' } : summary != null && { summary }),
  });
  const result = { ...withAsked(page), ...(subpages != null && { subpages: subpages.map(withAsked) }) };
  return result as unknown as ExaResult<Contents>;
}

export function toSearchResponse<Contents extends ExaContentsOptions>(
  { value, skipped }: Answer<WireSearch>,
  contents: Contents,
): ExaSearchResponse<Contents> {
  return { ...value, results: value.results.map((result) => toResult(result, contents)), skipped };
}

/** HTTP 200 does not mean that every URL came: sorts them into those that did and those that did not. */
export function toContentsResponse<Contents extends ExaContentsOptions>(
  { value, skipped }: Answer<WireContents>,
  urls: readonly string[],
  contents: Contents,
): ExaContentsResponse<Contents> {
  const results = value.results.map((result) => toResult(result, contents));
  const statuses = (value.statuses ?? []).filter((status) => status != null);
  const { succeeded, failed } = partition([...new Set(urls)], results, statuses);
  return { ...value, results, statuses, succeeded, failed, skipped };
}

/**
 * Joins by `id` and `url`, because Exa does not promise an order. A page that moved comes back under another address
 * than the one asked for; it counts for a URL whose status is `success`.
 */
function partition<Result extends { id: string; url: string }>(
  urls: readonly string[],
  results: readonly Result[],
  statuses: readonly ExaContentsStatus[],
): { succeeded: Result[]; failed: ExaContentsFailure[] } {
  const left = new Set(results);
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  const succeeded: Result[] = [];
  const unmatched: string[] = [];
  for (const url of urls) {
    const found = [...left].find((result) => result.id === url || result.url === url);
    if (found === undefined) unmatched.push(url);
    else {
      succeeded.push(found);
      left.delete(found);
    }
  }
  let moved = left.size;
  const failed: ExaContentsFailure[] = [];
  for (const url of unmatched) {
    const status = statusOf.get(url);
    if (status?.status === 'success' && moved > 0) moved -= 1;
    else failed.push(failureOf(url, status));
  }
  return { succeeded: [...succeeded, ...left], failed };
}

function failureOf(url: string, status: ExaContentsStatus | undefined): ExaContentsFailure {
  const { tag, httpStatusCode } = status?.error ?? {};
  const page = httpStatusCode == null ? '' : ` (the page answered HTTP ${httpStatusCode})`;
  const reason =
    status === undefined
      ? 'Exa did not mention this URL in its answer'
      : status.status === 'success'
        ? 'Exa reports success but the page is not in its answer, or was malformed'
        : `Exa could not get the page${tag ? `: ${tag}` : ''}${page}`;
  return {
    url,
    reason,
    ...(tag == null ? {} : { tag }),
    ...(httpStatusCode == null ? {} : { httpStatus: httpStatusCode }),
  };
}

/** The category that stands for these kinds, or `unsupported` when Exa cannot narrow a search to them. */
export function categoryFor(kinds: readonly DocumentKind[] | undefined): ExaSearchOptions['category'] | 'unsupported' {
  if (kinds === undefined || kinds.includes('web')) return undefined;
  if (kinds.length !== 1) return 'unsupported';
  return kinds[0] === 'academic' ? 'publication' : kinds[0] === 'news' ? 'news' : 'unsupported';
}

/** What Exa is asked for a normalised query. A day alone means the whole of it, in UTC. */
export function toSearchOptions(query: SourceQuery, limit: number): ExaSearchOptions<{ text: true }> {
  const category = categoryFor(query.kinds);
  return {
    query: query.text,
    numResults: limit,
    contents: { text: true },
    ...(category === undefined || category === 'unsupported' ? {} : { category }),
    ...(query.includeDomains?.length ? { includeDomains: query.includeDomains } : {}),
    ...(query.excludeDomains?.length ? { excludeDomains: query.excludeDomains } : {}),
    ...(query.since === undefined
      ? {}
      : { startPublishedDate: new Date(instantOf(query.since, 'start')).toISOString() }),
    ...(query.until === undefined ? {} : { endPublishedDate: new Date(instantOf(query.until, 'end')).toISOString() }),
  };
}

/** Results as documents. One without text or web address supports nothing: it is left out and named in `skipped`. */
export function toDocuments(
  results: readonly ExaResult<{ text: true }>[],
  skipped: readonly SkippedItem[],
  category: ExaSearchOptions['category'],
  answer: { retrievedAt: string; requestId?: string | undefined },
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  return documentsOf(results, skipped, (result, rank) => {
    const url = webAddress(result.url);
    const text = cleanText(result.text).trim();
    if (url === undefined) return `no web address: ${result.url}`;
    return text === '' ? `no text: ${url}` : toDocument(result, url, text, rank, category, answer);
  });
}

function toDocument(
  result: ExaResult<{ text: true }>,
  url: string,
  text: string,
  rank: number,
  category: ExaSearchOptions['category'],
  { retrievedAt, requestId }: { retrievedAt: string; requestId?: string | undefined },
): SourceDocument {
  const publication = result.entities?.find(({ type }) => type === 'publication')?.properties;
  const publishedAt = publishedDate(result.publishedDate);
  const author = cleanText(result.author ?? '').trim();
  return {
    id: `exa:${cleanText(result.id)}`,
    ids: documentIdsOf(url, { doi: publication?.doi }),
    kind: publication !== undefined || category === 'publication' ? 'academic' : category === 'news' ? 'news' : 'web',
    title: cleanText(result.title ?? '').trim() || url,
    url,
    text,
    textKind: result.text.length >= maxTextCharacters ? 'snippet' : 'full',
    authors: author === '' ? [] : [author],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: isReservedAddress(url),
    provenance: [
      { provider: 'exa', operation: 'search', retrievedAt, rank, ...(requestId === undefined ? {} : { requestId }) },
    ],
  };
}
