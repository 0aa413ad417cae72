import type { SkippedItem } from '@headwater/core';
import type {
  FirecrawlFields,
  FirecrawlFormats,
  FirecrawlLocation,
  FirecrawlMetadata,
  FirecrawlPageFailure,
  FirecrawlScrapeOptions,
  Open,
} from './firecrawl-types.ts';

export type FirecrawlSource = 'web' | 'news' | 'images';
export type FirecrawlCategory = Open<'github' | 'research' | 'pdf' | 'developer'>;

/** https://docs.firecrawl.dev/api-reference/endpoint/search */
export interface FirecrawlSearchOptions<Formats extends FirecrawlFormats = FirecrawlFormats> {
  /** At most 500 characters. */
  query: string;
  /** Results of each source, 1 to 100. @default 10 */
  limit?: number | undefined;
  /** @default ['web'] */
  sources?:
    | readonly (Open<FirecrawlSource> | { readonly type: Open<FirecrawlSource>; readonly [option: string]: unknown })[]
    | undefined;
  /** Narrows the web results. */
  categories?:
    | readonly (FirecrawlCategory | { readonly type: FirecrawlCategory; readonly [option: string]: unknown })[]
    | undefined;
  /** Host names. Not together with `excludeDomains`. */
  includeDomains?: readonly string[] | undefined;
  /** Host names. Not together with `includeDomains`. */
  excludeDomains?: readonly string[] | undefined;
  /** Time filter: `qdr:h`, `d`, `w`, `m`, `y`; `cdr:1,cd_min:M/D/YYYY,cd_max:M/D/YYYY`; `sbd:1` sorts by date. */
  tbs?: string | undefined;
  /** Place in words, for example `Vienna, Austria`. */
  location?: string | undefined;
  /** ISO 3166 two-letter country. @default 'US' */
  country?: string | undefined;
  safe?: boolean | Open<'active' | 'off'> | undefined;
  /** Milliseconds. @default 60000 */
  timeout?: number | undefined;
  /** Leaves out addresses that Firecrawl cannot scrape. @default false */
  ignoreInvalidURLs?: boolean | undefined;
  /** Describes results by the passages that fit the query. @default true */
  highlights?: boolean | undefined;
  /** Also scrapes every result; charged by the page. @default no scraping */
  scrapeOptions?: FirecrawlScrapeOptions<Formats> | undefined;
  /** For enterprise accounts. */
  enterprise?: readonly Open<'default' | 'anon' | 'zdr'>[] | undefined;
}

interface Scraped {
  /** There when the result was scraped. */
  metadata?: FirecrawlMetadata;
  /** Why the page itself did not come; `null` when it did, or was not asked for. */
  failure: FirecrawlPageFailure | null;
}

export type FirecrawlWebResult<Formats extends FirecrawlFormats = FirecrawlFormats> = Scraped &
  FirecrawlFields<Formats> & {
    url: string;
    title: string | null;
    description: string | null;
    position?: number | null;
    category?: FirecrawlCategory | null;
  };

export type FirecrawlNewsResult<Formats extends FirecrawlFormats = FirecrawlFormats> = Scraped &
  FirecrawlFields<Formats> & {
    url: string;
    title: string | null;
    snippet: string | null;
    /** As the search engine words it: a date, or `3 days ago`. */
    date: string | null;
    imageUrl?: string | null;
    position?: number | null;
  };

export interface FirecrawlImageResult {
  imageUrl: string;
  title: string | null;
  imageWidth?: number | null;
  imageHeight?: number | null;
  /** The page it stands on. */
  url: string | null;
  position?: number | null;
}

/** Results by source, best first; empty for a source that was not asked. */
export interface FirecrawlSearchResponse<Formats extends FirecrawlFormats = FirecrawlFormats> {
  web: FirecrawlWebResult<Formats>[];
  news: FirecrawlNewsResult<Formats>[];
  images: FirecrawlImageResult[];
  warning?: string | null;
  id?: string | null;
  creditsUsed?: number | null;
  /** Results that were malformed, by their place in their own list. */
  skipped: SkippedItem[];
}

/** https://docs.firecrawl.dev/api-reference/endpoint/map */
export interface FirecrawlMapOptions {
  url: string;
  /** Orders the links by how well they fit. */
  search?: string | undefined;
  /** @default 'include' */
  sitemap?: 'skip' | 'include' | 'only' | undefined;
  /** @default true */
  includeSubdomains?: boolean | undefined;
  /** @default true */
  ignoreQueryParameters?: boolean | undefined;
  /** @default false */
  ignoreCache?: boolean | undefined;
  /** 1 to 100000. @default 5000 */
  limit?: number | undefined;
  /** Milliseconds. */
  timeout?: number | undefined;
  location?: FirecrawlLocation | undefined;
}

export interface FirecrawlMapResponse {
  id?: string | null;
  links: { url: string; title?: string | null; description?: string | null }[];
  skipped: SkippedItem[];
}

export interface FirecrawlCreditUsage {
  remainingCredits: number;
  planCredits?: number | null;
  /** ISO 8601 date-time. */
  billingPeriodStart?: string | null;
  billingPeriodEnd?: string | null;
}

export interface FirecrawlQueueStatus {
  jobsInQueue: number;
  activeJobsInQueue: number;
  waitingJobsInQueue: number;
  maxConcurrency: number;
  mostRecentSuccess?: string | null;
}
