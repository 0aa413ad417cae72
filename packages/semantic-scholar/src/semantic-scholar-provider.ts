import {
  type CallOptions,
  createServiceClient,
  ResponseInvalidError,
  type ResultPromise,
  readOffsetCursor,
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
import { authorMethods, type SemanticScholarAuthors } from './semantic-scholar-authors.ts';
import { fetchBatch } from './semantic-scholar-batch.ts';
import { isUnknownPaper, parseSemanticScholarFailure } from './semantic-scholar-errors.ts';
import { batchSize, citationsWindow, searchWindow, semanticScholarPlans } from './semantic-scholar-limits.ts';
import { fetchListPage, type ListRequest, listOf } from './semantic-scholar-lists.ts';
import { documentFields, toDocuments, toEdge, toPaper, toPaperFilters } from './semantic-scholar-normalize.ts';
import {
  batchOperation,
  type CitationsInput,
  citationsOperationOf,
  type MatchInput,
  matchOperation,
  paperOperation,
  probeOperation,
  type SearchInput,
  searchOperation,
} from './semantic-scholar-operations.ts';
import type { WireEdge, WirePaper } from './semantic-scholar-schemas.ts';
import { type SemanticScholarServices, serviceMethods } from './semantic-scholar-services.ts';
import { semanticScholarTools } from './semantic-scholar-tools.ts';
import {
  type Citation,
  type CitationField,
  type DefaultCitationField,
  type DefaultPaperField,
  defaultCitationFields,
  defaultPaperFields,
  type FieldsOption,
  type ListCitationsOptions,
  type MatchedPaper,
  type MatchTitleOptions,
  type Paper,
  type PaperBatch,
  type PaperField,
  type PaperFilters,
  type Reference,
  type SearchPapersOptions,
  type SemanticScholarList,
} from './semantic-scholar-types.ts';

const version = '0.1.0';

/** See `ServiceSettings`. Works without a key; `SEMANTIC_SCHOLAR_API_KEY` is used when it is set. */
export interface SemanticScholarSettings extends ServiceSettings {}

export interface SemanticScholarProvider
  extends SourceProvider<SemanticScholarSettings>,
    SemanticScholarAuthors,
    SemanticScholarServices {
  /**
   * Searches titles and abstracts. Nothing is sent before the list is read; `timeoutMs` bounds each page and `deadline`
   * all of them.
   *
   * @example
   * for await (const paper of semanticScholar.searchPapers({ query: 'vitamin D sleep', limit: 20 })) {
   *   console.log(paper.title, paper.year);
   * }
   * @throws {HeadwaterError} while reading
   */
  searchPapers<const Field extends PaperField = DefaultPaperField>(
    query: string | SearchPapersOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Paper<Field>>;

  /**
   * Gets one paper. Make ids of other services with `doi()`, `arxiv()`, `corpusId()` and `pmid()`.
   *
   * @throws {NotFoundError} when Semantic Scholar does not know the id
   */
  getPaper<const Field extends PaperField = DefaultPaperField>(
    id: string,
    options?: FieldsOption<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<Paper<Field>>;

  /** Gets any number of papers, 500 per request. An unknown id is `null` in the map. */
  getPapers<const Field extends PaperField = DefaultPaperField>(
    ids: readonly string[],
    options?: FieldsOption<Field>,
    callOptions?: CallOptions,
  ): Promise<PaperBatch<Field>>;

  /** The papers citing this one, newest first. */
  getCitations<const Field extends CitationField = DefaultCitationField>(
    id: string,
    options?: ListCitationsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Citation<Field>>;

  /** The papers this one cites. */
  getReferences<const Field extends CitationField = DefaultCitationField>(
    id: string,
    options?: ListCitationsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Reference<Field>>;

  /** The paper whose title is closest, or `null` when none is close. */
  matchTitle<const Field extends PaperField = DefaultPaperField>(
    title: string,
    options?: MatchTitleOptions<Field>,
    callOptions?: CallOptions,
  ): Promise<MatchedPaper<Field> | null>;
}

const definition: ServiceDefinition = {
  name: 'semantic-scholar',
  version,
  baseUrl: 'https://api.semanticscholar.org',
  key: { variables: ['SEMANTIC_SCHOLAR_API_KEY'], required: false, headers: (key) => ({ 'x-api-key': key }) },
  plans: semanticScholarPlans,
  defaultPlan: (hasKey) => (hasKey ? 'keyed' : 'anonymous'),
  parseFailure: parseSemanticScholarFailure,
  probe: { operation: probeOperation, input: {} },
};

const capabilities: SourceCapabilities = {
  kinds: ['academic'],
  filters: ['since', 'until', 'kinds', 'openAccess'],
  maxPageSize: 100,
  maxResults: searchWindow,
  freeProbe: true,
  keyRequired: false,
  keyVariable: 'SEMANTIC_SCHOLAR_API_KEY',
};

/**
 * Makes a client of the Semantic Scholar Academic Graph API. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createSemanticScholar(settings: SemanticScholarSettings = {}): SemanticScholarProvider {
  const client = createServiceClient(definition, settings);
  let clock = settings.clock ?? systemClock;
  let tools: readonly ToolDefinition[] | undefined;
  const authors = authorMethods(client, () => clock);
  const services = serviceMethods(client);

  const searchRequest = <Field extends PaperField>(
    input: { query: string } & PaperFilters,
    fields: readonly Field[],
  ): ListRequest<Omit<SearchInput, 'offset' | 'limit'>, WirePaper, Paper<Field>> => ({
    operation: searchOperation,
    input: { ...input, fields: [...fields] } as Omit<SearchInput, 'offset' | 'limit'>,
    window: searchWindow,
    map: (wire) => toPaper(wire, fields),
  });

  function searchPapers<const Field extends PaperField = DefaultPaperField>(
    query: string | SearchPapersOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Paper<Field>> {
    const options: SearchPapersOptions<Field> = typeof query === 'string' ? { query } : query;
    const { offset, limit, pageSize, fields = defaultPaperFields as readonly PaperField[], ...input } = options;
    const request = searchRequest(input, fields as readonly Field[]);
    return listOf(client, request, { offset, limit, pageSize }, 100, callOptions);
  }

  function getPaper<const Field extends PaperField = DefaultPaperField>(
    id: string,
    options: FieldsOption<Field> = {},
    callOptions?: CallOptions,
  ): ResultPromise<Paper<Field>> {
    const fields = (options.fields ?? defaultPaperFields) as readonly Field[];
    return resultPromise(client.call(paperOperation, { id, fields: [...fields] }, callOptions), ({ value }) =>
      toPaper(value, fields),
    );
  }

  function getPapers<const Field extends PaperField = DefaultPaperField>(
    ids: readonly string[],
    options: FieldsOption<Field> = {},
    callOptions?: CallOptions,
  ): Promise<PaperBatch<Field>> {
    const fields = (options.fields ?? defaultPaperFields) as readonly Field[];
    const map = (wire: WirePaper) => toPaper(wire, fields);
    const request = { operation: batchOperation, fields, size: batchSize, what: 'papers', map };
    return fetchBatch(client, clock, request, ids, callOptions);
  }

  function edges<Edge>(
    name: keyof typeof citationsOperationOf,
    id: string,
    { offset, limit, pageSize, fields = defaultCitationFields, ...filters }: ListCitationsOptions,
    callOptions: CallOptions | undefined,
  ): SemanticScholarList<Edge> {
    const request: ListRequest<Omit<CitationsInput, 'offset' | 'limit'>, WireEdge, Edge> = {
      operation: citationsOperationOf[name],
      input: { id, fields: [...fields], ...filters },
      window: citationsWindow,
      map: (wire) => toEdge(wire, name, fields) as Edge,
    };
    return listOf(client, request, { offset, limit, pageSize }, 1000, callOptions);
  }

  function getCitations<const Field extends CitationField = DefaultCitationField>(
    id: string,
    options: ListCitationsOptions<Field> = {},
    callOptions?: CallOptions,
  ): SemanticScholarList<Citation<Field>> {
    return edges('citingPaper', id, options, callOptions);
  }

  function getReferences<const Field extends CitationField = DefaultCitationField>(
    id: string,
    options: ListCitationsOptions<Field> = {},
    callOptions?: CallOptions,
  ): SemanticScholarList<Reference<Field>> {
    return edges('citedPaper', id, options, callOptions);
  }

  async function matchTitle<const Field extends PaperField = DefaultPaperField>(
    title: string,
    { fields: wanted, ...filters }: MatchTitleOptions<Field> = {},
    callOptions?: CallOptions,
  ): Promise<MatchedPaper<Field> | null> {
    const fields = (wanted ?? defaultPaperFields) as readonly Field[];
    try {
      const input = { ...filters, title, fields: [...fields] } as MatchInput;
      const { value, skipped } = await client.call(matchOperation, input, callOptions);
      const best = value.data?.[0];
      if (best !== undefined) return { ...toPaper(best, fields), matchScore: best.matchScore ?? null };
      if (skipped.length === 0) return null;
      throw new ResponseInvalidError(`the match has an unexpected shape: ${skipped[0]?.reason}`, {
        provider: definition.name,
        operation: matchOperation.name,
      });
    } catch (error) {
      if (isUnknownPaper(error)) return null;
      throw error;
    }
  }

  async function searchDocuments(query: SourceQuery, callOptions?: CallOptions): Promise<SourcePage> {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, definition.name);
    const unsupported: SourceFilter[] =
      query.openAccess === false ? [...unsupportedFilters, 'openAccess'] : unsupportedFilters;
    const offset = readOffsetCursor(query.cursor, searchWindow, {
      provider: definition.name,
      service: 'Semantic Scholar',
    });
    if (query.kinds !== undefined && !query.kinds.includes('academic')) {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters: unsupported, cache: 'miss' };
    }
    const request = searchRequest({ query: query.text, ...toPaperFilters(query) }, documentFields);
    const page = await fetchListPage(client, request, { offset, limit }, callOptions);
    // Without a response the page was past the end and holds nothing that could have been retrieved.
    const retrievedAt = page.response?.retrievedAt ?? '';
    const { documents, skipped } = toDocuments(page.items, page.skipped, offset, retrievedAt);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters: unsupported,
      cache: page.response?.cache ?? 'miss',
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  return {
    name: definition.name,
    version,
    capabilities,
    get tools() {
      tools ??= semanticScholarTools({ searchPapers, getPaper, getCitations, getReferences, ...authors, ...services });
      return tools;
    },
    ...authors,
    ...services,
    searchPapers,
    getPaper,
    getPapers,
    getCitations,
    getReferences,
    matchTitle,
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

/** Ready to use: reads `SEMANTIC_SCHOLAR_API_KEY` at the first call, and works without it. */
export const semanticScholar: SemanticScholarProvider = /* @__PURE__ */ createSemanticScholar();
