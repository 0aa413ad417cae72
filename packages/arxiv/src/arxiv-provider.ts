import {
  type CallOptions,
  type CallResult,
  createServiceClient,
  NotFoundError,
  type Operation,
  ResponseInvalidError,
  readOffsetCursor,
  readSourceQuery,
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
import { parseArxivFailure } from './arxiv-errors.ts';
import { loadParser } from './arxiv-feed.ts';
import { arxivPlans, type BackOff, createBackOff, searchWindow } from './arxiv-limits.ts';
import { type CallFeed, fetchPage, searchList } from './arxiv-lists.ts';
import { fetchPapers } from './arxiv-lookup.ts';
import { toArxivQuery, toDocuments } from './arxiv-normalize.ts';
import { probeOperation, type QueryInput } from './arxiv-operations.ts';
import type { ArxivQuery } from './arxiv-query.ts';
import { arxivTools } from './arxiv-tools.ts';
import type { ArxivBatch, ArxivFeed, ArxivList, ArxivPaper, ArxivSearchOptions } from './arxiv-types.ts';

const version = '0.1.0';

/** See `ServiceSettings`. arXiv knows no keys: `apiKey` is not sent. */
export interface ArxivSettings extends ServiceSettings {
  /**
   * Your application and how to reach you, added to the `User-Agent`: arXiv slows down clients that do not say who they are.
   * For example `my-agent/1.0 (mailto:me@example.org)`.
   */
  userAgent?: string | undefined;
}

export interface ArxivProvider extends SourceProvider<ArxivSettings> {
  /**
   * Searches papers. A plain text means that all its words occur; the functions `inTitle`, `byAuthor`, `allOf`,
   * `submitted`, … make anything else. Nothing is sent before the list is read; `timeoutMs` bounds each page and `deadline`
   * all of them.
   *
   * @example
   * for await (const paper of arxiv.search({ query: allOf(inTitle('retrieval'), inCategory('cs.IR')), limit: 20 })) {
   *   console.log(paper.id, paper.title);
   * }
   * @see https://info.arxiv.org/help/api/user-manual.html
   * @throws {InvalidRequestError} at once, for what cannot be right; any `HeadwaterError` while reading
   */
  search(query: string | ArxivQuery | ArxivSearchOptions, callOptions?: CallOptions): ArxivList;

  /**
   * Gets one paper, in the version that the id names or else the newest.
   *
   * @throws {NotFoundError} when arXiv does not have it
   */
  getPaper(id: string, callOptions?: CallOptions): Promise<ArxivPaper>;

  /** Gets any number of papers, 100 per request. An unknown id is `null` in the map. */
  getPapers(ids: readonly string[], callOptions?: CallOptions): Promise<ArxivBatch>;
}

const base: Omit<ServiceDefinition, 'parseFailure'> = {
  name: 'arxiv',
  version,
  baseUrl: 'https://export.arxiv.org',
  plans: arxivPlans,
  defaultPlan: () => 'published',
  probe: { operation: probeOperation, input: {} },
  // Long enough for two of the waits that arXiv's refusals call for.
  timeoutMs: 120_000,
};

const capabilities: SourceCapabilities = {
  kinds: ['academic'],
  filters: ['since', 'until', 'kinds', 'openAccess'],
  maxPageSize: 100,
  maxResults: searchWindow,
  freeProbe: true,
  keyRequired: false,
};

/** The package and, where it is given, the application that uses it. */
function withUserAgent(settings: ArxivSettings): ServiceSettings {
  const { userAgent, ...shared } = settings;
  const own = `headwater-arxiv/${version} (+https://github.com/headwater-dev/headwater)`;
  const name = userAgent === undefined ? own : `${userAgent} ${own}`;
  return { ...shared, headers: { 'user-agent': name, ...shared.headers } };
}

/**
 * Makes a client of the arXiv API. Nothing is sent before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createArxiv(settings: ArxivSettings = {}): ArxivProvider {
  const backOff: BackOff = createBackOff();
  let current = settings;
  const definition: ServiceDefinition = { ...base, parseFailure: (answer) => parseArxivFailure(answer, backOff) };
  const client = createServiceClient(definition, withUserAgent(settings));

  const call: CallFeed = async (
    operation: Operation<QueryInput, ArxivFeed>,
    input: QueryInput,
    options: CallOptions | undefined,
  ): Promise<CallResult<ArxivFeed>> => {
    await loadParser();
    const result = await client.call(operation, input, options);
    if (result.response.cache === 'miss') backOff.answered();
    return result;
  };

  function search(query: string | ArxivQuery | ArxivSearchOptions, callOptions?: CallOptions): ArxivList {
    const options: ArxivSearchOptions = typeof query === 'string' || 'expression' in query ? { query } : query;
    return searchList(call, options, callOptions);
  }

  const getPapers = (ids: readonly string[], callOptions?: CallOptions): Promise<ArxivBatch> =>
    fetchPapers(call, current.clock ?? systemClock, ids, callOptions);

  async function getPaper(id: string, callOptions?: CallOptions): Promise<ArxivPaper> {
    const papers = await getPapers([id], callOptions);
    const paper = papers.get(id);
    if (paper != null) return paper;
    const place = { provider: base.name, operation: 'getPaper' };
    const [malformed] = papers.skipped;
    // An entry without title or date is how arXiv can say that it does not know an id.
    if (malformed === undefined || /^(?:title|published): missing/.test(malformed.reason)) {
      throw new NotFoundError(`arXiv has no paper ${id}`, { ...place, hint: 'Check the id and its version.' });
    }
    throw new ResponseInvalidError(`the paper has an unexpected shape: ${malformed.reason}`, place);
  }

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, base.name);
    // All of arXiv is open access, so that `true` holds by itself and `false` cannot be had.
    const unsupported: SourceFilter[] =
      query.openAccess === false ? [...unsupportedFilters, 'openAccess'] : unsupportedFilters;
    const start = readOffsetCursor(query.cursor, searchWindow, { provider: base.name, service: 'arXiv' });
    if (query.kinds !== undefined && !query.kinds.includes('academic')) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters: unsupported, cache: 'miss' };
    }
    const page = await fetchPage(
      call,
      { search_query: toArxivQuery(query).expression },
      { start, size: limit },
      callOptions,
    );
    const { documents, skipped } = toDocuments(page);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters: unsupported,
      cache: page.response.cache,
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  return {
    name: base.name,
    version,
    capabilities,
    tools: arxivTools({ search, getPapers }),
    search,
    getPaper,
    getPapers,
    searchDocuments,
    configure(patch) {
      current = { ...current, ...patch };
      client.configure(withUserAgent(current));
    },
    async healthCheck(options) {
      if (options?.mode === 'active') await loadParser();
      return client.healthCheck(options);
    },
    inspect: client.inspect,
    dispose: client.dispose,
    [Symbol.asyncDispose]: client.dispose,
  };
}

/** Ready to use: arXiv needs no key. */
export const arxiv: ArxivProvider = /* @__PURE__ */ createArxiv();
