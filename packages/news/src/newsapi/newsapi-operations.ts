import { defineOperation, type Operation } from '@headwater/core';
import { newsApiSoftError } from './newsapi-errors.ts';
import {
  articlesOutput,
  type EverythingInput,
  everythingInput,
  type HeadlinesInput,
  headlinesInput,
  sourcesInput,
  sourcesOutput,
  type WireArticles,
  type WireSource,
  wireArticle,
  wireSource,
} from './newsapi-schemas.ts';
import type { NewsApiSourcesOptions } from './newsapi-types.ts';

const read = { method: 'GET', safety: 'read', billed: false, softError: newsApiSoftError } as const;
const articles = {
  ...read,
  output: articlesOutput,
  items: { at: 'articles', schema: wireArticle },
  cacheTtlMs: 900_000,
};

function sent<Input extends { noCache?: boolean | undefined }>({ noCache, ...query }: Input) {
  return { query, ...(noCache === true ? { headers: { 'x-no-cache': 'true' } } : {}) };
}

/** https://newsapi.org/docs/endpoints/everything */
export const everythingOperation: Operation<EverythingInput, WireArticles> = defineOperation({
  ...articles,
  name: 'newsapi.everything',
  path: '/everything',
  input: everythingInput,
  request: sent<EverythingInput>,
});

/** https://newsapi.org/docs/endpoints/top-headlines */
export const headlinesOperation: Operation<HeadlinesInput, WireArticles> = defineOperation({
  ...articles,
  name: 'newsapi.topHeadlines',
  path: '/top-headlines',
  input: headlinesInput,
  request: sent<HeadlinesInput>,
});

/** https://newsapi.org/docs/endpoints/sources. It rarely changes. */
export const sourcesOperation: Operation<NewsApiSourcesOptions, { sources: WireSource[] }> = defineOperation({
  ...read,
  name: 'newsapi.sources',
  path: '/top-headlines/sources',
  input: sourcesInput,
  request: (options: NewsApiSourcesOptions) => ({ query: { ...options } }),
  output: sourcesOutput,
  items: { at: 'sources', schema: wireSource },
  cacheTtlMs: 86_400_000,
});
