import {
  type CallOptions,
  createServiceClient,
  InvalidRequestError,
  NotFoundError,
  type ResultPromise,
  readSourceQuery,
  resultPromise,
  type ServiceDefinition,
  type SourceCapabilities,
  type SourcePage,
  type SourceQuery,
  sourceOutcome,
  systemClock,
  UpstreamError,
} from '@headwater/core';
import type { FirecrawlProvider, FirecrawlSettings } from './firecrawl-contract.ts';
import { toSearchRequest, toSourceDocuments } from './firecrawl-documents.ts';
import { firecrawlRequestId, parseFirecrawlFailure } from './firecrawl-errors.ts';
import type {
  FirecrawlAgentOptions,
  FirecrawlBatchOptions,
  FirecrawlCrawlOptions,
  FirecrawlDataJob,
  FirecrawlExtractOptions,
  FirecrawlWaitOptions,
} from './firecrawl-job-types.ts';
import { runJob } from './firecrawl-jobs.ts';
import { firecrawlPlans } from './firecrawl-limits.ts';
import { toDataJob, toDocument, toSearchResponse } from './firecrawl-normalize.ts';
import {
  actingScrapeOperation,
  activeCrawlsOperation,
  cancelAgentOperation,
  creditUsageOperation,
  getAgentOperation,
  getExtractOperation,
  mapOperation,
  previewOperation,
  probeOperation,
  queueStatusOperation,
  scrapeOperation,
  searchOperation,
  startAgentOperation,
  startExtractOperation,
} from './firecrawl-operations.ts';
import { batchRule, crawlRule, type JobContext, pageJobs } from './firecrawl-page-jobs.ts';
import type { FirecrawlMapOptions, FirecrawlSearchOptions, FirecrawlSearchResponse } from './firecrawl-search-types.ts';
import { firecrawlTools } from './firecrawl-tools.ts';
import type { FirecrawlDocument, FirecrawlFormats, FirecrawlScrapeRequest } from './firecrawl-types.ts';

const version = '0.1.0';

const definition = {
  name: 'firecrawl',
  version,
  baseUrl: 'https://api.firecrawl.dev/v2',
  plans: firecrawlPlans,
  defaultPlan: () => 'free',
  parseFailure: parseFirecrawlFailure,
  requestId: firecrawlRequestId,
} satisfies ServiceDefinition;

const keyedDefinition: ServiceDefinition = {
  ...definition,
  key: {
    variables: ['FIRECRAWL_API_KEY'],
    required: true,
    headers: (key) => ({ authorization: `Bearer ${key}` }),
  },
  probe: { operation: probeOperation, input: {} },
};

const capabilities: SourceCapabilities = {
  kinds: ['web', 'news', 'academic', 'code'],
  filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds'],
  maxPageSize: 100,
  maxResults: 100,
  freeProbe: true,
  costPerSearchUsd: 0.01,
  keyRequired: true,
  keyVariable: 'FIRECRAWL_API_KEY',
};
const { keyVariable: _keyVariable, ...withoutKey } = capabilities;
const keylessCapabilities: SourceCapabilities = { ...withoutKey, freeProbe: false, keyRequired: false };

const markdown = ['markdown'] as const;

/**
 * Makes a client of the Firecrawl API, version 2. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createFirecrawl(settings: FirecrawlSettings = {}): FirecrawlProvider {
  let { keyless = false, ...current } = settings;
  const client = createServiceClient(keyless ? definition : keyedDefinition, current);
  const own = keyless ? keylessCapabilities : capabilities;
  const context: JobContext = {
    client,
    baseUrl: () => current.baseUrl ?? definition.baseUrl,
    clock: () => current.clock ?? systemClock,
  };
  const crawls = pageJobs(crawlRule, context);
  const batches = pageJobs(batchRule, context);

  function scrape<const Formats extends FirecrawlFormats = typeof markdown>(
    request: string | FirecrawlScrapeRequest<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlDocument<Formats>> {
    const { failOnHttpError = false, ...input } = typeof request === 'string' ? { url: request } : request;
    const formats = (input as FirecrawlScrapeRequest<Formats>).formats ?? (markdown as unknown as Formats);
    const operation = hasSteps(input) ? actingScrapeOperation : scrapeOperation;
    return resultPromise(client.call(operation, input, callOptions), ({ value, response }) => {
      const document = toDocument(value.data, formats);
      if (failOnHttpError) refuseFailure(document, response.requestId);
      return document;
    });
  }

  function search<const Formats extends FirecrawlFormats = readonly []>(
    query: string | FirecrawlSearchOptions<Formats>,
    callOptions?: CallOptions,
  ): ResultPromise<FirecrawlSearchResponse<Formats>> {
    const options = typeof query === 'string' ? { query } : { ...query };
    const { scrapeOptions } = options as FirecrawlSearchOptions<Formats>;
    const formats = scrapeOptions?.formats ?? ([] as unknown as Formats);
    return resultPromise(client.call(searchOperation, options, callOptions), (result) =>
      toSearchResponse(result, formats),
    );
  }

  const map: FirecrawlProvider['map'] = (target, callOptions) => {
    const options: FirecrawlMapOptions = typeof target === 'string' ? { url: target } : { ...target };
    return resultPromise(client.call(mapOperation, options, callOptions), ({ value: { links, ...rest } }) => ({
      ...rest,
      links: links.items,
      skipped: links.skipped,
    }));
  };

  const withLimit = <Formats extends FirecrawlFormats>(target: string | FirecrawlCrawlOptions<Formats>) => ({
    limit: 100,
    ...(typeof target === 'string' ? { url: target } : target),
  });

  function crawl<const Formats extends FirecrawlFormats = typeof markdown>(
    target: string | FirecrawlCrawlOptions<Formats>,
    options?: FirecrawlWaitOptions,
  ) {
    const input: FirecrawlCrawlOptions<Formats> = withLimit(target);
    return crawls.run(input, input.scrapeOptions?.formats ?? (markdown as unknown as Formats), options);
  }

  function batchScrape<const Formats extends FirecrawlFormats = typeof markdown>(
    urls: readonly string[],
    batch: FirecrawlBatchOptions<Formats> = {},
    options?: FirecrawlWaitOptions,
  ) {
    return batches.run({ ...batch, urls }, batch.formats ?? (markdown as unknown as Formats), options);
  }

  const startExtract: FirecrawlProvider['startExtract'] = (options, callOptions) =>
    resultPromise(client.call(startExtractOperation, { ...options }, callOptions), ({ value }) => value);
  const getExtract: FirecrawlProvider['getExtract'] = (id, callOptions) =>
    resultPromise(client.call(getExtractOperation, { id }, callOptions), ({ value }) => toDataJob(id, value));
  const startAgent: FirecrawlProvider['startAgent'] = (options, callOptions) =>
    resultPromise(client.call(startAgentOperation, { ...options }, callOptions), ({ value }) => value);
  const getAgent: FirecrawlProvider['getAgent'] = (id, callOptions) =>
    resultPromise(client.call(getAgentOperation, { id }, callOptions), ({ value }) => toDataJob(id, value));
  const cancelAgent: FirecrawlProvider['cancelAgent'] = (id, callOptions) =>
    resultPromise(client.call(cancelAgentOperation, { id }, callOptions), () => ({ id, status: 'cancelled' }));

  const extract = (request: FirecrawlExtractOptions, options: FirecrawlWaitOptions = {}) =>
    runJob<FirecrawlDataJob>(
      {
        operation: 'extract',
        start: async (callOptions) => (await startExtract(request, callOptions)).id,
        look: getExtract,
      },
      context.clock(),
      options,
    );
  const agent = (request: FirecrawlAgentOptions, options: FirecrawlWaitOptions = {}) =>
    runJob<FirecrawlDataJob>(
      {
        operation: 'agent',
        start: async (callOptions) => (await startAgent(request, callOptions)).id,
        look: getAgent,
        cancel: cancelAgent,
      },
      context.clock(),
      options,
    );

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, own, definition.name);
    if (query.cursor !== undefined) {
      throw new InvalidRequestError('a Firecrawl search has no further pages, so there is no cursor', {
        provider: definition.name,
        operation: 'searchDocuments',
        hint: `Ask for up to ${own.maxPageSize} documents with limit instead.`,
      });
    }
    const { options, unsupported } = toSearchRequest(query, limit);
    const { result, response } = await search(options, callOptions).withResponse();
    const { documents, skipped } = toSourceDocuments(result, limit, response);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters: [...unsupportedFilters, ...unsupported],
      cache: response.cache,
      ...(response.costUsd === undefined ? {} : { costUsd: response.costUsd }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities: own,
    tools: firecrawlTools({ search, scrape, map, crawl }),
    scrape,
    search,
    map,
    startCrawl: (target, callOptions) => crawls.start(withLimit(target), callOptions),
    getCrawl: crawls.get,
    listCrawl: crawls.list,
    getCrawlErrors: crawls.errors,
    cancelCrawl: crawls.cancel,
    crawl,
    listActiveCrawls: (callOptions) =>
      resultPromise(client.call(activeCrawlsOperation, {}, callOptions), ({ value: { crawls: active } }) => ({
        crawls: active.items.map(({ team_id, teamId, ...item }) => ({ ...item, teamId: teamId ?? team_id ?? null })),
        skipped: active.skipped,
      })),
    previewCrawl: (url, prompt, callOptions) =>
      resultPromise(client.call(previewOperation, { url, prompt }, callOptions), ({ value }) => value.data),
    startBatchScrape: (urls, batch = {}, callOptions) => batches.start({ ...batch, urls }, callOptions),
    getBatchScrape: batches.get,
    listBatchScrape: batches.list,
    getBatchScrapeErrors: batches.errors,
    cancelBatchScrape: batches.cancel,
    batchScrape,
    startExtract,
    getExtract,
    extract,
    startAgent,
    getAgent,
    cancelAgent,
    agent,
    getCreditUsage: (callOptions) =>
      resultPromise(client.call(creditUsageOperation, {}, callOptions), ({ value }) => value.data),
    getQueueStatus: (callOptions) =>
      resultPromise(client.call(queueStatusOperation, {}, callOptions), ({ value }) => value),
    searchDocuments,
    configure(patch) {
      client.configure(patch);
      current = { ...current, ...patch };
    },
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

/** Waiting and looking change nothing at the site; anything else may. */
function hasSteps({ actions }: FirecrawlScrapeRequest): boolean {
  const harmless = new Set(['wait', 'scroll', 'screenshot', 'scrape', 'pdf']);
  return Array.isArray(actions) && actions.some((action) => !harmless.has(action?.type));
}

/** @throws {NotFoundError | UpstreamError} when the page's own server answered with an error */
function refuseFailure({ failure }: { failure: FirecrawlDocument['failure'] }, requestId: string | undefined): void {
  if (failure === null) return;
  const isMissing = failure.httpStatus === 404 || failure.httpStatus === 410;
  const details = { provider: definition.name, operation: 'scrape', requestId, attempts: 1, retryable: false };
  const hint = 'Firecrawl reached the page and charged for it; leave failOnHttpError out to get what it answered.';
  throw isMissing
    ? new NotFoundError(failure.reason, { ...details, hint })
    : new UpstreamError(failure.reason, { ...details, hint });
}
