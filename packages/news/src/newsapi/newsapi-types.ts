import type { CallOptions, Page, ResponseInfo, ResultPromise, SkippedItem } from '@headwater/core';
import type { NewsFace } from '../news-face.ts';
import type { NewsApiSettings, Open } from '../news-types.ts';
import type { ResultList } from '../result-list.ts';

/** Documented today; `ud` is NewsAPI's own code of Urdu. */
export type NewsApiLanguage = Open<
  'ar' | 'de' | 'en' | 'es' | 'fr' | 'he' | 'it' | 'nl' | 'no' | 'pt' | 'ru' | 'sv' | 'ud' | 'zh'
>;
export type NewsApiCategory = Open<
  'business' | 'entertainment' | 'general' | 'health' | 'science' | 'sports' | 'technology'
>;

interface Paging {
  /** Articles of one page, 1 to 100. @default 100 for `everything`, 20 for `topHeadlines` */
  pageSize?: number | undefined;
  /** The page to begin with, from 1. @default 1 */
  page?: number | undefined;
  /** Most articles over all pages. A `pageSize` above it is lowered to it. */
  limit?: number | undefined;
  /** Asks NewsAPI not to answer from its own cache (`X-No-Cache`). @default false */
  noCache?: boolean | undefined;
}

/** https://newsapi.org/docs/endpoints/everything. At least one of `q`, `qInTitle`, `sources` and `domains` is needed. */
export interface NewsApiEverythingOptions extends Paging {
  /** `"phrase"`, `+must`, `-not`, `AND`, `OR`, `NOT`, parentheses. At most 500 characters once URL-encoded. */
  q?: string | undefined;
  /** The older way to search titles only; `searchIn` replaces it. */
  qInTitle?: string | undefined;
  /** @default all three */
  searchIn?: readonly ('title' | 'description' | 'content')[] | undefined;
  /** Ids from `sources()`, at most 20. */
  sources?: string | readonly string[] | undefined;
  domains?: string | readonly string[] | undefined;
  excludeDomains?: string | readonly string[] | undefined;
  /** ISO 8601 day or date-time, UTC without a zone. Moved to what the plan can see, which is told in `notices`. */
  from?: string | undefined;
  to?: string | undefined;
  /** @default all */
  language?: NewsApiLanguage | undefined;
  /** @default 'publishedAt' */
  sortBy?: 'relevancy' | 'popularity' | 'publishedAt' | undefined;
}

interface Headlines extends Paging {
  q?: string | undefined;
  /** Accepted, though not documented. */
  language?: NewsApiLanguage | undefined;
}

/** https://newsapi.org/docs/endpoints/top-headlines. `sources` excludes `country` and `category`; one filter is needed. */
export type NewsApiHeadlinesOptions = Headlines &
  (
    | { sources: string | readonly string[]; country?: never; category?: never }
    | {
        sources?: never;
        /** ISO 3166 two-letter code. Only `us` is documented today. */
        country?: Open<'us'> | undefined;
        category?: NewsApiCategory | undefined;
      }
  );

/** https://newsapi.org/docs/endpoints/sources */
export interface NewsApiSourcesOptions {
  category?: NewsApiCategory | undefined;
  language?: NewsApiLanguage | undefined;
  country?: string | undefined;
}

export interface NewsApiArticle {
  /** `id` is `null` for most sources. */
  source: { id: string | null; name: string | null };
  author: string | null;
  title: string | null;
  /** May hold HTML. */
  description: string | null;
  url: string;
  urlToImage: string | null;
  /** ISO 8601 date-time. */
  publishedAt: string | null;
  /** As NewsAPI gives it: cut off at 200 characters, with a note of how many are missing. */
  content: string | null;
  /** `content` without that note. */
  contentPreview: string | null;
  /** Whether `content` was cut off. */
  truncated: boolean;
  /** How many characters NewsAPI says are missing. */
  missingCharacters: number | null;
  /** Zero-based position among all results, withdrawn and malformed ones counted. */
  rank: number;
}

export interface NewsApiPage extends Page<NewsApiArticle> {
  /** All matches, not only those the plan can read. */
  totalResults: number | null;
  /** Withdrawn articles (`[Removed]`), left out of `items`. */
  removed: number;
  /** What was changed or cannot be seen, in sentences. */
  notices: string[];
  /** Absent when the service refused the page as past the end. */
  response?: ResponseInfo;
}

export interface NewsApiSource {
  id: string;
  name: string;
  description: string | null;
  url: string | null;
  category: NewsApiCategory | null;
  language: NewsApiLanguage | null;
  country: string | null;
}

export interface NewsApiSources {
  sources: NewsApiSource[];
  skipped: SkippedItem[];
}

export type NewsApiList = ResultList<NewsApiArticle, NewsApiPage>;

export interface NewsApi extends NewsFace<NewsApiSettings> {
  readonly backend: 'newsapi';
  /**
   * Searches all articles. Awaited it is the first page, iterated all articles up to what the plan can read.
   *
   * @example
   * const { items, totalResults, removed } = await newsApi.everything({ q: '"street trees"', language: 'en' });
   * @throws {HeadwaterError} while reading
   */
  everything(options: string | NewsApiEverythingOptions, callOptions?: CallOptions): NewsApiList;
  /** Live headlines by country, category, source or words. */
  topHeadlines(options: NewsApiHeadlinesOptions, callOptions?: CallOptions): NewsApiList;
  /** The sources that `sources` of the other two can name. */
  sources(options?: NewsApiSourcesOptions, callOptions?: CallOptions): ResultPromise<NewsApiSources>;
}
