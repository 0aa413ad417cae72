import type { CallOptions, ResultPromise, ServiceSettings, SkippedItem, SourceProvider } from '@headwater/core';
import type {
  FirecrawlActiveCrawl,
  FirecrawlAgentOptions,
  FirecrawlBatchOptions,
  FirecrawlCrawlOptions,
  FirecrawlDataJob,
  FirecrawlExtractOptions,
  FirecrawlGetJobOptions,
  FirecrawlJobErrors,
  FirecrawlPageJob,
  FirecrawlStartedJob,
  FirecrawlWaitOptions,
} from './firecrawl-job-types.ts';
import type { FirecrawlJobList } from './firecrawl-page-jobs.ts';
import type {
  FirecrawlCreditUsage,
  FirecrawlMapOptions,
  FirecrawlMapResponse,
  FirecrawlQueueStatus,
  FirecrawlSearchOptions,
  FirecrawlSearchResponse,
} from './firecrawl-search-types.ts';
import type { FirecrawlDocument, FirecrawlFormats, FirecrawlScrapeRequest } from './firecrawl-types.ts';

/** See `ServiceSettings`. The key comes from `FIRECRAWL_API_KEY` unless it is given here. */
export interface FirecrawlSettings extends ServiceSettings {
  /**
   * Sends no key at all: for an instance of your own (with `baseUrl`), or for the small daily allowance Firecrawl gives
   * for scrape and search. Read when the client is made.
   * @default false
   */
  keyless?: boolean;
}

/** @throws every method: {HeadwaterError} */
export interface FirecrawlProvider extends SourceProvider<ServiceSettings> {
  /**
   * Reads one page. The result has the fields of the formats asked for, markdown by default. A page whose own server
   * answers 404 is no error unless `failOnHttpError` says so: look at `failure`.
   *
   * @example
   * const page = await firecrawl.scrape({ url: 'https://example.com', formats: ['markdown', 'links'] });
   * console.log(page.failure?.reason ?? page.markdown, page.links);
   */
  scrape<const Formats extends FirecrawlFormats = readonly ['markdown']>(
    request: string | FirecrawlScrapeRequest<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlDocument<Formats>>;

  /** Searches the web, news and images. With `scrapeOptions`, every result is read as well. */
  search<const Formats extends FirecrawlFormats = readonly []>(
    query: string | FirecrawlSearchOptions<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlSearchResponse<Formats>>;

  /** The addresses of a site. */
  map(target: string | FirecrawlMapOptions, callOptions?: CallOptions): ResultPromise<FirecrawlMapResponse>;

  /** Starts a crawl. Sent at most once, because each start is a job that costs. */
  startCrawl(target: string | FirecrawlCrawlOptions, callOptions?: CallOptions): ResultPromise<FirecrawlStartedJob>;
  /** How far a crawl is, and the first part of its pages, or the part behind `next`. */
  getCrawl<const Formats extends FirecrawlFormats = FirecrawlFormats>(
    id: string,
    options?: FirecrawlGetJobOptions<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlPageJob<Formats>>;
  /** The pages of a crawl as they are now, part by part, without holding them all. */
  listCrawl<const Formats extends FirecrawlFormats = FirecrawlFormats>(
    id: string,
    options?: Pick<FirecrawlGetJobOptions<Formats>, 'formats'>,
    callOptions?: CallOptions,
  ): FirecrawlJobList<Formats>;
  /** Pages that could not be read, and those robots.txt forbids. */
  getCrawlErrors(id: string, callOptions?: CallOptions): ResultPromise<FirecrawlJobErrors>;
  cancelCrawl(id: string, callOptions?: CallOptions): ResultPromise<{ id: string; status: string }>;
  /**
   * Starts a crawl, waits for its end and gathers all pages. A failed or cancelled crawl is an answer too: look at
   * `status`. When the call is cancelled or runs out of time, so is the crawl.
   *
   * @example
   * const { status, data, failed } = await firecrawl.crawl({ url: 'https://example.com/docs', limit: 20 });
   */
  crawl<const Formats extends FirecrawlFormats = readonly ['markdown']>(
    target: string | FirecrawlCrawlOptions<Formats>,
    options?: FirecrawlWaitOptions,
  ): Promise<FirecrawlPageJob<Formats>>;
  listActiveCrawls(
    callOptions?: CallOptions,
  ): ResultPromise<{ crawls: FirecrawlActiveCrawl[]; skipped: SkippedItem[] }>;
  /** The options Firecrawl would make of a wish in words. */
  previewCrawl(url: string, prompt: string, callOptions?: CallOptions): ResultPromise<Record<string, unknown>>;

  /** Starts reading many pages. Sent at most once. */
  startBatchScrape(
    urls: readonly string[],
    options?: FirecrawlBatchOptions,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlStartedJob>;
  getBatchScrape<const Formats extends FirecrawlFormats = FirecrawlFormats>(
    id: string,
    options?: FirecrawlGetJobOptions<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlPageJob<Formats>>;
  listBatchScrape<const Formats extends FirecrawlFormats = FirecrawlFormats>(
    id: string,
    options?: Pick<FirecrawlGetJobOptions<Formats>, 'formats'>,
    callOptions?: CallOptions,
  ): FirecrawlJobList<Formats>;
  getBatchScrapeErrors(id: string, callOptions?: CallOptions): ResultPromise<FirecrawlJobErrors>;
  cancelBatchScrape(id: string, callOptions?: CallOptions): ResultPromise<{ id: string; status: string }>;
  /** As `crawl`, for addresses that are known. */
  batchScrape<const Formats extends FirecrawlFormats = readonly ['markdown']>(
    urls: readonly string[],
    batch?: FirecrawlBatchOptions<Formats>,
    options?: FirecrawlWaitOptions,
  ): Promise<FirecrawlPageJob<Formats>>;

  startExtract(options: FirecrawlExtractOptions, callOptions?: CallOptions): ResultPromise<FirecrawlStartedJob>;
  getExtract(id: string, callOptions?: CallOptions): ResultPromise<FirecrawlDataJob>;
  /** Lets a model fill a schema from pages. Cannot be cancelled once it runs. */
  extract(request: FirecrawlExtractOptions, options?: FirecrawlWaitOptions): Promise<FirecrawlDataJob>;

  startAgent(options: FirecrawlAgentOptions, callOptions?: CallOptions): ResultPromise<FirecrawlStartedJob>;
  getAgent(id: string, callOptions?: CallOptions): ResultPromise<FirecrawlDataJob>;
  cancelAgent(id: string, callOptions?: CallOptions): ResultPromise<{ id: string; status: string }>;
  /** Lets Firecrawl's agent find pages and fill a schema from them. Set `maxCredits`. */
  agent(request: FirecrawlAgentOptions, options?: FirecrawlWaitOptions): Promise<FirecrawlDataJob>;

  /** Free. */
  getCreditUsage(callOptions?: CallOptions): ResultPromise<FirecrawlCreditUsage>;
  /** Free. */
  getQueueStatus(callOptions?: CallOptions): ResultPromise<FirecrawlQueueStatus>;
}
