export { createWikipedia, type WikipediaProvider, wikipedia } from './wikipedia-provider.ts';
export type {
  WikipediaAttribution,
  WikipediaExtract,
  WikipediaExtractOptions,
  WikipediaExtracts,
  WikipediaLanguageLink,
  WikipediaLanguageOption,
  WikipediaLanguages,
  WikipediaLookupOptions,
  WikipediaPageInfo,
  WikipediaPageMatch,
  WikipediaPageMatches,
  WikipediaPageSource,
  WikipediaSearchList,
  WikipediaSearchOptions,
  WikipediaSearchPage,
  WikipediaSearchResult,
  WikipediaSummary,
  WikipediaThumbnail,
} from './wikipedia-types.ts';
export type { WikipediaSettings } from './wikipedia-wikis.ts';
