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
  type ToolDefinition,
} from '@headwater/core';
import { type ExaAgentRuns, exaAgentRuns } from './exa-agent-runs.ts';
import type {
  ExaAnswerChunk,
  ExaAnswerOptions,
  ExaAnswerQuery,
  ExaAnswerResponse,
  ExaContext,
  ExaContextOptions,
  ExaFindSimilarOptions,
  ExaSearchChunk,
  ExaSearchStreamOptions,
} from './exa-answer-types.ts';
import { toAnswerResponse } from './exa-answers.ts';
import { exaRequestId, parseExaFailure } from './exa-errors.ts';
import { exaPlans } from './exa-limits.ts';
import { categoryFor, toContentsResponse, toDocuments, toSearchOptions, toSearchResponse } from './exa-normalize.ts';
import {
  answerOperation,
  contentsOperation,
  contextOperation,
  findSimilarOperation,
  probeOperation,
  searchOperation,
} from './exa-operations.ts';
import { answerChunks, answerStreamOperation, searchChunks, searchStreamOperation } from './exa-streams.ts';
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

  /**
   * Answers a question from the web, with the pages the answer rests on. A model of Exa writes the answer: what is to be
   * quoted stands in the citations.
   *
   * @example
   * const { answer, citations } = await exa.answer({ query: 'What lowers blood pressure?', text: true });
   * @throws {HeadwaterError}
   */
  answer(query: string, callOptions?: CallOptions): ResultPromise<ExaAnswerResponse<{ query: string }>>;
  answer<const Options extends ExaAnswerOptions>(
    options: ExaAnswerQuery<Options>,
    callOptions?: CallOptions,
  ): ResultPromise<ExaAnswerResponse<Options>>;

  /**
   * As `answer`, in pieces as they are written. Nothing is sent before the first is asked for; leaving the loop ends the
   * request. An answer that is cut off fails instead of passing for a short one.
   *
   * @example
   * for await (const { content = '' } of exa.answerStream('What lowers blood pressure?')) process.stdout.write(content);
   */
  answerStream(query: string, callOptions?: CallOptions): EventStream<ExaAnswerChunk<{ query: string }>>;
  answerStream<const Options extends ExaAnswerOptions>(
    options: ExaAnswerQuery<Options>,
    callOptions?: CallOptions,
  ): EventStream<ExaAnswerChunk<Options>>;

  /** As `search` with an `outputSchema`, in pieces: the text as it is written, the results, what the text rests on. */
  // biome-ignore lint/complexity/noBannedTypes: as above
  searchStream<const Contents extends ExaContentsOptions = {}>(
    options: ExaSearchStreamOptions<Contents>,
    callOptions?: CallOptions,
  ): EventStream<ExaSearchChunk<Contents>>;

  /** Code and documentation from the web on a programming question, as one Markdown text for a model. */
  getContext(query: string | ExaContextOptions, callOptions?: CallOptions): ResultPromise<ExaContext>;

  /**
   * Pages like the one at this address.
   *
   * @deprecated Exa will remove the endpoint and names no replacement. Search for what the page is about instead.
   */
  // biome-ignore lint/complexity/noBannedTypes: as above
  findSimilar<const Contents extends ExaContentsOptions = {}>(
    url: string | ExaFindSimilarOptions<Contents>,
    callOptions?: CallOptions,
  ): ResultPromise<ExaSearchResponse<Contents>>;

  /** Research that Exa carries out by itself, in minutes. */
  readonly agentRuns: ExaAgentRuns;
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
  let clock = settings.clock ?? systemClock;
  let tools: readonly ToolDefinition[] | undefined;

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

  function answer(query: string | ExaAnswerOptions, callOptions?: CallOptions): ResultPromise<ExaAnswerResponse<any>> {
    const options = typeof query === 'string' ? { query } : query;
    return resultPromise(client.call(answerOperation, options, callOptions), (result) =>
      toAnswerResponse(result, options),
    );
  }

  function answerStream(query: string | ExaAnswerOptions, callOptions?: CallOptions): EventStream<ExaAnswerChunk<any>> {
    const options = typeof query === 'string' ? { query } : query;
    return answerChunks(client.stream(answerStreamOperation, options, callOptions), options);
  }

  // biome-ignore lint/complexity/noBannedTypes: as above
  function searchStream<const Contents extends ExaContentsOptions = {}>(
    options: ExaSearchStreamOptions<Contents>,
    callOptions?: CallOptions,
  ): EventStream<ExaSearchChunk<Contents>> {
    if (options.outputSchema === undefined) {
      throw new InvalidRequestError('Exa streams a search only with an outputSchema', {
        provider: definition.name,
        operation: searchStreamOperation.name,
        hint: "Nothing was sent. Give outputSchema: { type: 'text' }, or use search().",
      });
    }
    const contents = options.contents ?? ({} as Contents);
    return searchChunks(client.stream(searchStreamOperation, options, callOptions), contents);
  }

  function getContext(query: string | ExaContextOptions, callOptions?: CallOptions): ResultPromise<ExaContext> {
    const options = typeof query === 'string' ? { query } : query;
    return resultPromise(client.call(contextOperation, options, callOptions), ({ value }) => value);
  }

  // biome-ignore lint/complexity/noBannedTypes: as above
  function findSimilar<const Contents extends ExaContentsOptions = {}>(
    url: string | ExaFindSimilarOptions<Contents>,
    callOptions?: CallOptions,
  ): ResultPromise<ExaSearchResponse<Contents>> {
    const options = typeof url === 'string' ? { url } : { ...url };
    const contents = (options as ExaFindSimilarOptions<Contents>).contents ?? ({} as Contents);
    return resultPromise(client.call(findSimilarOperation, options, callOptions), (result) =>
      toSearchResponse(result, contents),
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
    get tools() {
      tools ??= exaTools({ search, getContents, answer, getContext });
      return tools;
    },
    search,
    getContents,
    answer,
    answerStream,
    searchStream,
    getContext,
    findSimilar,
    agentRuns: exaAgentRuns(client, () => clock),
    searchDocuments,
    configure(patch) {
      client.configure(patch);
      if ('clock' in patch) clock = patch.clock ?? systemClock;
    },
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
