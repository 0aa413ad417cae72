import {
  type CallOptions,
  createServiceClient,
  type ResultPromise,
  readCountedCursor,
  readSourceQuery,
  resultPromise,
  type ServiceDefinition,
  type ServiceSettings,
  type SourceCapabilities,
  type SourcePage,
  type SourceProvider,
  type SourceQuery,
  sourceOutcome,
  systemClock,
} from '@headwater/core';
import { openalexQuota } from './openalex-budget.ts';
import { createCollection, type OpenAlexCollection } from './openalex-collections.ts';
import { entityNames, type OpenAlexEntityName } from './openalex-entities.ts';
import { parseOpenAlexFailure } from './openalex-errors.ts';
import { pathId } from './openalex-ids.ts';
import { largestPage, openalexPlans, prices } from './openalex-limits.ts';
import { narrowingInput } from './openalex-lists.ts';
import { choose, documentFields, plainSearch, toDocuments, toFilter } from './openalex-normalize.ts';
import {
  autocompleteOperation,
  operationsOf,
  pdfOperation,
  probeOperation,
  rateLimitOperation,
} from './openalex-operations.ts';
import { openalexTools } from './openalex-tools.ts';
import type {
  OpenAlexAutocompleteEntity,
  OpenAlexNarrowing,
  OpenAlexRateLimit,
  OpenAlexSuggestion,
} from './openalex-types.ts';

const version = '0.1.0';

/** See `ServiceSettings`. Works without a key; `OPENALEX_API_KEY` is used when it is set. */
export interface OpenAlexSettings extends ServiceSettings {
  /** Where stored PDFs are. @default 'https://content.openalex.org' */
  contentBaseUrl?: string | undefined;
}

export type OpenAlexCollections = { readonly [Name in OpenAlexEntityName]: OpenAlexCollection<Name> };

export interface OpenAlexProvider extends SourceProvider<OpenAlexSettings>, OpenAlexCollections {
  /**
   * Completes what a person types, among all entities or those of one kind. At most ten suggestions.
   *
   * @throws {HeadwaterError}
   */
  autocomplete(
    text: string,
    options?: { entity?: OpenAlexAutocompleteEntity | undefined } & Pick<OpenAlexNarrowing, 'filter' | 'search'>,
    callOptions?: CallOptions,
  ): ResultPromise<OpenAlexSuggestion[]>;

  /**
   * The day's budget, what of it is used, and what each kind of request costs. Free.
   *
   * @throws {HeadwaterError}
   */
  getRateLimit(callOptions?: CallOptions): ResultPromise<OpenAlexRateLimit>;

  /**
   * The stored PDF of a work whose `has_content.pdf` is true. Costs $0.01. Papers larger than 10 MiB need
   * `resilience.maxResponseBytes`.
   *
   * @throws {NotFoundError} when OpenAlex has none
   */
  getPdf(workId: string, callOptions?: CallOptions): ResultPromise<Uint8Array>;
}

const definition: ServiceDefinition = {
  name: 'openalex',
  version,
  baseUrl: 'https://api.openalex.org',
  key: {
    variables: ['OPENALEX_API_KEY'],
    required: false,
    // In the address the key would stand in every log on the way.
    headers: (key) => ({ authorization: `Bearer ${key}` }),
  },
  plans: openalexPlans,
  defaultPlan: () => 'published',
  parseFailure: parseOpenAlexFailure,
  readQuota: openalexQuota,
  probe: { operation: probeOperation, input: {}, healthyError: (code) => code === 'not-found' },
};

const contentDefinition: ServiceDefinition = { ...definition, baseUrl: 'https://content.openalex.org' };

const capabilities: SourceCapabilities = {
  kinds: ['academic'],
  filters: ['since', 'until', 'kinds', 'languages', 'openAccess'],
  maxPageSize: largestPage,
  freeProbe: true,
  costPerSearchUsd: prices.search,
  keyRequired: false,
  keyVariable: 'OPENALEX_API_KEY',
};

/** The settings of the client that fetches PDFs. */
const contentSettings = ({ contentBaseUrl, ...settings }: OpenAlexSettings): ServiceSettings => ({
  ...settings,
  baseUrl: contentBaseUrl,
});

/**
 * Makes a client of the OpenAlex API. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createOpenAlex(settings: OpenAlexSettings = {}): OpenAlexProvider {
  let current = settings;
  const client = createServiceClient(definition, settings);
  const contentClient = createServiceClient(contentDefinition, contentSettings(settings));
  const clock = () => current.clock ?? systemClock;
  const collections = Object.fromEntries(
    entityNames.map((name) => [name, createCollection(client, clock, name)]),
  ) as unknown as OpenAlexCollections;

  function autocomplete(
    text: string,
    { entity, filter, search }: Parameters<OpenAlexProvider['autocomplete']>[1] = {},
    callOptions?: CallOptions,
  ): ResultPromise<OpenAlexSuggestion[]> {
    const input = { q: text, ...(entity === undefined ? {} : { entity }), ...narrowingInput({ filter, search }) };
    return resultPromise(client.call(autocompleteOperation, input, callOptions), ({ value }) => value.results);
  }

  const getRateLimit = (callOptions?: CallOptions): ResultPromise<OpenAlexRateLimit> =>
    resultPromise(client.call(rateLimitOperation, {}, callOptions), ({ value }) => value.rate_limit);

  const getPdf = (workId: string, callOptions?: CallOptions): ResultPromise<Uint8Array> =>
    resultPromise(contentClient.call(pdfOperation, { id: pathId(workId) }, callOptions), ({ value }) => value);

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, definition.name);
    const place = { provider: definition.name, service: 'OpenAlex' };
    const { offset, cursor = '*' } = readCountedCursor(query.cursor, place);
    const search = plainSearch(query.text);
    if (search === '' || (query.kinds !== undefined && !query.kinds.includes('academic'))) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
    }
    const input = {
      search,
      ...narrowingInput({ filter: toFilter(query) }),
      select: ['id', ...documentFields],
      per_page: limit,
      cursor,
    };
    const { value, skipped: malformed, response } = await client.call(operationsOf('works').list, input, callOptions);
    const works = value.results.map((wire) => choose('works', wire, documentFields) as never);
    const { documents, skipped } = toDocuments(works, malformed, offset, response.retrievedAt);
    const seen = offset + works.length + malformed.length;
    const next = value.meta.next_cursor;
    const isOver = next == null || seen === offset || seen >= (value.meta.count ?? Number.POSITIVE_INFINITY);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters,
      cache: response.cache,
      ...(isOver ? {} : { nextCursor: `${seen}:${next}` }),
      ...(response.costUsd === undefined ? {} : { costUsd: response.costUsd }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities,
    ...collections,
    tools: openalexTools(collections),
    autocomplete,
    getRateLimit,
    getPdf,
    searchDocuments,
    configure(patch) {
      const patched = { ...current, ...patch };
      const { contentBaseUrl: _, ...forBoth } = patch;
      client.configure(forBoth);
      contentClient.configure(contentSettings(patched));
      current = patched;
    },
    healthCheck: client.healthCheck,
    inspect: client.inspect,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };

  async function dispose(): Promise<void> {
    await Promise.all([client.dispose(), contentClient.dispose()]);
  }
}

/** Ready to use: reads `OPENALEX_API_KEY` at the first call, and works without it. */
export const openalex: OpenAlexProvider = /* @__PURE__ */ createOpenAlex();
