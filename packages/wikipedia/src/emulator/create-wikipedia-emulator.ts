import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorRoute,
  type EmulatorSettings,
  type RateRule,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { ActionProblem } from './action-problem.ts';
import { action } from './action-route.ts';
import { type EmulatorArticle, storeArticles } from './articles.ts';
import { bare, html, languages, restError, searchRest, source, summary, withPage } from './rest-routes.ts';
import { sampleArticles } from './sample-articles.ts';
import { createWiki, type Wiki } from './wiki.ts';

export interface WikipediaEmulatorOptions extends EmulatorSettings {
  /** Articles, or passages with the titles of their articles. @default some twenty invented articles, `sampleArticles` */
  corpus?: readonly EmulatorArticle[];
  /** OAuth 2 tokens that are accepted; every other one is refused, and none at all is fine. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

/** Requests per minute and caller, by what is known of the caller. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  unidentified: { requests: 10, perMs: 60_000 },
  identified: { requests: 200, perMs: 60_000 },
  established: { requests: 2000, perMs: 60_000 },
};

const HOST = /^([a-z][a-z0-9-]*)\.(?:m\.)?wikipedia\.org$/;
const GENERIC_AGENT = /^(?:$|\*|node$|undici|axios\/|curl\/|python-requests|go-http-client|java\/|okhttp)/i;

/**
 * An offline twin of Wikipedia: the Action API's `query`, the REST API and page summaries over a corpus you give it, with
 * redirects, disambiguation, continuation, limits, and errors inside answers with status 200. One wiki for each language,
 * chosen by the host that is asked; on a port of its own it is the English one.
 */
export function createWikipediaEmulator(options: WikipediaEmulatorOptions = {}): Emulator {
  const { corpus = sampleArticles, apiKeys = [SANDBOX_API_KEY], ...settings } = options;
  const articles = storeArticles(corpus);
  const wikis = new Map<string, Wiki>();
  const wikiOf = (request: EmulatorRequest): Wiki => {
    const language = HOST.exec(request.headers.get('host') ?? '')?.[1] ?? 'en';
    let wiki = wikis.get(language);
    if (wiki === undefined) {
      wiki = createWiki(
        language,
        articles.filter((article) => article.language === language),
      );
      wikis.set(language, wiki);
    }
    return wiki;
  };
  const route = (
    path: string,
    handler: (wiki: Wiki, request: EmulatorRequest) => EmulatorReply,
    method = 'GET',
  ): EmulatorRoute => ({
    method,
    path,
    limit: tierOf,
    handler: (request) => handler(wikiOf(request), request),
  });
  const rest = '/w/rest.php/v1';
  const emulator = createEmulator({
    ...settings,
    name: 'wikipedia',
    baseUrl: 'https://en.wikipedia.org',
    publishedLimits: PUBLISHED_LIMITS,
    routes: [
      route('/w/api.php', action),
      route('/w/api.php', action, 'POST'),
      route(`${rest}/search/page`, (wiki, request) => searchRest(wiki, request, 'page')),
      route(`${rest}/search/title`, (wiki, request) => searchRest(wiki, request, 'title')),
      route(`${rest}/page/:title`, withPage(source, 'rest')),
      route(`${rest}/page/:title/bare`, withPage(bare, 'rest')),
      route(`${rest}/page/:title/html`, withPage(html, 'rest')),
      route(`${rest}/page/:title/links/language`, withPage(languages, 'rest')),
      route('/api/rest_v1/page/summary/:title', withPage(summary, 'summary')),
    ],
    before(request) {
      if (GENERIC_AGENT.test(agentOf(request))) {
        return { status: 403, text: 'Please set a user-agent and respect our robot policy https://w.wiki/4wJS.\n' };
      }
      const token = tokenOf(request);
      if (token === undefined || apiKeys.includes(token)) return undefined;
      const text = 'The authorization headers in your request are not valid: Invalid access token';
      if (request.path === '/w/api.php') return new ActionProblem('mwoauth-invalid-authorization', text).reply;
      return { ...restError(401, 'mwoauth-invalid-authorization', text), status: 401 };
    },
    errorReply,
  });
  return { ...emulator, fetch: byHost(emulator.fetch) };
}

/** Wikis differ by their host alone, so that the name is kept in the header that a socket would carry it in. */
function byHost(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!HOST.test(url.hostname)) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set('host', url.hostname);
    url.hostname = 'en.wikipedia.org';
    const base = input instanceof Request ? new Request(url, input) : url;
    return fetch(base, { ...init, headers });
  };
}

const agentOf = (request: EmulatorRequest): string =>
  request.headers.get('api-user-agent') ?? request.headers.get('user-agent') ?? '';

function tokenOf(request: EmulatorRequest): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** Whoever says how to be reached is served faster. */
function tierOf(request: EmulatorRequest): string {
  if (tokenOf(request) !== undefined) return 'established';
  return /@|https?:\/\//.test(agentOf(request)) ? 'identified' : 'unidentified';
}

function errorReply({ status, retryAfterMs }: EmulatorError, request: EmulatorRequest): EmulatorReply {
  if (status === 429) {
    const seconds = Math.ceil((retryAfterMs ?? 5000) / 1000);
    return { headers: { 'retry-after': String(seconds) }, text: 'Too many requests. Please slow down.\n' };
  }
  if (status >= 500) {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return {
      headers,
      text: '<!DOCTYPE html>\n<html lang="en"><title>Wikimedia Error</title><p>Our servers are currently under maintenance.</p></html>\n',
    };
  }
  if (request.path.startsWith('/w/rest.php'))
    return restError(status, 'rest-no-match', 'The requested relative path did not match any known handler');
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    text: '<!DOCTYPE html>\n<title>Not Found</title>\n',
  };
}
