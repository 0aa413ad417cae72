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
import { dataRoutes } from './data-routes.ts';
import { jobRoutes, type Route } from './job-routes.ts';
import { createJobStore } from './job-store.ts';
import { map } from './map-route.ts';
import { answering, problemReply } from './problem.ts';
import { samplePages } from './sample-pages.ts';
import { scrape, waitForPage } from './scrape-route.ts';
import { search } from './search-route.ts';
import { createCredits, createIds, createPageStore, type Service } from './service.ts';
import { createWeb, type EmulatorPage } from './web.ts';

export interface FirecrawlEmulatorOptions extends EmulatorSettings {
  /** The web that is scraped, searched and crawled. @default some twenty invented pages, `samplePages` */
  corpus?: readonly EmulatorPage[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /** Credits of the team. @default 100000 */
  credits?: number;
  /** Time a page of a crawl or batch takes, in milliseconds. @default 500 */
  pageMs?: number;
  /** Pages in one part of a job's result. @default 10 */
  partSize?: number;
}

/** Requests per minute and team of the free plan, as published. */
const perMinute = (requests: number): RateRule => ({ requests, perMs: 60_000 });
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  scrape: perMinute(10),
  map: perMinute(10),
  search: perMinute(10),
  agent: perMinute(10),
  crawl: perMinute(2),
  status: perMinute(500),
};

const BASE_URL = 'https://api.firecrawl.dev/v2';
/** What the free daily allowance covers. */
const FREE_PATH = /^\/(?:scrape|search)$/;

/**
 * An offline twin of the Firecrawl API, version 2: real HTTP, key check, validation, limits, credits, error bodies, and
 * jobs that progress with the clock over a web you give it.
 */
export function createFirecrawlEmulator(options: FirecrawlEmulatorOptions = {}): Emulator {
  const {
    corpus = samplePages,
    apiKeys = [SANDBOX_API_KEY],
    credits: plan = 100_000,
    pageMs = 500,
    partSize = 10,
    clock = realClock,
    ...settings
  } = options;
  const ids = createIds(settings.seed ?? 1);
  const service: Service = {
    web: createWeb(corpus),
    clock,
    credits: createCredits(plan),
    jobs: createJobStore(clock),
    store: createPageStore(),
    ids: ids.next,
    pageMs,
    partSize,
    originOf(request) {
      const host = request.headers.get('host');
      return host === null ? BASE_URL : `http://${host}/v2`;
    },
  };
  const routes: readonly Route[] = [
    ['POST', '/scrape', 'scrape', scrape],
    ['POST', '/search', 'search', search],
    ['POST', '/map', 'map', map],
    ...jobRoutes,
    ...dataRoutes,
  ];

  return createEmulator({
    ...settings,
    clock,
    name: 'firecrawl',
    baseUrl: BASE_URL,
    publishedLimits: PUBLISHED_LIMITS,
    routes: routes.map(([method, path, limit, handler]) => ({
      method,
      path,
      limit,
      handler: answering((request) => handler(service, request)),
    })),
    limitKey: (request) => request.headers.get('authorization') ?? 'address',
    async before(request) {
      const authorization = request.headers.get('authorization');
      const key = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
      const isFree = authorization === null && FREE_PATH.test(request.path);
      if (isFree || (key !== undefined && apiKeys.includes(key))) {
        return waitForPage(service, request).then(
          () => undefined,
          (problem) => problemReply(problem),
        );
      }
      const error = authorization === null ? 'Unauthorized' : 'Unauthorized: Invalid token';
      return { status: 401, json: { success: false, error } };
    },
    errorReply,
    onReset() {
      ids.reset();
      service.credits.reset();
      service.jobs.reset();
      service.store.reset();
    },
  });
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized: Invalid token',
  402: 'Payment Required: Insufficient credits',
  403: 'Forbidden',
  408: 'Request Timeout',
  429: 'Rate limit exceeded',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

function errorReply({ status, reason, retryAfterMs }: EmulatorError, request: EmulatorRequest): EmulatorReply {
  if (reason === 'not-found' || reason === 'method-not-allowed') {
    const text = `<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head><body><pre>Cannot ${request.method} this path</pre></body></html>\n`;
    return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, text };
  }
  const json = {
    success: false,
    ...(status >= 500 && { code: 'UNKNOWN_ERROR' }),
    error: MESSAGES[status] ?? 'An unexpected error occurred',
  };
  const headers = retryAfterMs === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return { json, ...(headers && { headers }) };
}
