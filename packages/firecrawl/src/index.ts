import type { FirecrawlProvider } from './firecrawl-contract.ts';
import { createFirecrawl } from './firecrawl-provider.ts';

export type { FirecrawlProvider, FirecrawlSettings } from './firecrawl-contract.ts';
export type {
  FirecrawlActiveCrawl,
  FirecrawlAgentOptions,
  FirecrawlBatchOptions,
  FirecrawlCrawlOptions,
  FirecrawlDataJob,
  FirecrawlExtractOptions,
  FirecrawlGetJobOptions,
  FirecrawlJobErrors,
  FirecrawlJobStatus,
  FirecrawlPageJob,
  FirecrawlStartedJob,
  FirecrawlWaitOptions,
  FirecrawlWebhook,
} from './firecrawl-job-types.ts';
export type { FirecrawlJobList, FirecrawlJobPage } from './firecrawl-page-jobs.ts';
export type {
  FirecrawlCategory,
  FirecrawlCreditUsage,
  FirecrawlImageResult,
  FirecrawlMapOptions,
  FirecrawlMapResponse,
  FirecrawlNewsResult,
  FirecrawlQueueStatus,
  FirecrawlSearchOptions,
  FirecrawlSearchResponse,
  FirecrawlSource,
  FirecrawlWebResult,
} from './firecrawl-search-types.ts';
export type {
  FirecrawlAction,
  FirecrawlActionResults,
  FirecrawlAttributes,
  FirecrawlDocument,
  FirecrawlFields,
  FirecrawlFormat,
  FirecrawlFormatFields,
  FirecrawlFormatName,
  FirecrawlFormats,
  FirecrawlLocation,
  FirecrawlMetadata,
  FirecrawlPage,
  FirecrawlPageFailure,
  FirecrawlPdfParser,
  FirecrawlScrapeOptions,
  FirecrawlScrapeRequest,
} from './firecrawl-types.ts';
export { createFirecrawl };

/** Ready to use: reads `FIRECRAWL_API_KEY` at the first call. */
export const firecrawl: FirecrawlProvider = /* @__PURE__ */ createFirecrawl();
