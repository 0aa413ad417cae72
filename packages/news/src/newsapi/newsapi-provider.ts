import { type CallOptions, type ResultPromise, resultPromise } from '@headwater/core';
import { createBudgetBook, dailyBudget } from '../daily-budget.ts';
import { clockOf } from '../dates.ts';
import { baseLanguage } from '../languages.ts';
import { type BackendPage, newsFace, type PageRequest } from '../news-face.ts';
import type { OpenedNews } from '../news-service.ts';
import type { NewsApiSettings } from '../news-types.ts';
import { orNull } from '../or-null.ts';
import { vendorClient } from '../vendor-client.ts';
import { parseNewsApiFailure } from './newsapi-errors.ts';
import { articleList } from './newsapi-lists.ts';
import { toNewsArticle } from './newsapi-normalize.ts';
import { everythingOperation, headlinesOperation, sourcesOperation } from './newsapi-operations.ts';
import { newsApiService, planOf } from './newsapi-service.ts';
import type {
  NewsApi,
  NewsApiEverythingOptions,
  NewsApiHeadlinesOptions,
  NewsApiList,
  NewsApiSources,
  NewsApiSourcesOptions,
} from './newsapi-types.ts';
import { withinPlan } from './newsapi-window.ts';

const book = createBudgetBook();
/** The documented languages by their ISO code. */
const languages = new Map('ar de en es fr he it nl no pt ru sv zh'.split(' ').map((code) => [code, code])).set(
  'ur',
  'ud',
);

export function openNewsApi(settings: NewsApiSettings): OpenedNews<NewsApi> {
  const plan = () => planOf(current());
  const budget = dailyBudget(
    book,
    () => current(),
    () => plan().requestsPerDay,
  );
  const vendor = vendorClient<NewsApiSettings>(
    {
      ...newsApiService.definition(() => current()),
      parseFailure: parseNewsApiFailure,
      readQuota: () => budget.quota(),
    },
    settings,
    async (next, url, init) => budget.spend() ?? next(url, init),
  );
  const { client } = vendor;
  const current = (): NewsApiSettings => vendor.current();

  function everything(options: string | NewsApiEverythingOptions, callOptions?: CallOptions): NewsApiList {
    const given: NewsApiEverythingOptions = typeof options === 'string' ? { q: options } : options;
    const { options: input, notices } = withinPlan(given, plan(), clockOf(current()));
    const operation = everythingOperation;
    return articleList(input, { client, operation, defaultPageSize: 100, plan: plan(), notices, callOptions });
  }

  function topHeadlines(options: NewsApiHeadlinesOptions, callOptions?: CallOptions): NewsApiList {
    const operation = headlinesOperation;
    return articleList(options, { client, operation, defaultPageSize: 20, plan: plan(), notices: [], callOptions });
  }

  function sources(options: NewsApiSourcesOptions = {}, callOptions?: CallOptions): ResultPromise<NewsApiSources> {
    return resultPromise(client.call(sourcesOperation, options, callOptions), ({ value, skipped }) => ({
      sources: value.sources.map((wire) => ({
        id: wire.id,
        name: wire.name,
        ...orNull(wire, 'description', 'url', 'category', 'language', 'country'),
      })),
      skipped,
    }));
  }

  async function fetchPage(request: PageRequest, callOptions?: CallOptions): Promise<BackendPage> {
    const { text, since, until, includeDomains, excludeDomains, size, page, newestFirst } = request;
    // NewsAPI takes one language.
    const tag =
      request.languages?.length === 1 ? languages.get(baseLanguage(request.languages[0] as string) ?? '') : undefined;
    const options: NewsApiEverythingOptions = {
      q: text,
      from: since,
      to: until?.includes('T') === false ? `${until}T23:59:59` : until,
      domains: includeDomains?.length ? includeDomains : undefined,
      excludeDomains: excludeDomains?.length ? excludeDomains : undefined,
      language: tag,
      sortBy: newestFirst ? 'publishedAt' : 'relevancy',
      pageSize: size,
      page,
    };
    const { items, nextCursor, totalResults, ...found } = await everything(options, callOptions);
    const language = tag === undefined ? null : (baseLanguage(request.languages?.[0] ?? '') ?? null);
    return {
      ...found,
      items: items.map((article) => toNewsArticle(article, language)),
      total: totalResults,
      more: nextCursor !== undefined,
      unsupportedValues: request.languages?.length && tag === undefined ? ['languages'] : [],
    };
  }

  const face = newsFace(newsApiService, vendor, fetchPage, () => provider);
  const provider: NewsApi = Object.assign(face, { backend: 'newsapi' as const, everything, topHeadlines, sources });
  return { provider, fetchPage };
}

/**
 * Makes a client of NewsAPI.org. The key comes from `NEWS_API_KEY` unless it is given, travels in the header `X-Api-Key`
 * and never in an address. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createNewsApi(settings: NewsApiSettings = {}): NewsApi {
  return openNewsApi(settings).provider;
}
