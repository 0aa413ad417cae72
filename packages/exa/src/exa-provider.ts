import {
  type CallOptions,
  createServiceClient,
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
} from '@headwater/core';
import { exaRequestId, parseExaFailure } from './exa-errors.ts';
import { exaPlans } from './exa-limits.ts';
import { categoryFor, toContentsResponse, toDocuments, toSearchOptions, toSearchResponse } from './exa-normalize.ts';
import { contentsOperation, probeOperation, searchOperation } from './exa-operations.ts';
import { exaTools } from './exa-tools.ts';
import type { ExaContentsOptions, ExaContentsResponse, ExaSearchOptions, ExaSearchResponse } from './exa-types.ts';

const version = '0.1.0';

/** See `ServiceSettings`. The key comes from `EXA_API_KEY` unless it is given here. */
export interface ExaSettings extends ServiceSettings {}

export interface ExaProvider extends SourceProvider<ExaSettings> {
  /**
   * Searches the web. What each result holds depends on `contents`; without it, metadata only.
   *
   * @example
   * const { results } = await exa.search({ query: 'vitamin D and sleep', contents: { text: true } });
   * console.log(results[0]?.text);
   * @throws {HeadwaterError}
   */
  // biome-ignore lint/complexity/noBannedTypes: no contents asked for is exactly the empty object type
  search<const Contents extends ExaContentsOptions = {}>(
    query: string | ExaSearchOptions<Contents>,
    callOptions?: CallOptions,
  ): ResultPromise<ExaSearchResponse<Contents>>;

  /**
   * Gets pages whose addresses are known, up to 100 at once. A page that cannot be had is no error: it is in `failed`.
   *
   * @param contents What to return of each page. @default { text: true }
   * @throws {HeadwaterError}
   */
  getContents<const Contents extends ExaContentsOptions = { text: true }>(
    urls: string | readonly string[],
    contents?: Contents,
    callOptions?: CallOptions,
  ): ResultPromise<ExaContentsResponse<Contents>>;
}

const definition: ServiceDefinition = {
  name: 'exa',
  version,
  baseUrl: 'https://api.exa.ai',
  key: { variables: ['EXA_API_KEY'], required: true, headers: (key) => ({ 'x-api-key': key }) },
  plans: exaPlans,
  defaultPlan: () => 'published',
  parseFailure: parseExaFailure,
  requestIdHeader: 'x-request-id',
  requestId: exaRequestId,
  probe: { operation: probeOperation, input: {}, healthyError: (_code, status) => status === 400 },
};

const capabilities: SourceCapabilities = {
  kinds: ['web', 'academic', 'news'],
  filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds'],
  maxPageSize: 100,
  maxResults: 100,
  freeProbe: true,
  costPerSearchUsd: 0.017,
  keyRequired: true,
  keyVariable: 'EXA_API_KEY',
};

/**
 * Makes a client of the Exa web search API. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createExa(settings: ExaSettings = {}): ExaProvider {
  const client = createServiceClient(definition, settings);

  // biome-ignore lint/complexity/noBannedTypes: as above
  function search<const Contents extends ExaContentsOptions = {}>(
    query: string | ExaSearchOptions<Contents>,
    callOptions?: CallOptions,
  ): ResultPromise<ExaSearchResponse<Contents>> {
    const options = typeof query === 'string' ? { query } : { ...query };
    const contents = (options as ExaSearchOptions<Contents>).contents ?? ({} as Contents);
    return resultPromise(client.call(searchOperation, options, callOptions), (result) =>
      toSearchResponse(result, contents),
    );
  }

  function getContents<const Contents extends ExaContentsOptions = { text: true }>(
    urls: string | readonly string[],
    contents?: Contents,
    callOptions?: CallOptions,
  ): ResultPromise<ExaContentsResponse<Contents>> {
    const input = { urls: typeof urls === 'string' ? [urls] : urls, contents: contents ?? { text: true } };
    return resultPromise(client.call(contentsOperation, input, callOptions), (result) =>
      toContentsResponse(result, input.urls, input.contents as Contents),
    );
  }

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, definition.name);
    if (query.cursor !== undefined) {
      throw new InvalidRequestError('Exa has no further pages, so there is no cursor', {
        provider: definition.name,
        operation: 'searchDocuments',
        hint: `Ask for up to ${capabilities.maxPageSize} documents with limit instead.`,
      });
    }
    const options = toSearchOptions(query, limit);
    const { result, response } = await search(options, callOptions).withResponse();
    const { documents, skipped } = toDocuments(result.results, result.skipped, options.category, response);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters: [...unsupportedFilters, ...unsupportedKinds(query)],
      cache: response.cache,
      ...(response.costUsd === undefined ? {} : { costUsd: response.costUsd }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities,
    tools: exaTools({ search, getContents }),
    search,
    getContents,
    searchDocuments,
    configure: client.configure,
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

/** Kinds are one category or nothing for Exa; other combinations stay the caller's business. */
function unsupportedKinds({ kinds }: SourceQuery): SourceFilter[] {
  return categoryFor(kinds) === 'unsupported' ? ['kinds'] : [];
}

/** Ready to use: reads `EXA_API_KEY` at the first call. */
export const exa: ExaProvider = /* @__PURE__ */ createExa();
