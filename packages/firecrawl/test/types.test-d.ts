import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import { createFirecrawl, type FirecrawlFormat, firecrawl } from '../src/index.ts';

expectTypeOf(firecrawl).toExtend<SourceProvider>();
createFirecrawl({ apiKey: async () => 'token', baseUrl: 'https://own.example/v2', keyless: true });
// @ts-expect-error a key is a string or a function
createFirecrawl({ apiKey: 7 });

// Markdown is the default, and then all there is.
const plain = await firecrawl.scrape('https://a.example/');
expectTypeOf(plain.markdown).toEqualTypeOf<string>();
expectTypeOf(plain.failure?.httpStatus).toEqualTypeOf<number | undefined>();
// @ts-expect-error links were not asked for
plain.links;

// What was asked for is there, whether by name or with options.
const rich = await firecrawl.scrape({
  url: 'https://a.example/',
  formats: [
    'links',
    { type: 'json', schema: {} },
    { type: 'question', question: 'q' },
    { type: 'screenshot', fullPage: true },
  ],
});
expectTypeOf(rich.links).toEqualTypeOf<string[]>();
expectTypeOf(rich.json).toEqualTypeOf<unknown>();
expectTypeOf(rich.answer).toEqualTypeOf<string | null>();
expectTypeOf(rich.screenshot).toEqualTypeOf<string | null>();
// @ts-expect-error markdown was not asked for
rich.markdown;

// A choice made at run time leaves it open.
const some: FirecrawlFormat[] = [];
const open = await firecrawl.scrape({ url: 'https://a.example/', formats: some });
expectTypeOf(open.markdown).toEqualTypeOf<string | undefined>();
const either = await firecrawl.scrape({ url: 'https://a.example/', formats: [Math.random() > 0.5 ? 'html' : 'links'] });
expectTypeOf(either.html).toEqualTypeOf<string | undefined>();

// Results have pages only when scraping was asked for.
const { web, news } = await firecrawl.search('q');
// @ts-expect-error nothing was scraped
web[0]?.markdown;
expectTypeOf(news[0]?.date).toEqualTypeOf<string | null | undefined>();
const read = await firecrawl.search({ query: 'q', scrapeOptions: { formats: ['markdown'] } });
expectTypeOf(read.web[0]?.markdown).toEqualTypeOf<string | undefined>();

// Jobs carry the formats they were started with.
const crawled = await firecrawl.crawl({ url: 'https://a.example/', scrapeOptions: { formats: ['html'] } });
expectTypeOf(crawled.data[0]?.html).toEqualTypeOf<string | undefined>();
// @ts-expect-error markdown was not asked for
crawled.data[0]?.markdown;
const batch = await firecrawl.batchScrape(['https://a.example/'], { formats: ['links'] }, { timeoutMs: 1000 });
expectTypeOf(batch.data[0]?.links).toEqualTypeOf<string[] | undefined>();
for await (const page of firecrawl.listCrawl('id', { formats: ['markdown'] })) {
  expectTypeOf(page.markdown).toEqualTypeOf<string>();
}

// @ts-expect-error a question needs its words
firecrawl.scrape({ url: 'https://a.example/', formats: [{ type: 'question' }] });
// @ts-expect-error an older name
firecrawl.crawl({ url: 'https://a.example/', maxDepth: 2 });
