import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { buildXQuery, createX, type XList, type XPost, type XSettings, x } from '../src/index.ts';

expectTypeOf(x).toExtend<SourceProvider<XSettings>>();
createX({ apiKey: async () => 'token', vocabulary: 'post', access: 'enterprise', resilience: { limits: 'user' } });
// @ts-expect-error there are two vocabularies
createX({ vocabulary: 'toot' });

expectTypeOf(x.searchRecent('q')).toEqualTypeOf<XList<XPost>>();
for await (const post of x.searchAll({ query: 'q', limit: 5, postFields: ['created_at', 'a field of tomorrow'] })) {
  expectTypeOf(post.author?.username).toEqualTypeOf<string | undefined>();
  expectTypeOf(post.metrics?.reposts).toEqualTypeOf<number | null | undefined>();
  // @ts-expect-error what is missing is null, so it has to be looked at
  post.author.username;
}
for await (const { items, missing, total } of x.countAll('q').pages()) {
  expectTypeOf(items[0]?.count).toEqualTypeOf<number | undefined>();
  expectTypeOf(missing[0]?.kind).toEqualTypeOf<string | undefined>();
  expectTypeOf(total).toEqualTypeOf<number | null>();
}

const { result, response } = await x.posts(['1']).withResponse();
expectTypeOf(result.items).toEqualTypeOf<XPost[]>();
expectTypeOf(response.costUsd).toEqualTypeOf<number | undefined>();

// @ts-expect-error ids pass what a number can hold
x.post(19);
// @ts-expect-error max_results is told by limit and pageSize
x.searchRecent({ query: 'q', max_results: 10 });
// @ts-expect-error one way to delete at a time
x.deleteStreamRules({});
buildXQuery({ words: 'a', from: ['b'] });
// @ts-expect-error there is no such part
buildXQuery({ raw: 'a' });
