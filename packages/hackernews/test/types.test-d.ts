import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { createHackerNews, type HackerNewsHit, type HackerNewsSettings, hackernews } from '../src/index.ts';

expectTypeOf(hackernews).toExtend<SourceProvider<HackerNewsSettings>>();
createHackerNews({ baseUrl: 'https://proxy.example', liveBaseUrl: 'https://live.example' });

for await (const hit of hackernews.search({
  query: 'q',
  tags: ['story', 'author_pg'],
  numericFilters: ['points>=10'],
})) {
  expectTypeOf(hit).toEqualTypeOf<HackerNewsHit>();
  expectTypeOf(hit.points).toEqualTypeOf<number | null>();
}
// @ts-expect-error karma cannot be filtered by
hackernews.search({ numericFilters: ['karma>10'] });
// @ts-expect-error pages are chosen by the windows
hackernews.searchAll({ page: 2 });
const { cut } = await hackernews.item(1, { maxDepth: 3 });
expectTypeOf(cut).toEqualTypeOf<number>();
// @ts-expect-error a user has a name
hackernews.user(7);
