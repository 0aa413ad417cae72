import {
  array,
  type Infer,
  lenient,
  nullish,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';
import {
  authorShape,
  dateRange,
  fields,
  filterShape,
  id,
  nestedPapers,
  pageOf,
  position,
  text,
  type WirePaper,
} from './semantic-scholar-schemas.ts';
import type { DatasetDiffs, DatasetRelease, Snippet, TitleSuggestion } from './semantic-scholar-service-types.ts';

// What callers give.

const words = refine(string(), (query) => query.trim() !== '', 'must not be empty');
const authorId = string({ pattern: /^\d+$/ });
const withoutComma = refine(text, (value) => !value.includes(','), 'must not hold a comma, which separates values');

const filterNames = Object.keys(filterShape) as (keyof typeof filterShape)[];

export const bulkInput = refine(
  strictObject({
    query: optional(string()),
    token: optional(text),
    sort: optional(string({ pattern: /^(paperId|publicationDate|citationCount)(:(asc|desc))?$/ })),
    fields,
    ...filterShape,
  }),
  ({ query = '', ...options }) =>
    query.trim() !== '' || filterNames.some((name) => options[name] !== undefined && options[name] !== false),
  'a query or a filter is needed',
);

export const completeInput = strictObject({ query: words });

export const authorInput = strictObject({ id: authorId, fields });
export const authorBatchInput = strictObject({ ids: array(authorId, { minLength: 1, maxLength: 1000 }), fields });
export const authorSearchInput = strictObject({ query: words, fields, offset: position, limit: pageOf(1000) });
export const paperAuthorsInput = strictObject({ id, fields, offset: position, limit: pageOf(1000) });
export const authorPapersInput = strictObject({
  id: authorId,
  fields,
  offset: position,
  limit: pageOf(1000),
  publicationDateOrYear: optional(dateRange),
});

export const forPaperInput = strictObject({
  id,
  fields,
  limit: optional(pageOf(500)),
  from: optional(oneOf(['recent', 'all-cs'])),
});
export const forListsInput = strictObject({
  positivePaperIds: array(id, { minLength: 1, maxLength: 500 }),
  negativePaperIds: optional(array(id, { maxLength: 500 })),
  fields,
  limit: optional(pageOf(500)),
});

export const snippetInput = strictObject({
  query: words,
  limit: optional(pageOf(1000)),
  fields: optional(array(string({ pattern: /^snippet\.(text|snippetKind|section|snippetOffset|annotations)$/ }))),
  paperIds: optional(
    array(
      refine(id, (value) => !value.includes(','), 'must not hold a comma'),
      { maxLength: 100 },
    ),
  ),
  authors: optional(array(withoutComma, { maxLength: 10 })),
  insertedBefore: optional(refine(dateRange, (value) => !value.includes(':'), 'expected one date')),
  ...filterShape,
});

const releaseDay = string({ pattern: /^\d{4}-\d{2}-\d{2}$/ });
const release = refine(
  string(),
  (value) => /^(\d{4}-\d{2}-\d{2}|latest)$/.test(value),
  'expected YYYY-MM-DD or "latest"',
);
const datasetName = string({ pattern: /^[\w-]+$/ });
export const releaseInput = strictObject({ release });
export const datasetInput = strictObject({ release, name: datasetName });
export const diffsInput = strictObject({ from: releaseDay, to: release, name: datasetName });

// What Semantic Scholar answers.

/** In the authors of a paper, some have no id. */
export const wireAuthor = object({ ...authorShape, authorId: text, papers: nestedPapers });
export const wirePaperAuthor = object({ ...authorShape, papers: nestedPapers });
export type WireAuthor = Infer<typeof wirePaperAuthor>;

/** Positions match the ids asked for; `null` stands for an unknown one. */
export const authorBatchOutput = array(unknown()) as Schema<(WireAuthor | null)[]>;

export interface BulkList {
  total?: number | null;
  token?: string | null;
  data?: WirePaper[] | null;
}
export const bulkOutput = refine(
  object({
    total: lenient(numberLike()),
    token: nullish(string()),
    data: nullish(array(unknown())),
  }) as Schema<BulkList>,
  ({ total, data }) => data !== undefined || total === 0,
  'expected a list in "data"',
);

export const wireSuggestion: Schema<TitleSuggestion> = transform(
  object({ id: text, title: lenient(string()), authorsYear: lenient(string()) }),
  (found) => ({ paperId: found.id, title: found.title ?? null, authorsYear: found.authorsYear ?? null }),
);
export const suggestionsOutput = object({ matches: array(unknown()) as Schema<TitleSuggestion[]> });

export const recommendedOutput = object({ recommendedPapers: array(unknown()) as Schema<WirePaper[]> });

const license = object({ license: lenient(string()), status: lenient(string()), disclaimer: lenient(string()) });
export const wireSnippet: Schema<Snippet> = transform(
  object({
    score: lenient(numberLike()),
    snippet: object({
      text: nullish(string()),
      snippetKind: lenient(string()),
      section: lenient(string()),
      snippetOffset: lenient(object({ start: lenient(number()), end: lenient(number()) })),
      annotations: lenient(record(unknown())),
    }),
    paper: object({
      // Text here, a number everywhere else.
      corpusId: union([text, number()]),
      title: lenient(string()),
      authors: lenient(array(string())),
      openAccessInfo: lenient(license),
    }),
  }),
  ({ score, snippet, paper }) => ({
    score: score ?? null,
    snippet: {
      text: snippet.text ?? null,
      snippetKind: snippet.snippetKind ?? null,
      section: snippet.section ?? null,
      snippetOffset: snippet.snippetOffset ?? null,
      annotations: snippet.annotations ?? null,
    },
    paper: {
      corpusId: String(paper.corpusId),
      title: paper.title ?? null,
      authors: paper.authors ?? [],
      openAccessInfo: paper.openAccessInfo ?? null,
    },
  }),
);
export const snippetsOutput = object({
  data: array(unknown()) as Schema<Snippet[]>,
  retrievalVersion: lenient(string()),
});

export const releasesOutput = array(string());

const summary = object({ name: text, description: lenient(string()), README: lenient(string()) });
const toSummary = ({ name, description, README }: Infer<typeof summary>) => ({
  name,
  description: description ?? null,
  readme: README ?? null,
});
export const wireDatasetSummary = transform(summary, toSummary);
export const releaseOutput: Schema<Omit<DatasetRelease, 'skipped'>> = transform(
  object({
    release_id: text,
    README: lenient(string()),
    datasets: array(unknown()) as Schema<DatasetRelease['datasets']>,
  }),
  ({ release_id, README, datasets }) => ({ releaseId: release_id, readme: README ?? null, datasets }),
);

const files = array(text);
export const datasetOutput = transform(
  object({ name: text, description: lenient(string()), README: lenient(string()), files }),
  (found) => ({ ...toSummary(found), files: found.files }),
);
export const diffsOutput: Schema<DatasetDiffs> = transform(
  object({
    dataset: text,
    start_release: text,
    end_release: text,
    // A missing step would leave a copy of the data wrong without a word: one malformed step costs them all.
    diffs: array(object({ from_release: text, to_release: text, update_files: files, delete_files: files })),
  }),
  ({ dataset, start_release, end_release, diffs }) => ({
    dataset,
    startRelease: start_release,
    endRelease: end_release,
    diffs: diffs.map((step) => ({
      fromRelease: step.from_release,
      toRelease: step.to_release,
      updateFiles: step.update_files,
      deleteFiles: step.delete_files,
    })),
  }),
);
