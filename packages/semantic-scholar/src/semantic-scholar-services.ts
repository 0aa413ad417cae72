import {
  type CallOptions,
  type CallResult,
  InvalidRequestError,
  pagedList,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import { toPaper } from './semantic-scholar-normalize.ts';
import type { WirePaper } from './semantic-scholar-schemas.ts';
import {
  bulkOperation,
  completeOperation,
  datasetOperation,
  diffsOperation,
  forListsOperation,
  forPaperOperation,
  releaseOperation,
  releasesOperation,
  snippetOperation,
} from './semantic-scholar-service-operations.ts';
import type {
  BulkSearchOptions,
  Dataset,
  DatasetDiffs,
  DatasetRelease,
  RecommendedPapers,
  RecommendForPaperOptions,
  RecommendPapersOptions,
  SearchSnippetsOptions,
  SnippetSearch,
  TitleSuggestions,
} from './semantic-scholar-service-types.ts';
import {
  type BasePaperField,
  type DefaultPaperField,
  defaultPaperFields,
  type Paper,
  type SemanticScholarList,
  type SemanticScholarPage,
} from './semantic-scholar-types.ts';

export interface SemanticScholarServices {
  /**
   * Searches with operators and without a ranking, up to 10 million papers, 1000 a page. For whole bodies of literature;
   * `searchPapers` for the best matches.
   */
  searchPapersBulk<const Field extends BasePaperField = DefaultPaperField>(
    query: string | BulkSearchOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Paper<Field>>;

  /** Titles that fit what was typed so far, of which the first 100 characters count. */
  completeTitle(query: string, callOptions?: CallOptions): ResultPromise<TitleSuggestions>;

  /** Papers like this one. */
  recommendForPaper<const Field extends BasePaperField = DefaultPaperField>(
    id: string,
    options?: RecommendForPaperOptions<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<RecommendedPapers<Field>>;

  /** Papers like some and unlike others. */
  recommendPapers<const Field extends BasePaperField = DefaultPaperField>(
    options: RecommendPapersOptions<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<RecommendedPapers<Field>>;

  /** Passages of papers, from full texts where Semantic Scholar has them. */
  searchSnippets(query: string | SearchSnippetsOptions, callOptions?: CallOptions): ResultPromise<SnippetSearch>;

  readonly datasets: SemanticScholarDatasets;
}

/** The whole graph as files, for those who search it themselves: https://api.semanticscholar.org/api-docs/datasets */
export interface SemanticScholarDatasets {
  /** Days of release, oldest first. */
  listReleases(callOptions?: CallOptions): ResultPromise<string[]>;
  /** @param release `YYYY-MM-DD`. @default 'latest' */
  getRelease(release?: string, callOptions?: CallOptions): ResultPromise<DatasetRelease>;
  /** Where the files of one data set are. Needs a key. */
  getDataset(name: string, release?: string, callOptions?: CallOptions): ResultPromise<Dataset>;
  /** What changed between two releases. Needs a key. */
  getDiffs(name: string, from: string, to?: string, callOptions?: CallOptions): ResultPromise<DatasetDiffs>;
}

export function serviceMethods(client: ServiceClient): SemanticScholarServices {
  const fieldsOf = <Field extends BasePaperField>(fields: readonly Field[] | undefined): readonly Field[] =>
    (fields ?? defaultPaperFields) as readonly Field[];
  const recommended =
    <Field extends BasePaperField>(fields: readonly Field[]) =>
    ({ value, skipped }: CallResult<{ recommendedPapers: WirePaper[] }>): RecommendedPapers<Field> => ({
      papers: value.recommendedPapers.map((wire) => toPaper(wire, fields)),
      skipped,
    });

  return {
    searchPapersBulk<const Field extends BasePaperField = DefaultPaperField>(
      query: string | BulkSearchOptions<Field>,
      callOptions?: CallOptions,
    ) {
      const { limit, fields, ...input }: BulkSearchOptions<Field> = typeof query === 'string' ? { query } : query;
      return bulkList(client, input, fieldsOf(fields), limit, callOptions);
    },

    completeTitle: (query, callOptions) =>
      resultPromise(client.call(completeOperation, { query }, callOptions), ({ value, skipped }) => ({
        matches: value.matches,
        skipped,
      })),

    recommendForPaper<const Field extends BasePaperField = DefaultPaperField>(
      id: string,
      { fields, ...options }: RecommendForPaperOptions<Field> = {},
      callOptions?: CallOptions,
    ) {
      const wanted = fieldsOf(fields);
      const input = { ...options, id, fields: [...wanted] };
      return resultPromise(client.call(forPaperOperation, input, callOptions), recommended(wanted));
    },

    recommendPapers<const Field extends BasePaperField = DefaultPaperField>(
      { fields, ...options }: RecommendPapersOptions<Field>,
      callOptions?: CallOptions,
    ) {
      const wanted = fieldsOf(fields);
      const input = { ...options, fields: [...wanted] } as unknown as Parameters<typeof forListsOperation.request>[0];
      return resultPromise(client.call(forListsOperation, input, callOptions), recommended(wanted));
    },

    searchSnippets(query, callOptions) {
      const input = (typeof query === 'string' ? { query } : query) as Parameters<typeof snippetOperation.request>[0];
      return resultPromise(client.call(snippetOperation, input, callOptions), ({ value, skipped }) => ({
        snippets: value.data,
        retrievalVersion: value.retrievalVersion ?? null,
        skipped,
      }));
    },

    datasets: {
      listReleases: (callOptions) =>
        resultPromise(client.call(releasesOperation, {}, callOptions), ({ value }) => value),
      getRelease: (release = 'latest', callOptions) =>
        resultPromise(client.call(releaseOperation, { release }, callOptions), ({ value, skipped }) => ({
          ...value,
          skipped,
        })),
      getDataset: (name, release = 'latest', callOptions) =>
        resultPromise(client.call(datasetOperation, { release, name }, callOptions), ({ value }) => value),
      getDiffs: (name, from, to = 'latest', callOptions) =>
        resultPromise(client.call(diffsOperation, { from, to, name }, callOptions), ({ value }) => value),
    },
  };
}

/**
 * Pages by token. Under load the service has been seen to end a search early with a success, so the end is compared with
 * the total it promised.
 */
function bulkList<Field extends BasePaperField>(
  client: ServiceClient,
  input: Omit<BulkSearchOptions<Field>, 'limit' | 'fields'>,
  fields: readonly Field[],
  limit: number | undefined,
  callOptions: CallOptions | undefined,
): SemanticScholarList<Paper<Field>> {
  const place = { provider: 'semantic-scholar', operation: bulkOperation.name };
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new InvalidRequestError('limit must be a whole number of 1 or more', { ...place, hint: 'Nothing was sent.' });
  }
  /** Malformed papers before the page of a token: they were delivered too. */
  const skippedBefore = new Map<string | undefined, number>();

  async function fetchPage(token: string | undefined, itemsBefore: number): Promise<SemanticScholarPage<Paper<Field>>> {
    const request = { ...input, fields: [...fields], token } as Parameters<typeof bulkOperation.request>[0];
    const { value, skipped, response } = await client.call(bulkOperation, request, callOptions);
    const items = (value.data ?? []).map((wire) => toPaper(wire, fields));
    const skippedSoFar = (skippedBefore.get(token) ?? 0) + skipped.length;
    const delivered = itemsBefore + items.length + skippedSoFar;
    const { total } = value;
    const next = value.token === '' ? undefined : (value.token ?? undefined);
    if (next !== undefined) skippedBefore.set(next, skippedSoFar);
    const isShort = next === undefined && total != null && delivered < total;
    return {
      items,
      skipped,
      response,
      ...(total == null ? {} : { total }),
      ...(next === undefined ? {} : { nextCursor: next }),
      ...(isShort ? { truncated: `the service ended the search after ${delivered} of about ${total} results` } : {}),
    };
  }
  return pagedList(fetchPage, { ...place, signal: callOptions?.signal, maxItems: limit });
}
