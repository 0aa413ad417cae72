import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { createGuardian } from '../src/guardian/index.ts';
import {
  createNews,
  type Gdelt,
  type GuardianContent,
  type NewsArticle,
  type NewsBackend,
  type NewsPage,
  type NewsSettings,
  news,
} from '../src/index.ts';
import { createNewsApi } from '../src/newsapi/index.ts';

expectTypeOf(news).toExtend<SourceProvider<NewsSettings>>();
expectTypeOf(news.backend).toEqualTypeOf<NewsBackend>();
createNews({
  backend: 'guardian',
  keys: { newsapi: 'a', guardian: async () => 'b' },
  resilience: { limits: 'sandbox' },
});
// @ts-expect-error a key is a string or a function
createNews({ apiKey: 7 });
// @ts-expect-error there is no such backend
createNews({ backend: 'bing' });

// Each service in its own shape.
expectTypeOf(await news.client('gdelt')).toEqualTypeOf<Gdelt>();
// @ts-expect-error there is no such backend
news.client('bing');

// A list can be awaited for its first page, and iterated for all articles.
expectTypeOf(await news.search('q')).toEqualTypeOf<NewsPage>();
for await (const article of news.search({ query: 'q', since: '2025-12-01' }))
  expectTypeOf(article).toEqualTypeOf<NewsArticle>();
// @ts-expect-error the vendor's own names belong to the vendor's own methods
news.search({ query: 'q', pagesize: 3 });

// `sources` excludes `country` and `category`.
const newsApi = createNewsApi();
newsApi.topHeadlines({ sources: ['a', 'b'], q: 'x' });
newsApi.topHeadlines({ country: 'us', category: 'science' });
// @ts-expect-error not together
newsApi.topHeadlines({ sources: 'a', country: 'us' });
// @ts-expect-error not together
newsApi.topHeadlines({ sources: 'a', category: 'science' });
// @ts-expect-error NewsAPI has no such order
newsApi.everything({ q: 'x', sortBy: 'date' });
newsApi.everything({ q: 'x', language: 'a language of tomorrow' });

// What was asked for is there, as what it is; nothing else is.
const guardian = createGuardian();
const { items } = await guardian.search({ q: 'x', showFields: ['wordcount', 'commentable', 'byline'] });
const fields = items[0]?.fields as NonNullable<(typeof items)[number]>['fields'];
expectTypeOf(fields.wordcount).toEqualTypeOf<number | null>();
expectTypeOf(fields.commentable).toEqualTypeOf<boolean | null>();
expectTypeOf(fields.byline).toEqualTypeOf<string | null>();
// @ts-expect-error bodyText was not asked for
fields.bodyText;
expectTypeOf((await guardian.search('x')).items[0]).toEqualTypeOf<GuardianContent<never> | undefined>();
const all = await guardian.item('a/b', { showFields: ['all'] });
expectTypeOf(all.content?.fields.wordcount).toEqualTypeOf<number | undefined>();

const { result, response } = await newsApi.sources().withResponse();
expectTypeOf(result.sources[0]?.description).toEqualTypeOf<string | null | undefined>();
expectTypeOf(response.attempts).toEqualTypeOf<number>();
