import type { Page, PagedList, ResponseInfo, SkippedItem } from '@headwater/core';

/** What every method takes beside its own options. */
export interface WikipediaLanguageOption {
  /** Code of the wiki, for example `de` or `simple`. @default the setting `language` */
  language?: string | undefined;
}

export interface WikipediaSearchOptions extends WikipediaLanguageOption {
  /** In the search language of the wiki: words that must all occur, `"phrases"`, `OR`, `-not`, `intitle:`, `incategory:`, … */
  query: string;
  /** Most results over all pages. @default as many as the service gives, which is 10000 */
  limit?: number | undefined;
  /** Results per request, 1 to 500. @default 50 */
  pageSize?: number | undefined;
  /** Results to leave out at the beginning. @default 0 */
  offset?: number | undefined;
  /** Numbers of namespaces. @default [0], articles */
  namespaces?: readonly number[] | undefined;
  /** Where to look. @default 'text' */
  what?: 'text' | 'title' | 'nearmatch' | undefined;
  /** For example `relevance`, `last_edit_desc` or `create_timestamp_desc`. @default 'relevance' */
  sort?: string | undefined;
  /** What to tell of each result. @default ['size', 'wordcount', 'timestamp', 'snippet'] */
  properties?: readonly string[] | undefined;
}

export interface WikipediaSearchResult {
  pageId: number;
  title: string;
  namespace: number;
  /** Plain text around the matches; empty when not asked for. */
  snippet: string;
  /** Bytes of source. */
  size: number | null;
  wordCount: number | null;
  /** ISO 8601 time of the last change. */
  timestamp: string | null;
  url: string;
}

export interface WikipediaSearchPage extends Page<WikipediaSearchResult> {
  total: number | null;
  /** Another spelling that the service proposes. */
  suggestion: string | null;
  response: ResponseInfo;
}

export type WikipediaSearchList = PagedList<WikipediaSearchResult, WikipediaSearchPage>;

export interface WikipediaLookupOptions extends WikipediaLanguageOption {
  /** 1 to 100. @default 50 */
  limit?: number | undefined;
}

export interface WikipediaThumbnail {
  /** Absolute. */
  url: string;
  width: number | null;
  height: number | null;
  mimeType: string | null;
}

/** A result of the REST search. */
export interface WikipediaPageMatch {
  id: number;
  /** The title as it stands in addresses. */
  key: string;
  title: string;
  /** Plain text; for a title search, the title. */
  excerpt: string;
  /** The redirect through which the page was found. */
  matchedTitle: string | null;
  description: string | null;
  thumbnail: WikipediaThumbnail | null;
  url: string;
}

export interface WikipediaPageMatches {
  pages: WikipediaPageMatch[];
  skipped: SkippedItem[];
}

/** Texts are under this license; using them means naming the article. */
export interface WikipediaAttribution {
  license: string;
  licenseUrl: string;
  /** The article. */
  url: string;
}

export interface WikipediaSummary {
  title: string;
  pageId: number;
  language: string;
  /** `standard`, `disambiguation`, `no-extract`, `mainpage`, or what there will be tomorrow. */
  type: string;
  isDisambiguation: boolean;
  description: string | null;
  /** Plain text of the beginning. */
  extract: string;
  extractHtml: string | null;
  url: string;
  thumbnail: WikipediaThumbnail | null;
  originalImage: WikipediaThumbnail | null;
  wikidataId: string | null;
  revision: string | null;
  /** ISO 8601 time of the last change. */
  timestamp: string | null;
  attribution: WikipediaAttribution;
}

/** What is known of a page without its text. */
export interface WikipediaPageInfo {
  id: number;
  key: string;
  title: string;
  revision: number | null;
  /** ISO 8601 time of the last change. */
  timestamp: string | null;
  contentModel: string | null;
  url: string;
  attribution: WikipediaAttribution;
}

export interface WikipediaPageSource extends WikipediaPageInfo {
  /** Wikitext, mostly; see `contentModel`. */
  source: string;
}

export interface WikipediaLanguageLink {
  /** Code of the other wiki. */
  code: string;
  /** Name of the language in itself. */
  name: string;
  key: string;
  title: string;
  url: string;
}

export interface WikipediaLanguages {
  links: WikipediaLanguageLink[];
  skipped: SkippedItem[];
}

export interface WikipediaExtractOptions extends WikipediaLanguageOption {
  /** The text before the first heading, twenty pages per request, or all of it, one page per request. @default 'intro' */
  part?: 'intro' | 'full' | undefined;
}

export interface WikipediaExtract {
  pageId: number;
  title: string;
  language: string;
  isDisambiguation: boolean;
  /** Plain text. Empty for pages without any. */
  text: string;
  url: string;
  wikidataId: string | null;
  /** ISO 8601 time of the last change. */
  timestamp: string | null;
  attribution: WikipediaAttribution;
}

/** Texts by the titles they were asked for with; `null` for pages that do not exist. Redirects are followed. */
export interface WikipediaExtracts extends Map<string, WikipediaExtract | null> {
  /** Pages that were malformed, by their place in the answers. */
  readonly skipped: SkippedItem[];
}
