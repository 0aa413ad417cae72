import {
  type CallOptions,
  createServiceClient,
  type EventStream,
  InvalidRequestError,
  type ResultPromise,
  readSourceQuery,
  resultPromise,
  type ServiceDefinition,
  type ServiceSettings,
  type SourceCapabilities,
  type SourceFilter,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
  sourceOutcome,
  systemClock,
} from '@headwater/core';
import { parseTavilyFailure, tavilyRequestId } from './tavily-errors.ts';
import { tavilyPlans } from './tavily-limits.ts';
import {
  type DocumentOptions,
  toAccount,
  toCrawlResponse,
  toEvent,
  toExtractResponse,
  toMapResponse,
  toResearch,
  toSearchResponse,
  toSourceDocuments,
} from './tavily-normalize.ts';
import {
  crawlOperation,
  extractOperation,
  getResearchOperation,
  mapOperation,
  probeOperation,
  searchOperation,
  startResearchOperation,
  streamResearchOperation,
  usageOperation,
} from './tavily-operations.ts';
import { waitForResearch } from './tavily-research.ts';
import type {
  TavilyAccount,
  TavilyResearch,
  TavilyResearchEvent,
  TavilyResearchOptions,
  TavilyStartedResearch,
  TavilyWaitOptions,
} from './tavily-research-types.ts';
import { tavilyTools } from './tavily-tools.ts';
import type {
  TavilyCrawlOptions,
  TavilyCrawlResponse,
  TavilyExtractOptions,
  TavilyExtractResponse,
  TavilyMapOptions,
  TavilyMapResponse,
  TavilySearchOptions,
  TavilySearchResponse,
} from './tavily-types.ts';

const version = '0.1.0';

/** See `ServiceSettings`. The key comes from `TAVILY_API_KEY` unless it is given here. */
export interface TavilySettings extends ServiceSettings {
  /**
   * Uses the small allowance Tavily gives without a key, for search and extract. Read when the client is made.
   * @default false
   */
  keyless?: boolean;
  /** Who asks, for Tavily's own statistics; each is a header. Read when the client is made. */
  caller?: TavilyCaller;
}

export interface TavilyCaller {
  /** `X-Project-ID` */
  projectId?: string;
  /** `X-Tavily-Orgid` */
  organizationId?: string;
  /** `X-Session-Id` */
  sessionId?: string;
  /** `X-Human-Id` */
  humanId?: string;
  /** `X-Client-Name` */
  clientName?: string;
  /** `X-Client-Source` */
  clientSource?: string;
}

/** Refuses names that the options do not have, which a type parameter alone would let pass. */
type Known<Given, Options> = Record<Exclude<keyof Given, keyof Options>, never>;

export interface TavilyProvider extends SourceProvider<ServiceSettings> {
  /**
   * Searches the web. What a result holds besides its passages follows from the options.
   *
   * @example
   * const { answer, results } = await tavily.search({ query: 'who built the Eiffel Tower', includeAnswer: true });
   * @throws {HeadwaterError}
   */
  search(query: string, callOptions?: CallOptions): ResultPromise<TavilySearchResponse<{ query: string }>>;
  search<const Options extends TavilySearchOptions>(
    options: Options & Known<Options, TavilySearchOptions>,
    callOptions?: CallOptions,
  ): ResultPromise<TavilySearchResponse<Options>>;

  /**
   * Reads up to 20 pages whose addresses are known. A page that cannot be had is no error: it is in `failed`.
   *
   * @throws {HeadwaterError}
   */
  // biome-ignore lint/complexity/noBannedTypes: no options asked for is exactly the empty object type
  extract<const Options extends TavilyExtractOptions = {}>(
    urls: string | readonly string[],
    options?: Options & Known<Options, TavilyExtractOptions>,
    callOptions?: CallOptions,
  ): ResultPromise<TavilyExtractResponse<Options>>;

  /** Follows the links of a site and reads its pages. Answers when all is done: allow minutes. */
  crawl(url: string, callOptions?: CallOptions): ResultPromise<TavilyCrawlResponse<{ url: string }>>;
  crawl<const Options extends TavilyCrawlOptions>(
    options: Options & Known<Options, TavilyCrawlOptions>,
    callOptions?: CallOptions,
  ): ResultPromise<TavilyCrawlResponse<Options>>;

  /** The addresses of a site. Answers when all is done. */
  map(target: string | TavilyMapOptions, callOptions?: CallOptions): ResultPromise<TavilyMapResponse>;

  /** Starts a report. Sent at most once, because each start is a report that costs. */
  startResearch(
    research: string | TavilyResearchOptions,
    callOptions?: CallOptions,
  ): ResultPromise<TavilyStartedResearch>;
  getResearch(requestId: string, callOptions?: CallOptions): ResultPromise<TavilyResearch>;
  /** Starts a report and waits for it. A failed one is an answer too: look at `status`. */
  research(research: string | TavilyResearchOptions, options?: TavilyWaitOptions): Promise<TavilyResearch>;
  /** Starts a report and follows it as it is written. */
  streamResearch(research: string | TavilyResearchOptions, callOptions?: CallOptions): EventStream<TavilyResearchEvent>;

  /** Credits used and left. Free, but at most ten times in ten minutes. */
  getUsage(options?: { projectId?: string }, callOptions?: CallOptions): ResultPromise<TavilyAccount>;
}

const definition = {
  name: 'tavily',
  version,
  baseUrl: 'https://api.tavily.com',
  plans: tavilyPlans,
  defaultPlan: () => 'development',
  parseFailure: parseTavilyFailure,
  requestId: tavilyRequestId,
} satisfies ServiceDefinition;

const keyedDefinition: ServiceDefinition = {
  ...definition,
  key: { variables: ['TAVILY_API_KEY'], required: true, headers: (key) => ({ authorization: `Bearer ${key}` }) },
  probe: { operation: probeOperation, input: {} },
};

const capabilities: SourceCapabilities = {
  kinds: ['web', 'news'],
  filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds', 'languages'],
  maxPageSize: 20,
  maxResults: 20,
  freeProbe: true,
  costPerSearchUsd: 0.008,
  keyRequired: true,
  keyVariable: 'TAVILY_API_KEY',
};
const { keyVariable: _keyVariable, ...withoutKey } = capabilities;
const keylessCapabilities: SourceCapabilities = { ...withoutKey, freeProbe: false, keyRequired: false };

const callerHeaders: Readonly<Record<keyof TavilyCaller, string>> = {
  projectId: 'x-project-id',
  organizationId: 'x-tavily-orgid',
  sessionId: 'x-session-id',
  humanId: 'x-human-id',
  clientName: 'x-client-name',
  clientSource: 'x-client-source',
};

/** What Tavily is asked for a normalised query, and which of its filters it cannot apply. */
function toSearchRequest(query: SourceQuery, limit: number): { options: DocumentOptions; unsupported: SourceFilter[] } {
  const { kinds, languages, since, until } = query;
  const isNews = kinds?.length === 1 && kinds[0] === 'news';
  const hasStrangers = kinds?.some((kind) => kind !== 'web' && kind !== 'news') ?? false;
  const [language, ...others] = languages ?? [];
  return {
    options: {
      query: query.text,
      maxResults: limit,
      includeRawContent: 'markdown',
      ...(isNews ? { topic: 'news' } : {}),
      ...(query.includeDomains?.length ? { includeDomains: query.includeDomains } : {}),
      ...(query.excludeDomains?.length ? { excludeDomains: query.excludeDomains } : {}),
      ...(since === undefined ? {} : { startDate: since.slice(0, 10) }),
      ...(until === undefined ? {} : { endDate: until.slice(0, 10) }),
      ...(language === undefined || others.length > 0 ? {} : { language, filterByLanguage: true }),
    },
    unsupported: [
      ...(hasStrangers ? (['kinds'] as const) : []),
      ...(others.length > 0 ? (['languages'] as const) : []),
    ],
  };
}

/**
 * Makes a client of the Tavily API. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createTavily(settings: TavilySettings = {}): TavilyProvider {
  const { keyless = false, caller = {}, ...service } = settings;
  const ownHeaders: Record<string, string> = { ...(keyless ? { 'x-tavily-access-mode': 'keyless' } : {}) };
  for (const [name, value] of Object.entries(caller)) {
    if (value !== undefined) ownHeaders[callerHeaders[name as keyof TavilyCaller]] = value;
  }
  const withHeaders = <Settings extends ServiceSettings>(given: Settings): Settings => ({
    ...given,
    headers: { ...ownHeaders, ...given.headers },
  });
  let clock = service.clock ?? systemClock;
  const client = createServiceClient(keyless ? definition : keyedDefinition, withHeaders(service));
  const own = keyless ? keylessCapabilities : capabilities;

  function search<Options extends TavilySearchOptions>(
    query: string | Options,
    callOptions?: CallOptions,
  ): ResultPromise<TavilySearchResponse<Options>> {
    const options = (typeof query === 'string' ? { query } : { ...query }) as Options;
    return resultPromise(client.call(searchOperation, options, callOptions), (result) =>
      toSearchResponse(result, options),
    );
  }

  function extract<Options extends TavilyExtractOptions>(
    urls: string | readonly string[],
    options?: Options,
    callOptions?: CallOptions,
  ): ResultPromise<TavilyExtractResponse<Options>> {
    const list = typeof urls === 'string' ? [urls] : urls;
    const input = { ...options, urls: list };
    return resultPromise(client.call(extractOperation, input, callOptions), (result) =>
      toExtractResponse(result, list, (options ?? {}) as Options),
    );
  }

  function crawl<Options extends TavilyCrawlOptions>(
    target: string | Options,
    callOptions?: CallOptions,
  ): ResultPromise<TavilyCrawlResponse<Options>> {
    const options = (typeof target === 'string' ? { url: target } : { ...target }) as Options;
    return resultPromise(client.call(crawlOperation, options, callOptions), (result) =>
      toCrawlResponse(result, options),
    );
  }

  const map: TavilyProvider['map'] = (target, callOptions) => {
    const options: TavilyMapOptions = typeof target === 'string' ? { url: target } : { ...target };
    return resultPromise(client.call(mapOperation, options, callOptions), (result) =>
      toMapResponse(result, options.url),
    );
  };

  const toInput = (research: string | TavilyResearchOptions): TavilyResearchOptions =>
    typeof research === 'string' ? { input: research } : { ...research };

  const startResearch: TavilyProvider['startResearch'] = (research, callOptions) =>
    resultPromise(client.call(startResearchOperation, toInput(research), callOptions), ({ value }) => ({
      requestId: value.request_id,
      status: value.status ?? 'pending',
      ...(value.created_at == null ? {} : { createdAt: value.created_at }),
      ...(value.input == null ? {} : { input: value.input }),
      ...(value.model == null ? {} : { model: value.model }),
      ...(value.response_time == null ? {} : { responseTime: value.response_time }),
    }));

  const getResearch: TavilyProvider['getResearch'] = (id, callOptions) =>
    resultPromise(client.call(getResearchOperation, { id }, callOptions), ({ value }) => toResearch(id, value));

  function streamResearch(
    research: string | TavilyResearchOptions,
    callOptions?: CallOptions,
  ): EventStream<TavilyResearchEvent> {
    const events = client.stream(streamResearchOperation, toInput(research), callOptions);
    return {
      skipped: events.skipped,
      async *[Symbol.asyncIterator]() {
        for await (const event of events) yield toEvent(event);
      },
    };
  }

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, own, definition.name);
    if (query.cursor !== undefined) {
      throw new InvalidRequestError('Tavily has no further pages, so there is no cursor', {
        provider: definition.name,
        operation: 'searchDocuments',
        hint: `Ask for up to ${own.maxPageSize} documents with limit instead.`,
      });
    }
    const { options, unsupported } = toSearchRequest(query, limit);
    const { result, response } = await search<DocumentOptions>(options, callOptions).withResponse();
    const kind = options.topic === 'news' ? 'news' : 'web';
    const { documents, skipped } = toSourceDocuments(result.results, result.skipped, kind, response);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents: documents.slice(0, limit),
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
    tools: tavilyTools({ search, extract, map, crawl } as Pick<TavilyProvider, 'search' | 'extract' | 'map' | 'crawl'>),
    search: search as TavilyProvider['search'],
    extract: extract as TavilyProvider['extract'],
    crawl: crawl as TavilyProvider['crawl'],
    map,
    startResearch,
    getResearch,
    research: (research, options = {}) =>
      waitForResearch(
        async (callOptions) => (await startResearch(research, callOptions)).requestId,
        getResearch,
        clock,
        options,
      ),
    streamResearch,
    getUsage: (options = {}, callOptions) =>
      resultPromise(client.call(usageOperation, options, callOptions), ({ value }) => toAccount(value)),
    searchDocuments,
    configure(patch) {
      client.configure(patch.headers === undefined ? patch : withHeaders(patch));
      clock = patch.clock ?? clock;
    },
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

/** Ready to use: reads `TAVILY_API_KEY` at the first call. */
export const tavily: TavilyProvider = /* @__PURE__ */ createTavily();
