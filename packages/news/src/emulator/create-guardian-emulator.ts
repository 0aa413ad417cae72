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
import { GuardianProblem, pageOf, readDate, readFilter, readPaging, refuse } from './guardian-checks.ts';
import { API, type GuardianTagRecord, pathOf, sectionRecord, tagsOf, toContent, WEB } from './guardian-content.ts';
import { type EmulatorArticle, syntheticArticles } from './synthetic-articles.ts';

export interface GuardianEmulatorOptions extends EmulatorSettings {
  /** @default `syntheticArticles()` */
  corpus?: readonly EmulatorArticle[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

const dayMs = 86_400_000;
const callsPerDay = 500;

/** An offline twin of the Guardian's Content API, as an invented newspaper: search, items, tags, sections, editions. */
export function createGuardianEmulator(options: GuardianEmulatorOptions = {}): Emulator {
  const { corpus = syntheticArticles(), apiKeys = [SANDBOX_API_KEY], ...settings } = options;
  const library = createArticleLibrary(corpus);
  const current = library.articles.filter(({ removed }) => !removed);
  let callsToday = 0;

  const route = (path: string, handler: (request: EmulatorRequest) => object) => ({
    method: 'GET',
    path,
    limit: 'second',
    handler: answering((request) => {
      callsToday += 1;
      return {
        headers: {
          'x-ratelimit-limit-day': String(callsPerDay),
          'x-ratelimit-remaining-day': String(Math.max(0, callsPerDay - callsToday)),
        },
        json: { response: { status: 'ok', userTier: 'developer', ...handler(request) } },
      };
    }),
  });

  return createEmulator({
    ...settings,
    name: 'guardian',
    baseUrl: 'https://content.guardianapis.com',
    publishedLimits: { second: { requests: 1, perMs: 1000 }, day: { requests: callsPerDay, perMs: dayMs } },
    limitKey: keyOf,
    routes: [
      route('/search', (request) => search(library, request)),
      route('/tags', (request) => listTags(current, request)),
      route('/sections', ({ query }) => results(sectionsOf(current).filter(titled(query.get('q'))))),
      route('/editions', ({ query }) => results(editions.filter(({ id }) => fitsEdition(id, query.get('q'))))),
      route('/content/:rest*', (request) => next(library, request)),
      route('/:id*', (request) => item(library, current, request)),
    ],
    before(request) {
      const key = keyOf(request);
      return key !== undefined && apiKeys.includes(key)
        ? undefined
        : { status: 401, json: { message: 'Unauthorized' } };
    },
    errorReply,
    onReset() {
      callsToday = 0;
    },
  });
}

const keyOf = ({ query, headers }: EmulatorRequest): string | undefined =>
  query.get('api-key') ?? headers.get('api-key') ?? undefined;

function answering(handler: EmulatorHandler): EmulatorHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof GuardianProblem) return error.toReply();
      if (error instanceof QuerySyntaxError)
        return new GuardianProblem(400, `q could not be read: ${error.message}`).toReply();
      throw error;
    }
  };
}

/** Articles that fit, in order. Words alone are joined by OR. */
function found(library: ArticleLibrary, { query }: EmulatorRequest): { articles: EmulatorArticle[]; orderBy: string } {
  const q = query.get('q') || undefined;
  const orderBy = query.get('order-by') ?? (q === undefined ? 'newest' : 'relevance');
  if (!['newest', 'oldest', 'relevance'].includes(orderBy)) refuse(`order-by: unknown value ${orderBy}`);
  const useDate = query.get('use-date') ?? 'published';
  if (!['published', 'first-publication', 'newspaper-edition', 'last-modified'].includes(useDate))
    refuse(`use-date: unknown value ${useDate}`);
  const from = readDate(query, 'from-date', 'start');
  const to = readDate(query, 'to-date', 'end');
  const fields = query.get('query-fields')?.split(',');
  const textOf = fields && ((article: EmulatorArticle) => fields.map((name) => textOfField(article, name)).join('\n'));
  const filters: [name: string, values: (article: EmulatorArticle) => string[]][] = [
    ['section', ({ section }) => [section]],
    ['tag', (article) => tagsOf(article).map(({ id }) => id)],
    ['ids', (article) => [pathOf(article)]],
    ['lang', ({ language }) => [language]],
    ['production-office', () => ['uk']],
    ['type', () => ['article']],
    ['star-rating', () => []],
    ['rights', () => []],
    ['reference', () => []],
    ['reference-type', () => []],
    ['contains-element', ({ imageUrl }) => (imageUrl === null ? [] : ['image'])],
  ];
  // `ids` names alternatives; everywhere else a comma means "and".
  const tests = filters.map(([name, values]) => {
    const text = query.get(name);
    const fits = readFilter(name === 'ids' ? (text?.replaceAll(',', '|') ?? null) : text);
    return (article: EmulatorArticle) => fits(values(article));
  });
  const matching = q === undefined ? library.articles : library.search(q, 'OR', textOf);
  const articles = matching.filter((article) => {
    const published = Date.parse(article.publishedAt);
    return !article.removed && published >= from && published <= to && tests.every((test) => test(article));
  });
  if (orderBy !== 'relevance') articles.sort(newestFirst);
  if (orderBy === 'oldest') articles.reverse();
  return { articles, orderBy };
}

function textOfField(article: EmulatorArticle, name: string): string {
  if (name === 'headline') return article.title;
  return name === 'body'
    ? article.body
    : name === 'trailText' || name === 'standfirst'
      ? (article.description ?? '')
      : '';
}

function search(library: ArticleLibrary, request: EmulatorRequest): object {
  const { articles, orderBy } = found(library, request);
  const { results, ...head } = pageOf(articles, readPaging(request.query));
  return { ...head, orderBy, results: results.map((article) => toContent(article, request.query)) };
}

/** What comes after a known article in the same search. */
function next(library: ArticleLibrary, request: EmulatorRequest): object {
  const id = /^(.+)\/next$/.exec(request.params.rest ?? '')?.[1];
  const { articles, orderBy } = found(library, request);
  const at = articles.findIndex((article) => pathOf(article) === id);
  if (at < 0) throw new GuardianProblem(404, 'The requested resource could not be found.');
  const { results, ...head } = pageOf(articles.slice(at + 1), readPaging(request.query));
  return {
    ...head,
    total: articles.length,
    orderBy,
    results: results.map((article) => toContent(article, request.query)),
  };
}

function listTags(articles: readonly EmulatorArticle[], { query }: EmulatorRequest): object {
  const all = new Map<string, GuardianTagRecord>();
  for (const article of articles) for (const tag of tagsOf(article)) all.set(tag.id, tag);
  const inSection = readFilter(query.get('section'));
  const type = query.get('type');
  const start = query.get('web-title')?.toLowerCase() ?? '';
  const list = [...all.values()].filter(
    (tag) =>
      titled(query.get('q'))(tag) &&
      (type === null || tag.type === type) &&
      tag.webTitle.toLowerCase().startsWith(start) &&
      (!query.has('section') || inSection([tag.sectionId ?? ''])) &&
      !query.has('reference') &&
      !query.has('reference-type'),
  );
  const page = pageOf(list, readPaging(query));
  return query.has('show-references')
    ? { ...page, results: page.results.map((tag) => ({ ...tag, references: [] })) }
    : page;
}

const sectionsOf = (articles: readonly EmulatorArticle[]) =>
  [...new Set(articles.map(({ section }) => section))].sort().map(sectionRecord);

const titled =
  (q: string | null) =>
  ({ id, webTitle }: { id: string; webTitle: string }) =>
    q === null || `${id} ${webTitle}`.toLowerCase().includes(q.toLowerCase());

const editions = ['au', 'uk', 'us'].map((id) => ({
  id,
  path: id,
  edition: id.toUpperCase(),
  webTitle: `front page of the ${id} edition (synthetic sample)`,
  webUrl: `${WEB}/${id}`,
  apiUrl: `${API}/${id}`,
}));
const fitsEdition = (id: string, q: string | null) => q === null || id.includes(q.toLowerCase());

const results = (list: readonly object[]): object => ({ total: list.length, results: list });

function item(
  library: ArticleLibrary,
  current: readonly EmulatorArticle[],
  { params, query }: EmulatorRequest,
): object {
  const id = params.id ?? '';
  const content = (list: readonly EmulatorArticle[]) => list.map((article) => toContent(article, query));
  const article = library.articles.find((candidate) => pathOf(candidate) === id);
  if (article?.removed)
    throw new GuardianProblem(410, 'The requested content is no longer available for rights reasons.');
  if (article !== undefined) {
    const alike = current.filter((other) => other.section === article.section && other !== article);
    return {
      total: 1,
      content: toContent(article, query),
      ...(query.get('show-related-content') === 'true' && { relatedContent: content(alike.slice(0, 3)) }),
      ...(query.get('show-story-package') === 'true' && { storyPackage: content(alike.slice(0, 2)) }),
    };
  }
  const edition = editions.find((each) => each.id === id);
  const section = sectionsOf(current).find((each) => each.id === id);
  const tag = current.flatMap(tagsOf).find((each) => each.id === id);
  if (!edition && !section && !tag) throw new GuardianProblem(404, 'The requested resource could not be found.');
  const about = current.filter((each) =>
    section ? each.section === id : tag ? tagsOf(each).some((own) => own.id === id) : true,
  );
  const { results: recent, ...head } = pageOf([...about].sort(newestFirst), readPaging(query));
  return {
    ...(edition ? { edition } : section ? { section } : { tag }),
    ...(query.get('hide-recent-content') === 'true' ? { total: 0 } : { ...head, results: content(recent) }),
    ...(query.get('show-editors-picks') === 'true' && { editorsPicks: content(about.slice(0, 2)) }),
    ...(query.get('show-most-viewed') === 'true' && { mostViewed: content(about.slice(0, 3)) }),
    ...(tag && { leadContent: content(about.slice(0, 1)) }),
  };
}

function errorReply({ status, reason }: EmulatorError): EmulatorReply {
  if (status === 429) return { json: { message: 'API rate limit exceeded' } };
  if (status === 401 || status === 403) return { json: { message: status === 401 ? 'Unauthorized' : 'Forbidden' } };
  const message =
    reason === 'not-found' ? 'The requested resource could not be found.' : `The request failed with status ${status}.`;
  return { json: { response: { status: 'error', message } } };
}
