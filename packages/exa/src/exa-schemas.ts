import { isIsoDate } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  lenient,
  literal,
  looseObject,
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
  union,
  unknown,
} from '@headwater/core/schema';
import type { ExaContentsOptions, ExaSearchOptions } from './exa-types.ts';

// What callers give. Unknown names are refused: Exa ignores some and charges all the same.

export const text = string({ minLength: 1 });
const characters = number({ integer: true, minimum: 1, maximum: 10_000 });
const count = (maximum: number) => optional(number({ integer: true, minimum: 0, maximum }));
const dateTime = refine(string(), isIsoDate, 'expected an ISO 8601 date-time such as 2024-05-31T00:00:00Z');
export const anyObject = record(unknown());
export const country = optional(string({ pattern: /^[A-Za-z]{2}$/ }));
const domains = optional(array(text, { maxLength: 1200 }));

const contentsShape = {
  text: optional(
    union([
      boolean(),
      strictObject({
        maxCharacters: optional(characters),
        includeHtmlTags: optional(boolean()),
        verbosity: optional(oneOf(['compact', 'standard', 'full'])),
        includeSections: optional(array(text)),
        excludeSections: optional(array(text)),
      }),
    ]),
  ),
  highlights: optional(
    union([
      boolean(),
      strictObject({
        query: optional(text),
        maxCharacters: optional(characters),
        verbosity: optional(oneOf(['low', 'medium', 'high'])),
        dynamic: optional(boolean()),
      }),
    ]),
  ),
  summary: optional(union([boolean(), strictObject({ query: optional(text), schema: optional(anyObject) })])),
  maxAgeHours: optional(number({ integer: true, minimum: -1, maximum: 720 })),
  livecrawlTimeout: optional(number({ minimum: 1, maximum: 90_000 })),
  snapshotAsOf: optional(dateTime),
  subpages: count(100),
  subpageTarget: optional(union([string({ maxLength: 100 }), array(text, { maxLength: 100 })])),
  extras: optional(
    strictObject({
      links: count(1000),
      imageLinks: count(1000),
      richLinks: count(1000),
      richImageLinks: count(1000),
      codeBlocks: count(1000),
    }),
  ),
};

/** What `/search` and `/findSimilar` share. */
export const filterShape = {
  numResults: optional(number({ integer: true, minimum: 1, maximum: 100 })),
  category: optional(text),
  includeDomains: domains,
  excludeDomains: domains,
  startPublishedDate: optional(dateTime),
  endPublishedDate: optional(dateTime),
  contents: optional(strictObject(contentsShape)),
};

export const searchInput: Schema<ExaSearchOptions> = strictObject({
  query: refine(string(), (query) => query.trim() !== '', 'must not be empty'),
  type: optional(text),
  userLocation: country,
  moderation: optional(boolean()),
  additionalQueries: optional(array(text, { minLength: 1, maxLength: 10 })),
  systemPrompt: optional(text),
  outputSchema: optional(anyObject),
  compliance: optional(literal('hipaa')),
  ...filterShape,
});

export interface ContentsInput {
  urls: readonly string[];
  contents: ExaContentsOptions;
}

export const contentsInput: Schema<ContentsInput> = strictObject({
  urls: array(string({ minLength: 1, maxLength: 2048 }), { minLength: 1, maxLength: 100 }),
  contents: strictObject(contentsShape),
});

// What Exa answers. Strict where a caller relies on it, lenient about the rest: a broken favicon must not cost a page.

const pageShape = {
  id: lenient(text),
  url: text,
  title: nullish(string()),
  publishedDate: nullish(string()),
  author: nullish(string()),
  text: nullish(string()),
  highlights: nullish(array(string())),
  summary: nullish(string()),
  image: lenient(string()),
  favicon: lenient(string()),
  score: lenient(number()),
  highlightScores: lenient(array(number())),
  snapshotAt: lenient(string()),
  extras: lenient(
    object({
      links: lenient(array(string())),
      imageLinks: lenient(array(string())),
      richLinks: lenient(array(object({ url: string(), anchor: nullish(string()) }))),
      richImageLinks: lenient(array(object({ url: string(), alt: nullish(string()) }))),
      codeBlocks: lenient(array(object({ text: string(), source: nullish(string()) }))),
    }),
  ),
  entities: lenient(array(object({ type: string(), id: lenient(string()), properties: lenient(anyObject) }))),
};

export const wireResult = object({ ...pageShape, subpages: nullish(array(object(pageShape))) });
export type WireResult = Infer<typeof wireResult>;

export const cost = lenient(looseObject({ total: lenient(number()) }));

/** The items of `results` are checked one by one, by `wireResult`. */
const checkedResults = array(unknown()) as Schema<WireResult[]>;

export const grounding = array(
  object({
    field: lenient(string()),
    citations: lenient(array(object({ url: string(), title: lenient(string()) }))),
    confidence: lenient(string()),
  }),
);

export const output = lenient(object({ content: union([string(), anyObject]), grounding: lenient(grounding) }));

export const searchOutput = object({
  requestId: lenient(string()),
  results: checkedResults,
  output,
  costDollars: cost,
  searchTime: lenient(number()),
});

export const contentsOutput = object({
  requestId: lenient(string()),
  results: checkedResults,
  statuses: lenient(
    array(
      lenient(
        object({
          id: string(),
          status: string(),
          source: lenient(string()),
          error: lenient(object({ tag: lenient(string()), httpStatusCode: lenient(numberLike()) })),
        }),
      ),
    ),
  ),
  costDollars: cost,
  searchTime: lenient(number()),
});
