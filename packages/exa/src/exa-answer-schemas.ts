import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  nullish,
  number,
  object,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
  union,
  unknown,
} from '@headwater/core/schema';
import type { ExaAnswerOptions, ExaContextOptions, ExaFindSimilarOptions } from './exa-answer-types.ts';
import { anyObject, cost, country, filterShape, grounding, output, text } from './exa-schemas.ts';

// What callers give.

const question = refine(string(), (query) => query.trim() !== '', 'must not be empty');

export const answerInput: Schema<ExaAnswerOptions> = strictObject({
  query: question,
  text: optional(boolean()),
  systemPrompt: optional(text),
  userLocation: country,
  outputSchema: optional(anyObject),
});

export const contextInput: Schema<ExaContextOptions> = strictObject({
  query: refine(string({ maxLength: 2000 }), (query) => query.trim() !== '', 'must not be empty'),
  tokensNum: optional(
    refine(
      unknown(),
      (value) => value === 'dynamic' || (Number.isInteger(value) && Number(value) >= 50 && Number(value) <= 100_000),
      'expected "dynamic" or a whole number from 50 to 100000',
    ) as Schema<number | 'dynamic'>,
  ),
});

export const findSimilarInput: Schema<ExaFindSimilarOptions> = strictObject({
  url: string({ minLength: 1, maxLength: 2048 }),
  excludeSourceDomain: optional(boolean()),
  ...filterShape,
});

// What Exa answers.

export const wireCitation = object({
  id: lenient(text),
  url: text,
  title: nullish(string()),
  author: nullish(string()),
  publishedDate: nullish(string()),
  text: nullish(string()),
  image: lenient(string()),
  favicon: lenient(string()),
});
export type WireCitation = Infer<typeof wireCitation>;

/** The items of `citations` are checked one by one, by `wireCitation`. */
export const answerOutput = object({
  answer: union([string(), anyObject]),
  citations: nullish(array(unknown()) as Schema<WireCitation[]>),
  requestId: lenient(string()),
  costDollars: cost,
});
export type WireAnswer = Infer<typeof answerOutput>;

export const contextOutput = object({
  response: string(),
  query: lenient(string()),
  resultsCount: lenient(number()),
  outputTokens: lenient(number()),
  searchTime: lenient(number()),
  requestId: lenient(string()),
  costDollars: cost,
});

const choices = array(
  object({
    delta: nullish(object({ content: nullish(string()) })),
    finish_reason: nullish(string()),
  }),
);

/** One of these stands in every event of a streamed answer; `citations` was seen as the text "null" too. */
export const answerEvent = refine(
  looseObject({
    choices: nullish(choices),
    citations: lenient(array(unknown())),
    requestId: lenient(string()),
    costDollars: cost,
  }),
  (event) => event.choices != null || event.citations !== undefined || event.costDollars != null,
  'expected choices, citations or costDollars',
);
export type WireAnswerEvent = Infer<typeof answerEvent>;

/** An event of a streamed search; what its type calls for is checked with it. */
export const searchEvent = refine(
  looseObject({
    type: text,
    delta: nullish(string()),
    results: nullish(array(unknown())),
    grounding: nullish(grounding),
    output,
    requestId: lenient(string()),
    costDollars: cost,
    searchTime: lenient(number()),
  }),
  ({ type, delta, results, grounding: found }) =>
    (type === 'text-delta' && delta != null) ||
    (type === 'results' && results != null) ||
    (type === 'grounding' && found != null) ||
    type === 'stream-reset' ||
    type === 'done',
  'is of no known type, or lacks what its type calls for',
);
export type WireSearchEvent = Infer<typeof searchEvent>;
