import {
  type CallOptions,
  type CallResult,
  type Operation,
  ResponseInvalidError,
  type SourceProvider,
  systemClock,
} from '@headwater/core';
import { capabilities, searchArticles } from './wikipedia-documents.ts';
import { isMissing, isRedirect } from './wikipedia-errors.ts';
import { fetchExtracts, resolveTitle } from './wikipedia-extracts.ts';
import { toLanguageLink, toPageInfo, toPageMatch, toPageSource, toSummary } from './wikipedia-map.ts';
import {
  htmlOperation,
  infoOperation,
  languagesOperation,
  type MatchInput,
  searchPagesOperation,
  searchTitlesOperation,
  sourceOperation,
  summaryOperation,
} from './wikipedia-operations.ts';
import type { WireMatch } from './wikipedia-schemas.ts';
import { requireText, requireWhole, searchList } from './wikipedia-search.ts';
import { titleKey } from './wikipedia-titles.ts';
import { wikipediaTools } from './wikipedia-tools.ts';
import type {
  WikipediaExtractOptions,
  WikipediaExtracts,
  WikipediaLanguageOption,
  WikipediaLanguages,
  WikipediaLookupOptions,
  WikipediaPageInfo,
  WikipediaPageMatches,
  WikipediaPageSource,
  WikipediaSearchList,
  WikipediaSearchOptions,
  WikipediaSummary,
} from './wikipedia-types.ts';
import { createWikis, provider, version, type WikipediaSettings } from './wikipedia-wikis.ts';

/** Every look-up of one page answers `null` for a page that does not exist, and follows redirects. */
export interface WikipediaProvider extends SourceProvider<WikipediaSettings> {
  /**
   * Searches the text of articles (Action API, `list=search`). Nothing is sent before the list is read; `timeoutMs` bounds
   * each page and `deadline` all of them.
   *
   * @example
   * for await (const { title, snippet } of wikipedia.search({ query: 'urban heat', limit: 20 })) console.log(title, snippet);
   * @see https://www.mediawiki.org/wiki/API:Search
   * @throws {InvalidRequestError} at once, for what cannot be right; any `HeadwaterError` while reading
   */
  search(query: string | WikipediaSearchOptions, callOptions?: CallOptions): WikipediaSearchList;

  /** Articles about the same as this one, by their words. */
  getRelated(title: string, options?: WikipediaLookupOptions, callOptions?: CallOptions): WikipediaSearchList;

  /** Searches titles and text (REST API); at most 100 results, with description and thumbnail. */
  searchPages(
    query: string,
    options?: WikipediaLookupOptions,
    callOptions?: CallOptions,
  ): Promise<WikipediaPageMatches>;

  /** Searches the beginnings of titles, as a search box does while somebody types. */
  searchTitles(
    query: string,
    options?: WikipediaLookupOptions,
    callOptions?: CallOptions,
  ): Promise<WikipediaPageMatches>;

  /** The beginning of an article with description and picture. `isDisambiguation` tells a list of meanings apart. */
  getSummary(
    title: string,
    options?: WikipediaLanguageOption,
    callOptions?: CallOptions,
  ): Promise<WikipediaSummary | null>;

  /** Plain text of articles: introductions, or all of it. */
  getExtracts(
    titles: readonly string[],
    options?: WikipediaExtractOptions,
    callOptions?: CallOptions,
  ): Promise<WikipediaExtracts>;

  /** An article's source with its metadata. */
  getPage(
    title: string,
    options?: WikipediaLanguageOption,
    callOptions?: CallOptions,
  ): Promise<WikipediaPageSource | null>;

  /** An article's metadata alone. */
  getPageInfo(
    title: string,
    options?: WikipediaLanguageOption,
    callOptions?: CallOptions,
  ): Promise<WikipediaPageInfo | null>;

  /** An article as HTML. Untrusted: never put it into a page of yours as it is. */
  getPageHtml(title: string, options?: WikipediaLanguageOption, callOptions?: CallOptions): Promise<string | null>;

  /** The same article in other languages. */
  getLanguages(
    title: string,
    options?: WikipediaLanguageOption,
    callOptions?: CallOptions,
  ): Promise<WikipediaLanguages | null>;
}

/**
 * Makes a client of Wikipedia. Nothing is sent and no token is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createWikipedia(settings: WikipediaSettings = {}): WikipediaProvider {
  const wikis = createWikis(settings);
  let clock = settings.clock;

  /** Calls an operation for a page; where the title redirects, for the page it leads to. */
  async function lookUp<Output, T>(
    operation: Operation<{ key: string }, Output>,
    title: string,
    { language }: WikipediaLanguageOption,
    callOptions: CallOptions | undefined,
    map: (result: CallResult<Output>, wiki: string) => T,
  ): Promise<T | null> {
    const key = titleKey(title, operation.name);
    const { client, language: wiki } = wikis.of(language, operation.name);
    const call = async (at: string): Promise<T> => map(await client.call(operation, { key: at }, callOptions), wiki);
    try {
      return await call(key);
    } catch (error) {
      if (isMissing(error)) return null;
      if (!isRedirect(error)) throw error;
    }
    const target = await resolveTitle(client, key, callOptions);
    if (target === undefined) return null;
    try {
      return await call(target);
    } catch (error) {
      if (isMissing(error)) return null;
      if (!isRedirect(error)) throw error;
      throw new ResponseInvalidError(`"${title}" redirects in circles`, { provider, operation: operation.name });
    }
  }

  async function match(
    operation: Operation<MatchInput, { pages: WireMatch[] }>,
    query: string,
    { language, limit = 50 }: WikipediaLookupOptions,
    callOptions: CallOptions | undefined,
  ): Promise<WikipediaPageMatches> {
    requireText(operation.name, 'query', query);
    requireWhole(operation.name, 'limit', limit, 1, 100);
    const { client, language: wiki } = wikis.of(language, operation.name);
    const { value, skipped } = await client.call(operation, { q: query, limit }, callOptions);
    return { pages: value.pages.map((page) => toPageMatch(page, wiki)), skipped };
  }

  function search(query: string | WikipediaSearchOptions, callOptions?: CallOptions): WikipediaSearchList {
    return searchList(wikis, typeof query === 'string' ? { query } : query, callOptions);
  }

  const getExtracts: WikipediaProvider['getExtracts'] = async (
    titles,
    { language, part = 'intro' } = {},
    callOptions,
  ) => {
    const { client, language: wiki } = wikis.of(language, 'getExtracts');
    return fetchExtracts({ client, clock: clock ?? systemClock, language: wiki, titles, part }, callOptions);
  };
  const getSummary: WikipediaProvider['getSummary'] = (title, options = {}, callOptions) =>
    lookUp(summaryOperation, title, options, callOptions, ({ value }, wiki) => toSummary(value, wiki));
  const searchPages: WikipediaProvider['searchPages'] = (query, options = {}, callOptions) =>
    match(searchPagesOperation, query, options, callOptions);

  return {
    name: provider,
    version,
    capabilities,
    tools: wikipediaTools({ searchDocuments: (query, options) => searchArticles(wikis, query, options), getExtracts }),
    search,
    getRelated(title, { language, limit = 50 } = {}, callOptions) {
      requireWhole('getRelated', 'limit', limit, 1, 100);
      const query = `morelike:${titleKey(title, 'getRelated').replaceAll('_', ' ')}`;
      return search({ query, language, limit, pageSize: limit }, callOptions);
    },
    searchPages,
    searchTitles: (query, options = {}, callOptions) => match(searchTitlesOperation, query, options, callOptions),
    getSummary,
    getExtracts,
    getPage: (title, options = {}, callOptions) =>
      lookUp(sourceOperation, title, options, callOptions, ({ value }, wiki) => toPageSource(value, wiki)),
    getPageInfo: (title, options = {}, callOptions) =>
      lookUp(infoOperation, title, options, callOptions, ({ value }, wiki) => toPageInfo(value, wiki)),
    getPageHtml: (title, options = {}, callOptions) =>
      lookUp(htmlOperation, title, options, callOptions, ({ value }) => value),
    getLanguages: (title, options = {}, callOptions) =>
      lookUp(languagesOperation, title, options, callOptions, ({ value, skipped }) => ({
        links: value.map(toLanguageLink),
        skipped,
      })),
    searchDocuments: (query, callOptions) => searchArticles(wikis, query, callOptions),
    configure(patch) {
      wikis.configure(patch);
      if ('clock' in patch) clock = patch.clock;
    },
    healthCheck: (options) => wikis.main.healthCheck(options),
    inspect: () => wikis.main.inspect(),
    dispose: wikis.dispose,
    [Symbol.asyncDispose]: wikis.dispose,
  };
}

/** Ready to use: English Wikipedia, no key needed. Say who you are with `createWikipedia({ contact })` to be served faster. */
export const wikipedia: WikipediaProvider = /* @__PURE__ */ createWikipedia();
