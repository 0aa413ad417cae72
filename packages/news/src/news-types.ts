import type { KeySetting, Page, ResponseInfo, ServiceSettings, SourceFilter } from '@headwater/core';
import type { ResultList } from './result-list.ts';

/** A known value, or one that a service adds later. */
export type Open<Known extends string> = Known | (string & {});

export type NewsBackend = 'newsapi' | 'guardian' | 'gdelt';

/** What each backend takes beside the settings every provider shares. */
export interface NewsApiSettings extends ServiceSettings {
  /**
   * What the key's plan allows: `developer` counts 100 requests in 24 hours, reads 100 results deep and a month back;
   * `paid` leaves those to the service. The limit plan `sandbox` counts as `paid`.
   * @default 'developer'
   */
  plan?: 'developer' | 'paid' | undefined;
  /** Requests this process may send in 24 hours with one key. Default: the plan's own. */
  requestsPerDay?: number | undefined;
}

export interface GuardianSettings extends ServiceSettings {
  /**
   * Where the key travels. The service documents the query; it is put there by the last step before the network, so that
   * no address this package holds, shows or stores has it. `header` sends `api-key: …` instead.
   * @default 'query'
   */
  keyIn?: 'query' | 'header' | undefined;
  /** Requests this process may send in 24 hours with one key. @default 500; unbounded with the limit plan `sandbox` */
  requestsPerDay?: number | undefined;
}

/** GDELT takes no key: `apiKey` is never sent. */
export interface GdeltSettings extends ServiceSettings {}

/** Settings of `createNews`. `apiKey` and `baseUrl` are those of the backend in use. */
export interface NewsSettings extends ServiceSettings, Pick<NewsApiSettings, 'plan' | 'requestsPerDay'> {
  /**
   * Default, in this order: the first of `newsapi` and `guardian` with a key in `keys`; `newsapi` when `apiKey` is given;
   * the first of them whose environment variable is set; `gdelt`, which needs none.
   */
  backend?: NewsBackend | undefined;
  /** Keys for several backends at once. */
  keys?: { newsapi?: KeySetting | undefined; guardian?: KeySetting | undefined } | undefined;
  /** Addresses for several backends at once. */
  baseUrls?: { [Backend in NewsBackend]?: string | undefined } | undefined;
  /** See `GuardianSettings`. */
  keyIn?: GuardianSettings['keyIn'];
}

/** A search in the words all backends share. Dates are ISO 8601 days or date-times, days are whole and in UTC. */
export interface NewsSearchOptions {
  query: string;
  /** Published on or after. GDELT: first seen by GDELT. */
  since?: string | undefined;
  until?: string | undefined;
  includeDomains?: readonly string[] | undefined;
  excludeDomains?: readonly string[] | undefined;
  /** BCP 47 tags. */
  languages?: readonly string[] | undefined;
  /** @default 'relevance' */
  sortBy?: 'relevance' | 'newest' | undefined;
  /** Articles of one request. 1 to 100; GDELT to 250, Guardian to 200. @default 10 */
  pageSize?: number | undefined;
  /** Most articles over all pages. @default no bound of ours */
  limit?: number | undefined;
}

/** One article in the shape all backends share. Whatever a backend does not say is `null`. */
export interface NewsArticle {
  /** The backend's own id: the address, or the Guardian's path. */
  id: string;
  backend: NewsBackend;
  url: string;
  title: string | null;
  author: string | null;
  source: { id: string | null; name: string | null; domain: string | null };
  /** ISO 8601 date-time. Always `null` at GDELT, which does not know it. */
  publishedAt: string | null;
  /** When GDELT first saw it: later than its publication. */
  seenAt: string | null;
  /** Description or trail, as text without markup. */
  summary: string | null;
  /** The beginning of the text, at most 200 characters (NewsAPI). */
  preview: string | null;
  /** Whether `preview` was cut off by the service. */
  truncated: boolean;
  /** The whole text (Guardian). */
  body: string | null;
  imageUrl: string | null;
  /** BCP 47 tag. */
  language: string | null;
  /** Zero-based position among all results, withdrawn and malformed ones counted. */
  rank: number;
}

export interface NewsPage extends Page<NewsArticle> {
  backend: NewsBackend;
  /** Withdrawn articles that the service still listed, left out here. */
  removed: number;
  /** What the service says it has; `null` when it does not count (GDELT). */
  total: number | null;
  /** What was changed or cannot be seen, in sentences: a clamped date, words left out, a delay of the plan. */
  notices: string[];
  /** Filters the backend cannot apply. */
  unsupportedFilters: SourceFilter[];
  /** Absent when the service refused the page as past the end. */
  response?: ResponseInfo;
}

/** Awaited it is the first page, iterated all articles, and `.pages()` gives all pages. */
export type NewsList = ResultList<NewsArticle, NewsPage>;
