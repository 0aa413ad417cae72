import type { SkippedItem } from '@headwater/core';

/** A known value, or one that Tavily adds later. */
export type Open<Known extends string> = Known | (string & {});

/** Options that every search, extraction, crawl and map takes besides its own. */
export interface TavilyCommonOptions {
  /** Adds the small icon of each site. @default false */
  includeFavicon?: boolean | undefined;
  /** Says what the call cost. Asked for by this client unless it is `false`. @default true */
  includeUsage?: boolean | undefined;
  /** Options this client does not know yet, under Tavily’s own names (`snake_case`). */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/search */
export interface TavilySearchOptions extends TavilyCommonOptions {
  query: string;
  /** `advanced` costs two credits, the others one. @default 'basic' */
  searchDepth?: Open<'basic' | 'advanced' | 'fast' | 'ultra-fast'> | undefined;
  /** @default 'general' */
  topic?: Open<'general' | 'news' | 'finance'> | undefined;
  /** Age of news, in days. With the topic `news` only. */
  days?: number | undefined;
  timeRange?: 'day' | 'week' | 'month' | 'year' | 'd' | 'w' | 'm' | 'y' | undefined;
  /** `YYYY-MM-DD` */
  startDate?: string | undefined;
  /** `YYYY-MM-DD` */
  endDate?: string | undefined;
  /** Age of pages, in hours. */
  maxHours?: number | undefined;
  /** 1 to 20. @default 5 */
  maxResults?: number | undefined;
  /** Passages of each page, 1 to 3. With `searchDepth: 'advanced'`. */
  chunksPerSource?: number | undefined;
  /** @default false */
  includeAnswer?: boolean | Open<'basic' | 'advanced'> | undefined;
  /** The whole text of each page. @default false */
  includeRawContent?: boolean | Open<'markdown' | 'text'> | undefined;
  /** @default false */
  includeImages?: boolean | undefined;
  /** Only with `includeImages`. @default false */
  includeImageDescriptions?: boolean | undefined;
  /** At most 300. */
  includeDomains?: readonly string[] | undefined;
  /** At most 150. */
  excludeDomains?: readonly string[] | undefined;
  /** @default 'restrict' */
  includeDomainsMode?: 'restrict' | 'prefer' | undefined;
  /** A country to prefer, in words, for example `austria`. With the topic `general` only. */
  country?: string | undefined;
  /** BCP 47 tag. */
  language?: string | undefined;
  /** Leaves out pages in other languages than `language`. @default false */
  filterByLanguage?: boolean | undefined;
  /** Lets Tavily choose options by the query; it may choose the dearer depth. @default false */
  autoParameters?: boolean | undefined;
  /** Takes phrases in quotes literally. @default false */
  exactMatch?: boolean | undefined;
  /** Seconds for fetching pages. */
  fetchTimeout?: number | undefined;
  /** Uses a stored copy where fetching fails. */
  cacheFallback?: boolean | undefined;
  /** Leaves out results that fit less well, 0 to 1. Done here, not by Tavily. @default 0 */
  minScore?: number | undefined;
}

/** What TypeScript knows about an option: set, not set, or decided at run time. */
type WhenAsked<Options, Option extends string, Field> = Option extends keyof Options
  ? [Options[Option]] extends [false | undefined]
    ? unknown
    : [Extract<Options[Option], false | undefined>] extends [never]
      ? Field
      : Partial<Field>
  : unknown;

export interface TavilyImage {
  url: string;
  /** `null` unless descriptions were asked for. */
  description: string | null;
}

interface TavilyPage {
  url: string;
  title: string | null;
  /** The passages that fit the query. */
  content: string;
  /** How well it fits, 0 to 1. */
  score: number;
  /** Day of publication; Tavily knows it for news. */
  publishedDate?: string | null;
  id?: string | null;
}

/** One result. What belongs to an option is there exactly when the option was set. */
export type TavilyResult<Options = TavilySearchOptions> = TavilyPage &
  WhenAsked<
    Options,
    'includeRawContent',
    { /** `null` when Tavily could not read the page. */ rawContent: string | null }
  > &
  WhenAsked<Options, 'includeFavicon', { favicon: string | null }> &
  WhenAsked<Options, 'includeImages', { images: TavilyImage[] }>;

export type TavilySearchResponse<Options = TavilySearchOptions> = {
  query: string;
  /** Best first. */
  results: TavilyResult<Options>[];
  /** Seconds. */
  responseTime: number | null;
  /** Credits. */
  usage: TavilyUsage | null;
  requestId: string | null;
  /** What Tavily chose, with `autoParameters`, under its own names. */
  autoParameters?: Record<string, unknown> | null;
  /** Results that `minScore` left out. */
  belowMinScore: number;
  /** Results that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
} & WhenAsked<Options, 'includeAnswer', { /** Written by a model from the results. */ answer: string | null }> &
  WhenAsked<Options, 'includeImages', { images: TavilyImage[] }>;

export interface TavilyUsage {
  credits: number;
}

interface TavilyReadOptions extends TavilyCommonOptions {
  /** @default 'basic' */
  extractDepth?: Open<'basic' | 'advanced'> | undefined;
  /** @default 'markdown' */
  format?: Open<'markdown' | 'text'> | undefined;
  /** @default false */
  includeImages?: boolean | undefined;
  /** Passages of each page, with a wish in words. */
  chunksPerSource?: number | undefined;
  /** Seconds Tavily may take. */
  timeout?: number | undefined;
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/extract */
export interface TavilyExtractOptions extends TavilyReadOptions {
  /** Returns the passages that fit instead of the whole page. */
  query?: string | undefined;
}

export type TavilyExtracted<Options = TavilyExtractOptions> = {
  url: string;
  title: string | null;
  rawContent: string;
} & WhenAsked<Options, 'includeImages', { images: string[] }> &
  WhenAsked<Options, 'includeFavicon', { favicon: string | null }>;

export interface TavilyFailure {
  url: string;
  error: string;
}

export interface TavilyExtractResponse<Options = TavilyExtractOptions> {
  /** The pages that came. */
  results: TavilyExtracted<Options>[];
  /** The pages that did not, though the answer is a success. */
  failed: TavilyFailure[];
  /** Seconds. */
  responseTime: number | null;
  usage: TavilyUsage | null;
  requestId: string | null;
  skipped: SkippedItem[];
}

interface TavilyWalkOptions {
  url: string;
  /** What to look for, in words. Doubles the price. */
  instructions?: string | undefined;
  /** Links away from the start, 1 to 5. @default 1 */
  maxDepth?: number | undefined;
  /** Links followed of each page. @default 20 */
  maxBreadth?: number | undefined;
  /** Most pages. @default 50 */
  limit?: number | undefined;
  /** Regular expressions for paths. */
  selectPaths?: readonly string[] | undefined;
  /** Regular expressions for hosts. */
  selectDomains?: readonly string[] | undefined;
  excludePaths?: readonly string[] | undefined;
  excludeDomains?: readonly string[] | undefined;
  /** @default true */
  allowExternal?: boolean | undefined;
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/crawl */
export interface TavilyCrawlOptions extends TavilyReadOptions, TavilyWalkOptions {}

export interface TavilyCrawlResponse<Options = TavilyCrawlOptions> {
  baseUrl: string;
  results: Omit<TavilyExtracted<Options>, 'title'>[];
  responseTime: number | null;
  usage: TavilyUsage | null;
  requestId: string | null;
  skipped: SkippedItem[];
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/map */
export interface TavilyMapOptions extends Omit<TavilyCommonOptions, 'includeFavicon'>, TavilyWalkOptions {
  /** Seconds Tavily may take. */
  timeout?: number | undefined;
}

export interface TavilyMapResponse {
  baseUrl: string;
  /** Addresses. */
  results: string[];
  responseTime: number | null;
  usage: TavilyUsage | null;
  requestId: string | null;
  skipped: SkippedItem[];
}
