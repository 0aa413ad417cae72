import {
  type CallResult,
  cleanText,
  type DocumentIds,
  type DocumentKind,
  isIsoDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
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
    ...(query.since === undefined ? {} : { startPublishedDate: instant(query.since, 'T00:00:00.000Z') }),
    ...(query.until === undefined ? {} : { endPublishedDate: instant(query.until, 'T23:59:59.999Z') }),
  };
}

function instant(date: string, dayTime: string): string {
  if (!date.includes('T')) return `${date}${dayTime}`;
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`;
  return new Date(zoned).toISOString();
}

/** Results as documents. One without text or web address supports nothing: it is left out and named in `skipped`. */
export function toDocuments(
  results: readonly ExaResult<{ text: true }>[],
  skipped: readonly SkippedItem[],
  category: ExaSearchOptions['category'],
  answer: { retrievedAt: string; requestId?: string | undefined },
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  const left = [...skipped];
  const documents: SourceDocument[] = [];
  const places = placesOf(results.length, skipped);
  for (const [position, result] of results.entries()) {
    const rank = places[position] as number;
    const text = cleanText(result.text).trim();
    if (!/^https?:\/\//i.test(result.url)) left.push({ index: rank, reason: `no web address: ${result.url}` });
    else if (text === '') left.push({ index: rank, reason: `no text: ${result.url}` });
    else documents.push(toDocument(result, text, rank, category, answer));
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

/** Where the surviving items stood in the vendor's answer. */
function placesOf(count: number, skipped: readonly SkippedItem[]): number[] {
  const gone = new Set(skipped.map(({ index }) => index));
  const places: number[] = [];
  for (let place = 0; places.length < count; place += 1) if (!gone.has(place)) places.push(place);
  return places;
}

function toDocument(
  result: ExaResult<{ text: true }>,
  text: string,
  rank: number,
  category: ExaSearchOptions['category'],
  { retrievedAt, requestId }: { retrievedAt: string; requestId?: string | undefined },
): SourceDocument {
  const publication = result.entities?.find(({ type }) => type === 'publication')?.properties;
  const url = cleanText(result.url);
  const date = result.publishedDate;
  const author = cleanText(result.author ?? '').trim();
  return {
    id: `exa:${cleanText(result.id)}`,
    ids: idsOf(url, publication?.doi),
    kind: publication !== undefined || category === 'publication' ? 'academic' : category === 'news' ? 'news' : 'web',
    title: cleanText(result.title ?? '').trim() || url,
    url,
    text,
    textKind: result.text.length >= maxTextCharacters ? 'snippet' : 'full',
    authors: author === '' ? [] : [author],
    ...(date != null && isIsoDate(date) ? { publishedAt: date } : {}),
    synthetic: isReservedName(url),
    provenance: [
      { provider: 'exa', operation: 'search', retrievedAt, rank, ...(requestId === undefined ? {} : { requestId }) },
    ],
  };
}

/** Identifiers other services share: the entity's DOI, or those a DOI or arXiv address spells out. */
function idsOf(url: string, doi: unknown): DocumentIds {
  const { hostname = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {};
  const path = safeDecode(pathname);
  const fromUrl = /(^|\.)doi\.org$/.test(hostname) ? path.slice(1) : undefined;
  const arxiv = /(^|\.)arxiv\.org$/.test(hostname)
    ? /^\/(?:abs|pdf|html)\/((?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7})|\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?$/.exec(path)?.[1]
    : undefined;
  const found = [doi, fromUrl].map(canonicalDoi).find((value) => value !== undefined);
  return { url, ...(found === undefined ? {} : { doi: found }), ...(arxiv === undefined ? {} : { arxiv }) };
}

function canonicalDoi(value: unknown): string | undefined {
  return typeof value === 'string' ? /10\.\d{4,9}\/\S+$/.exec(cleanText(value).trim())?.[0].toLowerCase() : undefined;
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone percent sign is a legal path; it only means that there is nothing to decode.
    return path;
  }
}

/** Names that RFC 2606 and RFC 6761 set aside can never hold a real source: what stands there is sample text. */
function isReservedName(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return /(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$/.test(host);
}
