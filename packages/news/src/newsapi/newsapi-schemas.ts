import { isIsoDate, webAddress } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
  union,
  unknown,
} from '@headwater/core/schema';
import type { NewsApiEverythingOptions, NewsApiHeadlinesOptions, NewsApiSourcesOptions } from './newsapi-types.ts';

// What callers give. NewsAPI ignores names it does not know, so that a typing error would search for something else.

const text = string({ minLength: 1 });
const expression = refine(
  refine(string(), (query) => query.trim() !== '', 'must not be empty'),
  (query) => query.toWellFormed() === query && encodeURIComponent(query).length <= 500,
  'must be well-formed and at most 500 characters once URL-encoded',
);
const hosts = union([text, array(text, { minLength: 1 })]);
const sourceIds = refine(
  union([text, array(text, { minLength: 1 })]),
  (value) => [value].flat().join(',').split(',').length <= 20,
  'must be at most 20 source ids',
);
const date = refine(string(), isIsoDate, 'must be an ISO 8601 date such as 2024-05-31');
const code = string({ pattern: /^[A-Za-z]{2}$/ });
const paging = {
  pageSize: optional(number({ integer: true, minimum: 1, maximum: 100 })),
  page: optional(number({ integer: true, minimum: 1 })),
  noCache: optional(boolean()),
};

const anyGiven =
  (...names: string[]) =>
  (options: object) =>
    names.some((name) => (options as Record<string, unknown>)[name] !== undefined);

export type EverythingInput = Omit<NewsApiEverythingOptions, 'limit'>;
export const everythingInput = refine(
  refine(
    strictObject({
      q: optional(expression),
      qInTitle: optional(expression),
      searchIn: optional(array(oneOf(['title', 'description', 'content']), { minLength: 1 })),
      sources: optional(sourceIds),
      domains: optional(hosts),
      excludeDomains: optional(hosts),
      from: optional(date),
      to: optional(date),
      language: optional(code),
      sortBy: optional(oneOf(['relevancy', 'popularity', 'publishedAt'])),
      ...paging,
    }) as Schema<EverythingInput>,
    anyGiven('q', 'qInTitle', 'sources', 'domains'),
    'at least one of q, qInTitle, sources and domains must be given',
  ),
  ({ from, to }) => from === undefined || to === undefined || !(Date.parse(from) > Date.parse(to)),
  'from must not be after to',
);

export type HeadlinesInput = Omit<NewsApiHeadlinesOptions, 'limit'>;
export const headlinesInput = refine(
  refine(
    strictObject({
      country: optional(code),
      category: optional(text),
      sources: optional(sourceIds),
      q: optional(expression),
      language: optional(code),
      ...paging,
    }) as Schema<HeadlinesInput>,
    anyGiven('country', 'category', 'sources', 'q', 'language'),
    'at least one of country, category, sources, q and language must be given',
  ),
  (options) => options.sources === undefined || !anyGiven('country', 'category')(options),
  'sources cannot be combined with country or category',
);

export const sourcesInput: Schema<NewsApiSourcesOptions> = strictObject({
  category: optional(text),
  language: optional(code),
  country: optional(code),
});

// What NewsAPI answers. In an outage it once capitalised the names inside `source` and left texts out.

const field = lenient(string());

export const wireArticle = refine(
  object({
    source: lenient(looseObject({ id: field, name: field, Id: field, Name: field })),
    author: field,
    title: field,
    description: field,
    url: refine(text, (url) => webAddress(url) !== undefined, 'expected an http(s) address'),
    urlToImage: field,
    publishedAt: field,
    content: field,
  }),
  ({ title, description, content }) => Boolean(title || description || content),
  'has neither title nor text',
);
export type WireArticle = Infer<typeof wireArticle>;

/** The items are checked one by one. */
export const articlesOutput = object({
  totalResults: lenient(numberLike()),
  articles: array(unknown()) as Schema<WireArticle[]>,
});
export type WireArticles = Infer<typeof articlesOutput>;

export const wireSource = object({
  id: text,
  name: text,
  description: field,
  url: field,
  category: field,
  language: field,
  country: field,
});
export type WireSource = Infer<typeof wireSource>;
export const sourcesOutput = object({ sources: array(unknown()) as Schema<WireSource[]> });
