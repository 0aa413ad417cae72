import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorSettings,
  type RateRule,
  realClock,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { createAccount } from './account.ts';
import { crawl, extract, map } from './page-routes.ts';
import { createLibrary, type EmulatorPage } from './pages.ts';
import { answering } from './problem.ts';
import { createResearch } from './research-routes.ts';
import { samplePages } from './sample-pages.ts';
import { search } from './search-route.ts';
import { createIds, type Handler, type Service } from './service.ts';

export interface TavilyEmulatorOptions extends EmulatorSettings {
  /** The web that is searched and read. @default some twenty invented pages, `samplePages` */
  corpus?: readonly EmulatorPage[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /** Credits of the plan. @default 100000 */
  planCredits?: number;
  /** Credits that may be bought beyond it. @default 0 */
  paygoCredits?: number;
  /** Requests without a key in a day. @default 50 */
  keylessRequests?: number;
}

const perMinute = (requests: number): RateRule => ({ requests, perMs: 60_000 });
/** Of a development key, as published. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  general: perMinute(100),
  crawl: perMinute(100),
  research: perMinute(20),
  usage: { requests: 10, perMs: 600_000 },
};

const FREE_PATH = /^\/(?:search|extract)$/;
const DAY_SECONDS = 86_400;

/** An offline twin of the Tavily API: real HTTP, key check, validation, limits, credits, error bodies, reports that take time. */
export function createTavilyEmulator(options: TavilyEmulatorOptions = {}): Emulator {
  const {
    corpus = samplePages,
    apiKeys = [SANDBOX_API_KEY],
    planCredits = 100_000,
    paygoCredits = 0,
    keylessRequests = 50,
    clock = realClock,
    ...settings
  } = options;
  const ids = createIds(settings.seed ?? 1);
  const research = createResearch();
  const service: Service = {
    library: createLibrary(corpus),
    clock,
    account: createAccount(planCredits, paygoCredits),
    ids: ids.next,
  };
  let keylessLeft = keylessRequests;
  const paid =
    (handler: Handler): Handler =>
    (shared, request) => {
      shared.account.check();
      return handler(shared, request);
    };
  const routes: readonly (readonly [method: string, path: string, limit: string, handler: Handler])[] = [
    ['POST', '/search', 'general', paid(search)],
    ['POST', '/extract', 'general', paid(extract)],
    ['POST', '/crawl', 'crawl', paid(crawl)],
    ['POST', '/map', 'general', paid(map)],
    ['POST', '/research', 'research', paid(research.start)],
    ['GET', '/research/:id', 'general', research.get],
    ['GET', '/usage', 'usage', ({ account }) => ({ json: account.usage() })],
  ];

  function keyless(request: EmulatorRequest): EmulatorReply | undefined {
    const bonus = { type: 'signup', url: 'https://app.tavily.example' };
    if (!FREE_PATH.test(request.path)) {
      const message = 'This endpoint needs an API key.';
      return { status: 403, json: { error: { code: 'keyless_not_supported', message, next_actions: [bonus] } } };
    }
    if (keylessLeft > 0) {
      keylessLeft -= 1;
      return undefined;
    }
    const error = {
      code: 'keyless_daily_cap',
      message: 'The daily allowance without an API key is used up.',
      window: 'day',
      retry_after_seconds: DAY_SECONDS,
      next_actions: [bonus],
    };
    return { status: 429, json: { error } };
  }

  return createEmulator({
    ...settings,
    clock,
    name: 'tavily',
    baseUrl: 'https://api.tavily.com',
    publishedLimits: PUBLISHED_LIMITS,
    routes: routes.map(([method, path, limit, handler]) => ({
      method,
      path,
      limit,
      handler: answering((request) => handler(service, request)),
    })),
    limitKey: (request) => request.headers.get('authorization') ?? 'address',
    before(request) {
      const authorization = request.headers.get('authorization');
      if (authorization === null && request.headers.get('x-tavily-access-mode') === 'keyless') return keyless(request);
      const key = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
      if (key !== undefined && apiKeys.includes(key)) return undefined;
      return { status: 401, json: { detail: { error: 'Unauthorized: missing or invalid API key.' } } };
    },
    errorReply,
    onReset() {
      ids.reset();
      service.account.reset();
      research.reset();
      keylessLeft = keylessRequests;
    },
  });
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad request.',
  401: 'Unauthorized: missing or invalid API key.',
  403: 'URL is not supported.',
  432: 'This request exceeds your plan’s set usage limit.',
  433: 'This request exceeds the pay-as-you-go limit.',
};

function errorReply({ status, reason, retryAfterMs }: EmulatorError): EmulatorReply {
  if (reason === 'not-found') return { json: { detail: 'Not Found' } };
  if (reason === 'method-not-allowed') return { json: { detail: 'Method Not Allowed' } };
  if (status === 429) {
    const headers = retryAfterMs === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
    const error = 'Your request has been blocked due to excessive requests. Please reduce the rate of requests.';
    return { json: { detail: { error } }, ...(headers && { headers }) };
  }
  return { json: { detail: { error: MESSAGES[status] ?? 'Internal Server Error' } } };
}
