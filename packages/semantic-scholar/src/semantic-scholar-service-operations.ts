import { defineOperation, type Operation } from '@headwater/core';
import type { Infer, Schema } from '@headwater/core/schema';
import { nullable } from '@headwater/core/schema';
import { pathSegment } from './paper-ids.ts';
import { cacheTtlMs, read, sentFields, sentFilters, type WireList } from './semantic-scholar-operations.ts';
import { listOutput, type WirePaper, wirePaper } from './semantic-scholar-schemas.ts';
import {
  authorBatchInput,
  authorBatchOutput,
  authorInput,
  authorPapersInput,
  authorSearchInput,
  type BulkList,
  bulkInput,
  bulkOutput,
  completeInput,
  datasetInput,
  datasetOutput,
  diffsInput,
  diffsOutput,
  forListsInput,
  forPaperInput,
  paperAuthorsInput,
  recommendedOutput,
  releaseInput,
  releaseOutput,
  releasesOutput,
  snippetInput,
  snippetsOutput,
  suggestionsOutput,
  type WireAuthor,
  wireAuthor,
  wireDatasetSummary,
  wirePaperAuthor,
  wireSnippet,
  wireSuggestion,
} from './semantic-scholar-service-schemas.ts';
import type { Dataset, DatasetDiffs, DatasetRelease } from './semantic-scholar-service-types.ts';

const cached = { ...read, cacheTtlMs };

/** `GET /paper/search/bulk` of https://api.semanticscholar.org/api-docs/graph. `query` is sent even when it is empty. */
export const bulkOperation: Operation<Infer<typeof bulkInput>, BulkList> = defineOperation({
  ...cached,
  name: 'searchPapersBulk',
  // A thousand papers with abstracts.
  attemptTimeoutMs: 30_000,
  path: '/graph/v1/paper/search/bulk',
  input: bulkInput,
  request: ({ query = '', fields, ...options }: Infer<typeof bulkInput>) => ({
    query: { query: query.trim(), fields: sentFields(fields), ...sentFilters(options) },
  }),
  output: bulkOutput,
  items: { at: 'data', schema: wirePaper },
});

/** The service reads the first 100 characters. */
export const completeOperation: Operation<
  Infer<typeof completeInput>,
  Infer<typeof suggestionsOutput>
> = defineOperation({
  ...cached,
  name: 'completeTitle',
  path: '/graph/v1/paper/autocomplete',
  input: completeInput,
  request: ({ query }: Infer<typeof completeInput>) => ({ query: { query: query.slice(0, 100) } }),
  output: suggestionsOutput,
  items: { at: 'matches', schema: wireSuggestion },
});

export const authorOperation: Operation<Infer<typeof authorInput>, WireAuthor> = defineOperation({
  ...cached,
  name: 'getAuthor',
  path: '/graph/v1/author/{id}',
  input: authorInput,
  request: ({ id, fields }: Infer<typeof authorInput>) => ({ path: `/graph/v1/author/${id}`, query: { fields } }),
  output: wireAuthor as Schema<WireAuthor>,
});

export const authorBatchOperation: Operation<Infer<typeof authorBatchInput>, (WireAuthor | null)[]> = defineOperation({
  ...cached,
  name: 'getAuthors',
  method: 'POST',
  path: '/graph/v1/author/batch',
  input: authorBatchInput,
  request: ({ ids, fields }: Infer<typeof authorBatchInput>) => ({ query: { fields }, body: { ids } }),
  output: authorBatchOutput,
  items: { at: '', schema: nullable(wireAuthor), malformed: 'null' },
});

export const authorSearchOperation: Operation<Infer<typeof authorSearchInput>, WireList<WireAuthor>> = defineOperation({
  ...cached,
  name: 'searchAuthors',
  path: '/graph/v1/author/search',
  input: authorSearchInput,
  request: (input: Infer<typeof authorSearchInput>) => ({ query: { ...input } }),
  output: listOutput<WireAuthor>(),
  items: { at: 'data', schema: wireAuthor },
});

export const paperAuthorsOperation: Operation<Infer<typeof paperAuthorsInput>, WireList<WireAuthor>> = defineOperation({
  ...cached,
  name: 'getPaperAuthors',
  path: '/graph/v1/paper/{id}/authors',
  input: paperAuthorsInput,
  request: ({ id, ...query }: Infer<typeof paperAuthorsInput>) => ({
    path: `/graph/v1/paper/${pathSegment(id)}/authors`,
    query,
  }),
  output: listOutput<WireAuthor>(),
  items: { at: 'data', schema: wirePaperAuthor },
});

export const authorPapersOperation: Operation<Infer<typeof authorPapersInput>, WireList<WirePaper>> = defineOperation({
  ...cached,
  name: 'getAuthorPapers',
  path: '/graph/v1/author/{id}/papers',
  input: authorPapersInput,
  request: ({ id, fields, ...query }: Infer<typeof authorPapersInput>) => ({
    path: `/graph/v1/author/${id}/papers`,
    query: { fields: sentFields(fields), ...query },
  }),
  output: listOutput<WirePaper>(),
  items: { at: 'data', schema: wirePaper },
});

type Recommended = Infer<typeof recommendedOutput>;
const recommending = {
  ...cached,
  output: recommendedOutput,
  items: { at: 'recommendedPapers', schema: wirePaper },
} as const;

/** https://api.semanticscholar.org/api-docs/recommendations */
export const forPaperOperation: Operation<Infer<typeof forPaperInput>, Recommended> = defineOperation({
  ...recommending,
  name: 'recommendForPaper',
  path: '/recommendations/v1/papers/forpaper/{id}',
  input: forPaperInput,
  request: ({ id, fields, ...query }: Infer<typeof forPaperInput>) => ({
    path: `/recommendations/v1/papers/forpaper/${pathSegment(id)}`,
    query: { fields: sentFields(fields), ...query },
  }),
});

export const forListsOperation: Operation<Infer<typeof forListsInput>, Recommended> = defineOperation({
  ...recommending,
  name: 'recommendPapers',
  method: 'POST',
  path: '/recommendations/v1/papers/',
  input: forListsInput,
  request: ({ fields, limit, ...body }: Infer<typeof forListsInput>) => ({
    query: { fields: sentFields(fields), limit },
    body,
  }),
});

export const snippetOperation: Operation<Infer<typeof snippetInput>, Infer<typeof snippetsOutput>> = defineOperation({
  ...cached,
  name: 'searchSnippets',
  path: '/graph/v1/snippet/search',
  input: snippetInput,
  request: (input: Infer<typeof snippetInput>) => ({ query: sentFilters(input) }),
  output: snippetsOutput,
  items: { at: 'data', schema: wireSnippet },
});

/** https://api.semanticscholar.org/api-docs/datasets */
export const releasesOperation: Operation<Record<string, never>, string[]> = defineOperation({
  ...read,
  name: 'datasets.listReleases',
  path: '/datasets/v1/release/',
  request: () => ({}),
  output: releasesOutput,
});

export const releaseOperation: Operation<Infer<typeof releaseInput>, Omit<DatasetRelease, 'skipped'>> = defineOperation(
  {
    ...read,
    name: 'datasets.getRelease',
    path: '/datasets/v1/release/{release}',
    input: releaseInput,
    request: ({ release }: Infer<typeof releaseInput>) => ({ path: `/datasets/v1/release/${release}` }),
    output: releaseOutput,
    items: { at: 'datasets', schema: wireDatasetSummary },
  },
);

/** Signed addresses expire, so these are never cached. */
export const datasetOperation: Operation<Infer<typeof datasetInput>, Dataset> = defineOperation({
  ...read,
  name: 'datasets.getDataset',
  path: '/datasets/v1/release/{release}/dataset/{name}',
  input: datasetInput,
  request: ({ release, name }: Infer<typeof datasetInput>) => ({
    path: `/datasets/v1/release/${release}/dataset/${name}`,
  }),
  output: datasetOutput,
});

export const diffsOperation: Operation<Infer<typeof diffsInput>, DatasetDiffs> = defineOperation({
  ...read,
  name: 'datasets.getDiffs',
  path: '/datasets/v1/diffs/{from}/to/{to}/{name}',
  input: diffsInput,
  request: ({ from, to, name }: Infer<typeof diffsInput>) => ({ path: `/datasets/v1/diffs/${from}/to/${to}/${name}` }),
  output: diffsOutput,
});
