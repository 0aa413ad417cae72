import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  createWikipedia,
  type WikipediaExtract,
  type WikipediaPageSource,
  type WikipediaSearchPage,
  type WikipediaSearchResult,
  type WikipediaSettings,
  type WikipediaSummary,
  wikipedia,
} from '../src/index.ts';

expectTypeOf(wikipedia).toExtend<SourceProvider<WikipediaSettings>>();
createWikipedia({ contact: 'me@a.example', application: 'my-agent/1.0', language: 'de', apiKey: async () => 'token' });
// @ts-expect-error a contact is a text
createWikipedia({ contact: 7 });

for await (const result of wikipedia.search('heat')) {
  expectTypeOf(result).toEqualTypeOf<WikipediaSearchResult>();
  break;
}
for await (const page of wikipedia.search({ query: 'heat', what: 'title', namespaces: [0] }).pages()) {
  expectTypeOf(page).toEqualTypeOf<WikipediaSearchPage>();
  break;
}
// @ts-expect-error there is no such place to look
wikipedia.search({ query: 'heat', what: 'everything' });

expectTypeOf(await wikipedia.getSummary('Osmer')).toEqualTypeOf<WikipediaSummary | null>();
expectTypeOf(await wikipedia.getPage('Osmer', { language: 'de' })).toEqualTypeOf<WikipediaPageSource | null>();
expectTypeOf(await wikipedia.getPageHtml('Osmer')).toEqualTypeOf<string | null>();
expectTypeOf((await wikipedia.getExtracts(['Osmer'], { part: 'full' })).get('Osmer')).toEqualTypeOf<
  WikipediaExtract | null | undefined
>();
// @ts-expect-error texts have two parts
wikipedia.getExtracts(['Osmer'], { part: 'half' });
