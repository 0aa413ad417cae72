import {
  type CallResult,
  cleanText,
  documentIdsOf,
  documentsOf,
  isIsoDate,
  isReservedAddress,
  type SkippedItem,
  type SourceDocument,
  webAddress,
} from '@headwater/core';
import type {
  WireCrawl,
  WireEvent,
  WireExtract,
  WireMap,
  WirePage,
  WireResearch,
  WireResult,
  WireSearch,
  WireUsage,
} from './tavily-answers.ts';
import type { TavilyAccount, TavilyResearch, TavilyResearchEvent } from './tavily-research-types.ts';
import type {
  TavilyCrawlOptions,
  TavilyCrawlResponse,
  TavilyExtracted,
  TavilyExtractOptions,
  TavilyExtractResponse,
  TavilyFailure,
  TavilyMapResponse,
  TavilyResult,
  TavilySearchOptions,
  TavilySearchResponse,
} from './tavily-types.ts';

const isAsked = (option: unknown): boolean => option !== undefined && option !== false;

const about = ({ response_time, usage, request_id }: Pick<WireMap, 'response_time' | 'usage' | 'request_id'>) => ({
  responseTime: response_time ?? null,
  usage: usage ?? null,
  requestId: request_id ?? null,
});

/** Puts what was asked for where the types promise it, and leaves out the rest. */
function toResult(wire: WireResult, options: TavilySearchOptions): object {
  return {
    url: wire.url,
    title: wire.title ?? null,
    content: wire.content ?? '',
    score: wire.score,
    ...(wire.published_date == null ? {} : { publishedDate: wire.published_date }),
    ...(wire.id == null ? {} : { id: wire.id }),
    ...(isAsked(options.includeRawContent) ? { rawContent: wire.raw_content ?? null } : {}),
    ...(isAsked(options.includeFavicon) ? { favicon: wire.favicon ?? null } : {}),
    ...(isAsked(options.includeImages) ? { images: wire.images ?? [] } : {}),
  };
}

export function toSearchResponse<Options extends TavilySearchOptions>(
  { value, skipped }: CallResult<WireSearch>,
  options: Options,
): TavilySearchResponse<Options> {
  const { minScore = 0 } = options;
  const kept = value.results.filter(({ score }) => score >= minScore);
  return {
    query: value.query ?? options.query,
    results: kept.map((wire) => toResult(wire, options)) as TavilyResult<Options>[],
    ...about(value),
    ...(value.auto_parameters == null ? {} : { autoParameters: value.auto_parameters }),
    ...(isAsked(options.includeAnswer) ? { answer: value.answer ?? null } : {}),
    ...(isAsked(options.includeImages) ? { images: value.images ?? [] } : {}),
    belowMinScore: value.results.length - kept.length,
    skipped,
  } as unknown as TavilySearchResponse<Options>;
}

function toExtracted(wire: WirePage, options: TavilyExtractOptions | TavilyCrawlOptions): object {
  return {
    url: wire.url,
    rawContent: wire.raw_content ?? '',
    ...(isAsked(options.includeImages) ? { images: wire.images ?? [] } : {}),
    ...(isAsked(options.includeFavicon) ? { favicon: wire.favicon ?? null } : {}),
  };
}

/** A success does not mean that every page came. */
export function toExtractResponse<Options extends TavilyExtractOptions>(
  { value, skipped }: CallResult<WireExtract>,
  urls: readonly string[],
  options: Options,
): TavilyExtractResponse<Options> {
  const results = value.results.map((wire) => ({ ...toExtracted(wire, options), title: wire.title ?? null }));
  const failed = (value.failed_results ?? []).flatMap((failure) =>
    failure == null ? [] : { url: failure.url, error: failure.error ?? 'Tavily gave no reason' },
  );
  return {
    results: results as unknown as TavilyExtracted<Options>[],
    failed: [...failed, ...unmentioned(urls, [...value.results, ...failed], skipped)],
    ...about(value),
    skipped,
  };
}

/** Pages that the answer is silent about. With malformed ones in it, nobody can tell which those were. */
function unmentioned(
  urls: readonly string[],
  mentioned: readonly { url: string }[],
  skipped: readonly SkippedItem[],
): TavilyFailure[] {
  const asked = new Set(urls);
  if (skipped.length > 0 || mentioned.length >= asked.size) return [];
  const known = new Set(mentioned.map(({ url }) => normalUrl(url)));
  return [...asked]
    .filter((url) => !known.has(normalUrl(url)))
    .map((url) => ({ url, error: 'Tavily did not mention this address in its answer' }));
}

const normalUrl = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url);

export function toCrawlResponse<Options extends TavilyCrawlOptions>(
  { value, skipped }: CallResult<WireCrawl>,
  options: Options,
): TavilyCrawlResponse<Options> {
  const results = value.results.map((wire) => toExtracted(wire, options));
  return {
    baseUrl: value.base_url ?? options.url,
    results: results as unknown as TavilyCrawlResponse<Options>['results'],
    ...about(value),
    skipped,
  };
}

export function toMapResponse({ value, skipped }: CallResult<WireMap>, url: string): TavilyMapResponse {
  return { baseUrl: value.base_url ?? url, results: value.results, ...about(value), skipped };
}

export function toResearch(id: string, wire: WireResearch): TavilyResearch {
  const sources = (wire.sources ?? []).flatMap((source) =>
    source == null ? [] : { url: source.url, title: source.title ?? null },
  );
  return {
    requestId: wire.request_id ?? id,
    status: wire.status,
    ...(wire.created_at == null ? {} : { createdAt: wire.created_at }),
    content: wire.content ?? null,
    sources,
    ...(wire.response_time == null ? {} : { responseTime: wire.response_time }),
    usage: wire.usage?.credits == null ? null : { credits: wire.usage.credits },
    ...(wire.error == null ? {} : { error: wire.error }),
  };
}

export function toEvent(wire: WireEvent): TavilyResearchEvent {
  const content = wire.choices?.[0]?.delta?.content;
  return { ...wire, content: typeof content === 'string' ? content : '' };
}

export function toAccount({ key, account }: WireUsage): TavilyAccount {
  const counts = (wire: WireUsage['key'] | WireUsage['account']) => ({
    searchUsage: wire.search_usage ?? null,
    extractUsage: wire.extract_usage ?? null,
    crawlUsage: wire.crawl_usage ?? null,
    mapUsage: wire.map_usage ?? null,
    researchUsage: wire.research_usage ?? null,
  });
  return {
    key: { usage: key.usage, limit: key.limit ?? null, ...counts(key) },
    account: {
      currentPlan: account.current_plan ?? null,
      planUsage: account.plan_usage ?? null,
      planLimit: account.plan_limit ?? null,
      paygoUsage: account.paygo_usage ?? null,
      paygoLimit: account.paygo_limit ?? null,
      ...counts(account),
    },
  };
}

export type DocumentOptions = TavilySearchOptions & { includeRawContent: 'markdown' };

/** Results as documents. One without text supports nothing, so it is left out and named in `skipped`. */
export function toSourceDocuments(
  results: readonly TavilyResult<DocumentOptions>[],
  skipped: readonly SkippedItem[],
  kind: 'web' | 'news',
  answer: { retrievedAt: string; requestId?: string | undefined },
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  const read = documentsOf(results, skipped, (result, rank) => toSourceDocument(result, rank, kind, answer));
  const distinct = read.documents.filter(({ id }, place, all) => all.findIndex((other) => other.id === id) === place);
  return { documents: distinct, skipped: read.skipped };
}

function toSourceDocument(
  result: TavilyResult<DocumentOptions>,
  rank: number,
  kind: 'web' | 'news',
  { retrievedAt, requestId }: { retrievedAt: string; requestId?: string | undefined },
): SourceDocument | string {
  const url = webAddress(result.url);
  if (url === undefined) return `${result.url.slice(0, 200)}: not a web address`;
  const whole = cleanText(result.rawContent ?? '');
  const text = whole.trim() === '' ? cleanText(result.content) : whole;
  if (text.trim() === '') return `${url}: no text`;
  const publishedAt = toIsoDate(result.publishedDate);
  return {
    id: `tavily:${url}`,
    ids: documentIdsOf(url),
    kind,
    title: cleanText(result.title ?? '').trim() || url,
    url,
    text,
    textKind: whole.trim() === '' ? 'snippet' : 'full',
    authors: [],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    synthetic: isReservedAddress(url),
    provenance: [
      { provider: 'tavily', operation: 'search', retrievedAt, rank, ...(requestId === undefined ? {} : { requestId }) },
    ],
  };
}

/** News come with dates in the form of mail headers (`Thu, 20 Nov 2025 08:00:00 GMT`), others in ISO 8601. */
export function toIsoDate(value: string | null | undefined): string | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (isIsoDate(text)) return text;
  if (!/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} [\d:]+ (GMT|[+-]\d{4})$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
