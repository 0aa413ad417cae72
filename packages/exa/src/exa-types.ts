import type { SkippedItem } from '@headwater/core';

/** A known value, or one that Exa adds later. */
export type Open<Known extends string> = Known | (string & {});

/** How hard Exa works. `deep` types take seconds to most of a minute and get longer timeouts. */
export type ExaSearchType = Open<'instant' | 'fast' | 'auto' | 'deep-lite' | 'deep' | 'deep-reasoning'>;

/** Exa takes unknown categories as soft hints, which in practice do nothing. */
export type ExaCategory = Open<'company' | 'publication' | 'news' | 'personal site' | 'financial report' | 'people'>;

export interface ExaTextOptions {
  /** 1 to 10000. @default 10000 */
  maxCharacters?: number | undefined;
  /** @default false */
  includeHtmlTags?: boolean | undefined;
  verbosity?: 'compact' | 'standard' | 'full' | undefined;
  /** Works with `maxAgeHours: 0` only. */
  includeSections?: readonly ExaSection[] | undefined;
  /** Works with `maxAgeHours: 0` only. */
  excludeSections?: readonly ExaSection[] | undefined;
}

export type ExaSection = Open<'header' | 'navigation' | 'banner' | 'body' | 'sidebar' | 'footer' | 'metadata'>;

export interface ExaHighlightsOptions {
  /** What the highlights should be about. @default the search query */
  query?: string | undefined;
  /** 1 to 10000. Not with `dynamic`. */
  maxCharacters?: number | undefined;
  /** Beta; the client sends the header it needs. */
  verbosity?: 'low' | 'medium' | 'high' | undefined;
  /** Beta: one budget shared by all results. The client sends the header it needs. @default false */
  dynamic?: boolean | undefined;
}

export interface ExaSummaryOptions {
  query?: string | undefined;
  /** JSON Schema; the summary is then a JSON text. */
  schema?: Readonly<Record<string, unknown>> | undefined;
}

export interface ExaExtrasOptions {
  /** How many of each to return, 0 to 1000. */
  links?: number | undefined;
  imageLinks?: number | undefined;
  richLinks?: number | undefined;
  richImageLinks?: number | undefined;
  codeBlocks?: number | undefined;
}

/**
 * What to return of each page. The same for `search` and `getContents`; the client puts it where each endpoint expects
 * it. Text, highlights and summary are charged separately for every page: ask for one of them.
 */
export interface ExaContentsOptions {
  text?: boolean | ExaTextOptions | undefined;
  highlights?: boolean | ExaHighlightsOptions | undefined;
  summary?: boolean | ExaSummaryOptions | undefined;
  /** 0 always fetches, -1 uses the cache only, up to 720. @default fetches only what is not cached */
  maxAgeHours?: number | undefined;
  /** Milliseconds, up to 90000. @default 10000 */
  livecrawlTimeout?: number | undefined;
  /** ISO 8601 date-time: the page as it was then. Exa keeps five months. */
  snapshotAsOf?: string | undefined;
  /** Linked pages to return with each page, 0 to 100. @default 0 */
  subpages?: number | undefined;
  subpageTarget?: string | readonly string[] | undefined;
  extras?: ExaExtrasOptions | undefined;
}

/** What `search` and the deprecated `findSimilar` share. */
export interface ExaSearchFilters<Contents extends ExaContentsOptions = ExaContentsOptions> {
  /** 1 to 100. @default 10 */
  numResults?: number | undefined;
  category?: ExaCategory | undefined;
  /** Host, host and path, or `*.host`. At most 1200. */
  includeDomains?: readonly string[] | undefined;
  /** Not with the categories `company` and `people`. */
  excludeDomains?: readonly string[] | undefined;
  /** ISO 8601 date-time. Leaves out pages without a date. */
  startPublishedDate?: string | undefined;
  /** ISO 8601 date-time. Leaves out pages without a date. */
  endPublishedDate?: string | undefined;
  /** @default metadata only */
  contents?: Contents | undefined;
}

export interface ExaSearchOptions<Contents extends ExaContentsOptions = ExaContentsOptions>
  extends ExaSearchFilters<Contents> {
  query: string;
  /** @default 'auto' */
  type?: ExaSearchType | undefined;
  /** ISO 3166 two-letter country. */
  userLocation?: string | undefined;
  /** Leaves out unsafe pages. @default false */
  moderation?: boolean | undefined;
  /** 1 to 10 further wordings of the query, for the deep types. */
  additionalQueries?: readonly string[] | undefined;
  /** Steers the synthesised `output`. */
  systemPrompt?: string | undefined;
  /** Asks for a synthesised `output`: `{ type: 'text' }`, or a JSON Schema of an object. Adds about two seconds. */
  outputSchema?: Readonly<Record<string, unknown>> | undefined;
  /** For enterprise accounts. */
  compliance?: 'hipaa' | undefined;
}

/** What TypeScript knows about a content kind: asked for, not asked for, or decided at run time. */
export type WhenAsked<Contents, Kind extends string, Field> = Kind extends keyof Contents
  ? [Contents[Kind]] extends [false | undefined]
    ? unknown
    : [Extract<Contents[Kind], false | undefined>] extends [never]
      ? Field
      : Partial<Field>
  : unknown;

/** One page. `text`, `highlights` and `summary` are there exactly when they were asked for. */
export type ExaResult<Contents extends ExaContentsOptions = ExaContentsOptions> = ExaPage<Contents> &
  WhenAsked<Contents, 'text', { /** Empty when Exa has none of this page. */ text: string }> &
  WhenAsked<Contents, 'highlights', { /** Empty when Exa has none of this page. */ highlights: string[] }> &
  WhenAsked<Contents, 'summary', { /** Empty when Exa has none; JSON when a schema was given. */ summary: string }>;

export interface ExaPage<Contents extends ExaContentsOptions = ExaContentsOptions> {
  /** Opaque; usually the URL. */
  id: string;
  url: string;
  title: string | null;
  /** ISO 8601 date-time. */
  publishedDate?: string | null;
  author?: string | null;
  image?: string | null;
  favicon?: string | null;
  /** Rarely there. Results are in order already. */
  score?: number | null;
  highlightScores?: number[] | null;
  /** ISO 8601 date-time of the stored version, when `snapshotAsOf` was given. */
  snapshotAt?: string | null;
  subpages?: ExaResult<Contents>[];
  extras?: ExaExtras | null;
  entities?: ExaEntity[] | null;
}

export interface ExaExtras {
  links?: string[] | null;
  imageLinks?: string[] | null;
  richLinks?: { url: string; anchor?: string | null }[] | null;
  richImageLinks?: { url: string; alt?: string | null }[] | null;
  codeBlocks?: { text: string; source?: string | null }[] | null;
}

/** What a page is about. Every property can be null. */
export interface ExaEntity {
  type: Open<'company' | 'person' | 'publication'>;
  id?: string | null;
  properties?: Record<string, unknown> | null;
}

export interface ExaCost {
  /** US dollars, by Exa's own estimate. */
  total?: number | null;
  [part: string]: unknown;
}

export interface ExaSearchResponse<Contents extends ExaContentsOptions = ExaContentsOptions> {
  requestId?: string | null;
  /** Best first. */
  results: ExaResult<Contents>[];
  /** The synthesis asked for with `outputSchema`. */
  output?: ExaOutput | null;
  costDollars?: ExaCost | null;
  /** Milliseconds. */
  searchTime?: number | null;
  /** Results that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}

export interface ExaOutput {
  content: string | Record<string, unknown>;
  grounding?:
    | {
        field?: string | null;
        citations?: { url: string; title?: string | null }[] | null;
        confidence?: Open<'low' | 'medium' | 'high'> | null;
      }[]
    | null;
}

export type ExaContentsTag = Open<
  | 'CRAWL_NOT_FOUND'
  | 'CRAWL_TIMEOUT'
  | 'CRAWL_LIVECRAWL_TIMEOUT'
  | 'SOURCE_NOT_AVAILABLE'
  | 'UNSUPPORTED_URL'
  | 'CRAWL_UNKNOWN_ERROR'
  | 'CRAWL_HTTP_403'
  | 'CONTENT_NOT_CACHED'
>;

export interface ExaContentsStatus {
  /** The URL that was asked for. */
  id: string;
  status: Open<'success' | 'error'>;
  source?: Open<'cached' | 'crawled'> | null;
  error?: { tag?: ExaContentsTag | null; httpStatusCode?: number | null } | null;
}

/** A URL whose contents did not come. */
export interface ExaContentsFailure {
  url: string;
  /** Exa's tag; absent when Exa did not mention the URL at all. */
  tag?: ExaContentsTag;
  /** What the page's own server answered. */
  httpStatus?: number;
  reason: string;
}

export interface ExaContentsResponse<Contents extends ExaContentsOptions = ExaContentsOptions> {
  requestId?: string | null;
  /** The pages that came, in the order of the URLs asked for. */
  succeeded: ExaResult<Contents>[];
  /** The URLs that did not, each with the reason. */
  failed: ExaContentsFailure[];
  /** As Exa ordered them. */
  results: ExaResult<Contents>[];
  /** As Exa gave them. */
  statuses: ExaContentsStatus[];
  costDollars?: ExaCost | null;
  /** Milliseconds. */
  searchTime?: number | null;
  /** Results that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
}
