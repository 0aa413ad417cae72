import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorLimits,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorRoute,
  type EmulatorSettings,
  type RateRule,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { builtInWorks, type EmulatorWork } from './corpus.ts';
import { createLibrary } from './library.ts';
import { otherRoutes } from './other-routes.ts';
import { RequestProblem } from './problems.ts';
import { worksRoutes } from './works-routes.ts';

export interface CrossrefEmulatorOptions extends EmulatorSettings {
  /** @default the twenty invented papers of `@headwater/testkit` */
  corpus?: readonly EmulatorWork[];
  /** Tokens of Crossref Plus that are accepted; every other one is refused. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

const perSecond = (requests: number): RateRule => ({ requests, perMs: 1000 });

/** The limits of 1 December 2025, by pool and kind of request. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  'public-single': perSecond(5),
  'public-array': perSecond(1),
  'polite-single': perSecond(10),
  'polite-array': perSecond(3),
  plus: perSecond(150),
};
const concurrency: Readonly<Record<string, string>> = { public: '1', polite: '3' };

/**
 * An offline twin of the Crossref REST API: real HTTP, pools with their limits and headers, field queries, filters,
 * facets, cursors that expire, and error bodies (a list of problems for 400, text for 404 and 429) over a corpus you give
 * it. It announces how many requests may run at once, and does not count them.
 */
export function createCrossrefEmulator(options: CrossrefEmulatorOptions = {}): Emulator {
  const { corpus = builtInWorks, apiKeys = [SANDBOX_API_KEY], ...settings } = options;
  const library = createLibrary(corpus);
  // Single records come first: the works below a record are found by the end of their path.
  const routes = [...otherRoutes(library), ...worksRoutes(library)];
  return createEmulator({
    ...settings,
    name: 'crossref',
    baseUrl: 'https://api.crossref.org',
    publishedLimits: PUBLISHED_LIMITS,
    routes: routes.flatMap((route) => [limited(route), limited({ ...route, path: `/v1${route.path}` })]),
    limitKey: (request) => tokenOf(request) ?? mailtoOf(request) ?? '',
    before: (request) => refusal(request, apiKeys),
    replyHeaders: (request, status) => (status === 429 ? {} : limitHeaders(request, settings.limits)),
    errorReply,
  });
}

function limited(route: EmulatorRoute): EmulatorRoute {
  return {
    ...route,
    limit: (request) => poolName(request, kindOf(route, request)),
    async handler(request) {
      try {
        return await route.handler(request);
      } catch (error) {
        if (error instanceof RequestProblem) return error.reply;
        throw error;
      }
    },
  };
}

const kindOf = ({ limit }: EmulatorRoute, request: EmulatorRequest): string =>
  (typeof limit === 'function' ? limit(request) : limit) ?? 'single';

function tokenOf({ headers }: EmulatorRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.get('crossref-plus-api-token') ?? '')?.[1];
}

function mailtoOf({ query, headers }: EmulatorRequest): string | undefined {
  return query.get('mailto') ?? /mailto:([^\s;)]+)/.exec(headers.get('user-agent') ?? '')?.[1];
}

function poolName(request: EmulatorRequest, kind: string): string {
  if (tokenOf(request) !== undefined) return 'plus';
  return `${mailtoOf(request) === undefined ? 'public' : 'polite'}-${kind}`;
}

function limitHeaders(request: EmulatorRequest, limits: EmulatorLimits = 'published'): Record<string, string> {
  const isList = /^(?:\/v1)?\/[a-z]+$|\/works$/.test(request.path);
  const pool = poolName(request, isList ? 'array' : 'single');
  const rule = ruleOf(pool, limits);
  const together = concurrency[pool.split('-')[0] ?? ''];
  return {
    'x-api-pool': pool,
    ...(rule && {
      'x-rate-limit-limit': String(rule.requests),
      'x-rate-limit-interval': `${Math.max(1, Math.round(rule.perMs / 1000))}s`,
    }),
    ...(together !== undefined && limits === 'published' && { 'x-concurrency-limit': together }),
  };
}

/** What is announced is what is enforced. */
function ruleOf(pool: string, limits: EmulatorLimits): RateRule | undefined {
  if (limits === 'unlimited') return undefined;
  if (limits === 'sandbox') return perSecond(1000);
  if (limits === 'published') return PUBLISHED_LIMITS[pool];
  if (typeof limits.requests === 'number') return limits as RateRule;
  return (limits as Readonly<Record<string, RateRule>>)[pool] ?? PUBLISHED_LIMITS[pool];
}

function refusal(request: EmulatorRequest, apiKeys: readonly string[]): EmulatorReply | undefined {
  const token = tokenOf(request);
  if (token === undefined || apiKeys.includes(token)) return undefined;
  return { status: 401, headers: { 'content-type': 'text/plain' }, text: 'Unauthorized' };
}

const texts: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Resource not found.',
  405: 'Method not allowed.',
  429: 'Rate limit exceeded',
};

function errorReply({ status }: EmulatorError): EmulatorReply {
  if (status === 400) {
    const message = [{ type: 'parameter-not-allowed', value: '', message: 'The request could not be understood' }];
    return { json: { status: 'failed', 'message-type': 'validation-failure', message } };
  }
  if (status >= 500) {
    return { headers: { 'content-type': 'text/html' }, text: `<html><body><h1>${status}</h1></body></html>` };
  }
  return { headers: { 'content-type': 'text/plain' }, text: texts[status] ?? 'Error' };
}
