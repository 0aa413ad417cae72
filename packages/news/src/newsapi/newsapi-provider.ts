import { type CallOptions, type ResultPromise, resultPromise, type SourceCapabilities } from '@headwater/core';
import { createBudgetBook, dailyBudget } from '../daily-budget.ts';
import { clockOf } from '../dates.ts';
import { baseLanguage } from '../languages.ts';
import { type BackendPage, type NewsFace, newsAdapter, newsSearch, type PageRequest } from '../news-face.ts';
import { headlinesTool, searchTool } from '../news-tools.ts';
import type { NewsApiSettings } from '../news-types.ts';
import { providerName, vendorClient, version } from '../vendor-client.ts';
import { parseNewsApiFailure } from './newsapi-errors.ts';
import { newsApiPlans, planOf } from './newsapi-limits.ts';
import { articleList, type NewsApiList, withinPlan } from './newsapi-lists.ts';
import { toNewsArticle } from './newsapi-normalize.ts';
import { everythingOperation, headlinesOperation, sourcesOperation } from './newsapi-operations.ts';
import type {
  NewsApiEverythingOptions,
  NewsApiHeadlinesOptions,
  NewsApiSources,
  NewsApiSourcesOptions,
} from './newsapi-types.ts';

export interface NewsApi extends NewsFace<NewsApiSettings> {
  readonly backend: 'newsapi';
  /**
   * Searches all articles. Awaited it is the first page, iterated all articles up to what the plan can read.
   *
   * @example
   * const { items, totalResults, removed } = await newsApi.everything({ q: '"street trees"', language: 'en' });
   * @throws {HeadwaterError} while reading
   */
  everything(options: string | NewsApiEverythingOptions, callOptions?: CallOptions): NewsApiList;
  /** Live headlines by country, category, source or words. */
  topHeadlines(options: NewsApiHeadlinesOptions, callOptions?: CallOptions): NewsApiList;
  /** The sources that `sources` of the other two can name. */
  sources(options?: NewsApiSourcesOptions, callOptions?: CallOptions): ResultPromise<NewsApiSources>;
}

const book = createBudgetBook();
/** The documented languages by their ISO code. */
const languages = new Map('ar de en es fr he it nl no pt ru sv zh'.split(' ').map((code) => [code, code])).set(
  'ur',
  'ud',
);

/**
 * Makes a client of NewsAPI.org. The key comes from `NEWS_API_KEY` unless it is given, travels in the header `X-Api-Key`
 * and never in an address. Nothing is sent and no key is read before the first call.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createNewsApi(settings: NewsApiSettings = {}): NewsApi {
  const plan = () => planOf(current());
  const budget = dailyBudget(
    book,
    () => current(),
    () => plan().requestsPerDay,
  );
  const vendor = vendorClient<NewsApiSettings>(
    {
      name: providerName,
      version,
      baseUrl: 'https://newsapi.org/v2',
      key: { variables: ['NEWS_API_KEY'], required: true, headers: (key) => ({ 'x-api-key': key }) },
      plans: newsApiPlans,
      defaultPlan: () => current().plan ?? 'developer',
      parseFailure: parseNewsApiFailure,
      readQuota: () => budget.quota(),
    },
    settings,
    async (next, url, init) => budget.spend() ?? next(url, init),
  );
  const { client } = vendor;
  const current = (): NewsApiSettings => vendor.current();

  function everything(options: string | NewsApiEverythingOptions, callOptions?: CallOptions): NewsApiList {
    const { limit, ...given } = typeof options === 'string' ? ({ q: options } as NewsApiEverythingOptions) : options;
    const { options: input, notices } = withinPlan(given, plan(), clockOf(current()));
    const operation = everythingOperation;
    return articleList({ client, operation, input, defaultPageSize: 100, limit, plan: plan(), notices, callOptions });
  }

  function topHeadlines({ limit, ...input }: NewsApiHeadlinesOptions, callOptions?: CallOptions): NewsApiList {
    const operation = headlinesOperation;
    return articleList({
      client,
      operation,
      input,
      defaultPageSize: 20,
      limit,
      plan: plan(),
      notices: [],
      callOptions,
    });
  }

  function sources(options: NewsApiSourcesOptions = {}, callOptions?: CallOptions): ResultPromise<NewsApiSources> {
    return resultPromise(client.call(sourcesOperation, options, callOptions), ({ value, skipped }) => ({
      sources: value.sources.map(({ description, url, category, language, country, ...source }) => ({
        ...source,
        description: description || null,
        url: url || null,
        category: category || null,
        language: language || null,
        country: country || null,
      })),
      skipped,
    }));
  }

  async function fetchPage(request: PageRequest, callOptions: CallOptions | undefined): Promise<BackendPage> {
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

  const capabilities = (): SourceCapabilities => {
    const { maxResults } = plan();
    return {
      kinds: ['news'],
      filters: ['since', 'until', 'includeDomains', 'excludeDomains', 'kinds', 'languages'],
      maxPageSize: 100,
      ...(maxResults === undefined ? {} : { maxResults }),
      freeProbe: false,
      keyRequired: true,
      keyVariable: 'NEWS_API_KEY',
    };
  };
  const face = newsSearch({ backend: 'newsapi', operation: everythingOperation.name, capabilities, fetchPage });
  const tools = [searchTool(face), headlinesTool({ topHeadlines })];
  return { ...face, ...newsAdapter(client, tools), backend: 'newsapi', everything, topHeadlines, sources };
}
