import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { createTavily, tavily } from '../src/index.ts';

expectTypeOf(tavily).toExtend<SourceProvider>();
createTavily({ apiKey: async () => 'token', caller: { projectId: 'p' }, keyless: false });
// @ts-expect-error a key is a string or a function
createTavily({ apiKey: 7 });

// A bare query has passages and nothing else.
const bare = await tavily.search('q');
expectTypeOf(bare.results[0]?.content).toEqualTypeOf<string | undefined>();
expectTypeOf(bare.usage?.credits).toEqualTypeOf<number | undefined>();
// @ts-expect-error no answer was asked for
bare.answer;
// @ts-expect-error no whole texts were asked for
bare.results[0]?.rawContent;

// What was asked for is there.
const rich = await tavily.search({
  query: 'q',
  includeAnswer: 'basic',
  includeRawContent: 'text',
  includeImages: true,
});
expectTypeOf(rich.answer).toEqualTypeOf<string | null>();
expectTypeOf(rich.images[0]?.description).toEqualTypeOf<string | null | undefined>();
expectTypeOf<(typeof rich.results)[number]['rawContent']>().toEqualTypeOf<string | null>();
// @ts-expect-error icons were not asked for
rich.results[0]?.favicon;

// `false` is not asking, and a choice made at run time leaves it open.
const without = await tavily.search({ query: 'q', includeAnswer: false });
// @ts-expect-error the answer was declined
without.answer;
const perhaps = await tavily.search({ query: 'q', includeAnswer: Math.random() > 0.5 });
expectTypeOf(perhaps.answer).toEqualTypeOf<string | null | undefined>();

const pages = await tavily.extract(['https://a.example/'], { includeImages: true });
expectTypeOf(pages.results[0]?.images).toEqualTypeOf<string[] | undefined>();
expectTypeOf(pages.failed[0]?.error).toEqualTypeOf<string | undefined>();
const crawled = await tavily.crawl('https://a.example/');
expectTypeOf(crawled.results[0]?.rawContent).toEqualTypeOf<string | undefined>();
// @ts-expect-error images were not asked for
crawled.results[0]?.images;

const report = await tavily.research('q', { timeoutMs: 1000 });
expectTypeOf(report.content).toEqualTypeOf<string | Record<string, unknown> | null>();
for await (const { content } of tavily.streamResearch('q')) expectTypeOf(content).toEqualTypeOf<string>();

// @ts-expect-error Tavily's own names go into extra
tavily.search({ query: 'q', max_results: 3 });
tavily.search({ query: 'q', extra: { option_of_tomorrow: true } });
