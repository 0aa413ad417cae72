import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorHandler,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorSettings,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { type ArticleLibrary, createArticleLibrary, newestFirst } from './article-library.ts';
import { QuerySyntaxError } from './boolean-query.ts';
import {
  categories,
  checkChoice,
  checkDate,
  checkLanguage,
  checkPage,
  checkText,
  invalid,
  listed,
  NewsApiProblem,
  type Slice,
} from './newsapi-checks.ts';
import { type EmulatorArticle, syntheticArticles } from './synthetic-articles.ts';

export interface NewsApiEmulatorOptions extends EmulatorSettings {
  /** @default `syntheticArticles()` */
  corpus?: readonly EmulatorArticle[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /**
   * What the key may see. `developer`: 100 results deep, `from` a month back, articles a day old; how old an article of the
   * corpus is does not matter otherwise. @default 'developer' with published limits, else 'paid'
   */
  plan?: 'developer' | 'paid';
}

const shownCharacters = 200;
const dayMs = 86_400_000;

/** An offline twin of NewsAPI.org, version 2: key and User-Agent check, validation, paging, plan limits, tombstones. */
export function createNewsApiEmulator(options: NewsApiEmulatorOptions = {}): Emulator {
  const { corpus = syntheticArticles(), apiKeys = [SANDBOX_API_KEY], plan, ...settings } = options;
  const isDeveloper =
    (plan ?? ((settings.limits ?? 'published') === 'published' ? 'developer' : 'paid')) === 'developer';
  const library = createArticleLibrary(corpus);
  const answered = new Set<string>();

  const route = (path: string, handler: (request: EmulatorRequest) => unknown) => ({
    method: 'GET',
    path,
    limit: 'day',
    handler: answering((request) => {
      const json = handler(request);
      const isCached = answered.has(`${path}?${request.query}`) && request.headers.get('x-no-cache') !== 'true';
      answered.add(`${path}?${request.query}`);
      return { headers: { 'x-cached-result': String(isCached) }, json };
    }),
  });

  return createEmulator({
    ...settings,
    name: 'newsapi',
    baseUrl: 'https://newsapi.org/v2',
    // The vendor's message says 50 in 12 hours; its plan 100 a day.
    publishedLimits: { day: { requests: 100, perMs: dayMs } },
    limitKey: keyOf,
    routes: [
      route('/everything', (request) => everything(library, request, isDeveloper)),
      route('/top-headlines', (request) => headlines(library, request, isDeveloper)),
      route('/top-headlines/sources', (request) => sources(library, request)),
      route('/sources', (request) => sources(library, request)),
    ],
    before(request) {
      if (!request.headers.get('user-agent') && request.headers.get('host') !== null) return userAgentMissing();
      const key = keyOf(request);
      if (key === undefined)
        return new NewsApiProblem(
          401,
          'apiKeyMissing',
          'Your API key is missing. Append this to the URL with the apiKey param, or use the x-api-key HTTP header.',
        ).toReply();
      if (apiKeys.includes(key)) return undefined;
      return new NewsApiProblem(
        401,
        'apiKeyInvalid',
        'Your API key is invalid or incorrect. Check your key, or go to https://newsapi.org to create a free API key.',
      ).toReply();
    },
    errorReply,
    onReset: () => answered.clear(),
  });
}

const userAgentMissing = (): EmulatorReply =>
  new NewsApiProblem(
    400,
    'userAgentMissing',
    'Please set your User-Agent header to identify your application. Anonymous requests are not allowed.',
  ).toReply();

/** Header `X-Api-Key`, `Authorization` with or without the word Bearer, or the query. */
function keyOf({ headers, query }: EmulatorRequest): string | undefined {
  const authorization = headers.get('authorization')?.replace(/^Bearer\s+/i, '');
  return headers.get('x-api-key') ?? query.get('apiKey') ?? authorization ?? undefined;
}

function answering(handler: EmulatorHandler): EmulatorHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof NewsApiProblem) return error.toReply();
      if (error instanceof QuerySyntaxError) {
        return new NewsApiProblem(400, 'parameterInvalid', `The q parameter is malformed: ${error.message}.`).toReply();
      }
      throw error;
    }
  };
}

function everything(library: ArticleLibrary, request: EmulatorRequest, isDeveloper: boolean): object {
  const q = checkText(request, 'q');
  const qInTitle = checkText(request, 'qInTitle');
  const sourceIds = checkSources(library, request);
  const domains = listed(request, 'domains');
  const excluded = listed(request, 'excludeDomains');
  if (!q && !qInTitle && sourceIds.length === 0 && domains.length === 0) {
    const message =
      'Required parameters are missing, the scope of your search is too broad. Please set any of the following required parameters and try again: q, qInTitle, sources, domains.';
    throw new NewsApiProblem(400, 'parametersMissing', message);
  }
  const language = checkLanguage(request);
  const sortBy = checkChoice(request, 'sortBy', ['relevancy', 'popularity', 'publishedAt']) ?? 'publishedAt';
  const from = checkDate(request, 'from', isDeveloper);
  const to = checkDate(request, 'to', isDeveloper);
  const slice = checkPage(request, 100, isDeveloper);
  const newest = isDeveloper ? request.clock.now() - dayMs : Number.POSITIVE_INFINITY;
  const found = searchIn(library, request, q, qInTitle).filter((article) => {
    const published = Date.parse(article.publishedAt);
    return (
      published <= newest &&
      (from === undefined || published >= from) &&
      (to === undefined || published <= to) &&
      (language === undefined || (language === 'ud' ? 'ur' : language) === article.language) &&
      (sourceIds.length === 0 || sourceIds.includes(article.source.id ?? '')) &&
      (domains.length === 0 || domains.includes(hostOf(article))) &&
      !excluded.includes(hostOf(article))
    );
  });
  return page(sortBy === 'publishedAt' ? [...found].sort(newestFirst) : found, slice);
}

function searchIn(
  library: ArticleLibrary,
  request: EmulatorRequest,
  q?: string,
  qInTitle?: string,
): readonly EmulatorArticle[] {
  const parts = listed(request, 'searchIn');
  for (const part of parts) {
    if (!['title', 'description', 'content'].includes(part))
      invalid(`searchIn: "${part}" is not title, description or content`);
  }
  const texts = {
    title: (a: EmulatorArticle) => a.title,
    description: (a: EmulatorArticle) => a.description ?? '',
    content: (a: EmulatorArticle) => a.body,
  };
  const chosen = parts.map((part) => texts[part as keyof typeof texts]);
  const within =
    chosen.length === 0 ? undefined : (article: EmulatorArticle) => chosen.map((text) => text(article)).join('\n');
  const byText = q ? library.search(q, 'AND', within) : library.articles;
  if (!qInTitle) return byText;
  const titled = library.search(qInTitle, 'AND', texts.title);
  return byText.filter((article) => titled.includes(article));
}

function headlines(library: ArticleLibrary, request: EmulatorRequest, isDeveloper: boolean): object {
  const q = checkText(request, 'q');
  const country = request.query.get('country') ?? undefined;
  const category = checkChoice(request, 'category', categories);
  const sourceIds = checkSources(library, request);
  const language = checkLanguage(request);
  if (sourceIds.length > 0 && (country !== undefined || category !== undefined)) {
    invalid('You cannot mix the sources parameter with the country or category parameters.');
  }
  if (!q && !country && !category && sourceIds.length === 0 && !language) {
    const message =
      'Required parameters are missing. Please set any of the following parameters and try again: sources, q, language, country, category.';
    throw new NewsApiProblem(400, 'parametersMissing', message);
  }
  const slice = checkPage(request, 20, isDeveloper);
  const found = (q ? library.search(q, 'AND') : library.articles).filter(
    (article) =>
      (country === undefined || article.country === country) &&
      (category === undefined || article.category === category) &&
      (language === undefined || article.language === language) &&
      (sourceIds.length === 0 || sourceIds.includes(article.source.id ?? '')),
  );
  return page([...found].sort(newestFirst), slice);
}

function sources(library: ArticleLibrary, request: EmulatorRequest): object {
  const category = checkChoice(request, 'category', categories);
  const language = checkLanguage(request);
  const country = request.query.get('country') ?? undefined;
  const known = new Map<string, EmulatorArticle>();
  for (const article of library.articles) if (article.source.id !== null) known.set(article.source.id, article);
  const list = [...known].map(([id, article]) => ({
    id,
    name: article.source.name,
    description: 'A newspaper that does not exist, for samples.',
    url: `https://${hostOf(article)}`,
    category: 'general',
    language: article.language,
    country: article.country,
  }));
  const fits = (each: (typeof list)[number]) =>
    (category === undefined || each.category === category) &&
    (language === undefined || each.language === language) &&
    (country === undefined || each.country === country);
  return { status: 'ok', sources: list.filter(fits) };
}

function checkSources(library: ArticleLibrary, request: EmulatorRequest): string[] {
  const ids = listed(request, 'sources');
  if (ids.length > 20)
    throw new NewsApiProblem(
      400,
      'sourcesTooMany',
      'You have requested too many sources in a single request. The maximum is 20.',
    );
  const unknown = ids.find((id) => !library.articles.some((article) => article.source.id === id));
  if (unknown !== undefined)
    throw new NewsApiProblem(400, 'sourceDoesNotExist', `The source "${unknown}" does not exist.`);
  return ids;
}

function page(found: readonly EmulatorArticle[], { start, end }: Slice): object {
  return { status: 'ok', totalResults: found.length, articles: found.slice(start, end).map(toAnswer) };
}

const tombstone = {
  source: { id: null, name: '[Removed]' },
  author: null,
  title: '[Removed]',
  description: '[Removed]',
  url: 'https://removed.com',
  urlToImage: null,
  publishedAt: '1970-01-01T00:00:00Z',
  content: '[Removed]',
};

function toAnswer(article: EmulatorArticle): object {
  if (article.removed) return tombstone;
  const { body } = article;
  const rest = body.length - shownCharacters;
  return {
    source: article.source,
    author: article.author,
    title: article.title,
    description: article.description,
    url: article.url,
    urlToImage: article.imageUrl,
    publishedAt: article.publishedAt,
    content: rest > 0 ? `${body.slice(0, shownCharacters)}… [+${rest} chars]` : body,
  };
}

const hostOf = ({ url }: EmulatorArticle): string => new URL(url).hostname;

function errorReply({ status, reason }: EmulatorError): EmulatorReply {
  if (reason === 'rate-limited') {
    const message =
      'You have made too many requests recently. Developer accounts are limited to 100 requests over a 24 hour period (50 requests available every 12 hours). Please upgrade to a paid plan if you need more requests.';
    return { json: { status: 'error', code: 'rateLimited', message } };
  }
  // Cloudflare's own, in front of the service.
  if (status === 429) return { headers: { 'content-type': 'text/plain; charset=UTF-8' }, text: 'error code: 1015' };
  const code =
    { 400: 'parameterInvalid', 401: 'apiKeyInvalid', 404: 'endpointDoesntExist' }[status] ?? 'unexpectedError';
  return { json: { status: 'error', code, message: `The request failed with status ${status}.` } };
}
