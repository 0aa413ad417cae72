import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorRoute,
  type EmulatorSettings,
  type RateRule,
  realClock,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { createAccountRoutes, type EmulatorConnection } from './account-routes.ts';
import { createArchive, type EmulatorCorpus } from './archive.ts';
import { countAll, countRecent } from './counts-route.ts';
import { post, posts, user, userByUsername, users, usersByUsernames } from './lookup-routes.ts';
import { createMeter, type MeterOptions } from './meter.ts';
import { problem, XProblem } from './problems.ts';
import { createRules } from './rule-routes.ts';
import { searchAll, searchRecent, userMentions, userPosts } from './search-routes.ts';
import { answering, type XHandler, type XService } from './service.ts';
import { createSyntheticPosts } from './synthetic-posts.ts';
import { createWindows, tooManyRequests } from './windows.ts';
import type { Wording } from './wording.ts';

export interface XEmulatorOptions extends EmulatorSettings, MeterOptions {
  /** @default some thirty invented posts, generated from `seed` for the emulator's time */
  corpus?: EmulatorCorpus;
  /** Bearer tokens that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /** The names requests must use and answers come in. @default 'either': the request's own */
  vocabulary?: Wording | 'either';
  /** How long queries may be. @default 'pay-per-use' */
  access?: XService['access'];
  /** Streams that are or were open. @default none */
  connections?: readonly EmulatorConnection[];
}

/** The archive's other limit; the windows of fifteen minutes are in `windows.ts`. */
const PER_SECOND: Readonly<Record<string, RateRule>> = { 'search-all': { requests: 1, perMs: 1000 } };

/**
 * An offline twin of the X API v2: real HTTP, bearer tokens, X's query language, fields and expansions in both
 * vocabularies, partial errors, paging, limits, prepaid credit and the monthly cap, over posts you give it.
 */
export function createXEmulator(options: XEmulatorOptions = {}): Emulator {
  const { apiKeys = [SANDBOX_API_KEY], clock = realClock, seed = 1, vocabulary = 'either' } = options;
  const { corpus = createSyntheticPosts({ seed, now: clock.now() }) } = options;
  const meter = createMeter(options);
  const service: XService = {
    archive: createArchive(corpus),
    meter,
    wording: vocabulary,
    access: options.access ?? 'pay-per-use',
  };
  const rules = createRules(service);
  const account = createAccountRoutes(service, options.connections ?? []);
  let answered = 0;

  const get = (path: string, handler: XHandler, limit: string): EmulatorRoute => ({
    method: 'GET',
    path,
    limit,
    handler: answering(service, handler),
  });

  const windows = createWindows(options.limits, (request) => tokenOf(request) ?? '');
  const allRoutes = [
    get('/2/tweets/search/recent', searchRecent, 'search-recent'),
    get('/2/tweets/search/all', searchAll, 'search-all'),
    get('/2/tweets/counts/recent', countRecent, 'counts'),
    get('/2/tweets/counts/all', countAll, 'counts'),
    ...rules.routes,
    get('/2/tweets', posts, 'posts'),
    get('/2/tweets/:id', post, 'post'),
    get('/2/users/by', usersByUsernames, 'users'),
    get('/2/users/by/username/:username', userByUsername, 'users'),
    get('/2/users', users, 'users'),
    get('/2/users/:id', user, 'users'),
    get('/2/users/:id/tweets', userPosts, 'timelines'),
    get('/2/users/:id/mentions', userMentions, 'mentions'),
    ...account.routes,
  ];

  return createEmulator({
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(options.latencyMs !== undefined && { latencyMs: options.latencyMs }),
    seed,
    clock,
    name: 'x',
    baseUrl: 'https://api.x.com',
    publishedLimits: PER_SECOND,
    routes: allRoutes.map(windows.guard),
    limitKey: tokenOf,
    before(request) {
      const token = tokenOf(request);
      if (token !== undefined && apiKeys.includes(token)) return undefined;
      return new XProblem(401, problem('about:blank', 'Unauthorized', 'Unauthorized')).toReply();
    },
    errorReply: (error, request) => errorReply(error, request.clock.now()),
    replyHeaders() {
      answered += 1;
      return {
        'x-transaction-id': (seed * 1_000_003 + answered).toString(16).padStart(16, '0'),
        'api-version': '2.165',
      };
    },
    onReset() {
      meter.reset();
      windows.reset();
      rules.reset();
      account.reset();
      answered = 0;
    },
  });
}

const tokenOf = ({ headers }: EmulatorRequest): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];

const TITLES: Readonly<Record<number, readonly [kind: string, title: string, detail: string]>> = {
  400: ['invalid-request', 'Invalid Request', 'One or more parameters to your request was invalid.'],
  401: ['about:blank', 'Unauthorized', 'Unauthorized'],
  402: ['credits', 'CreditsDepleted', 'Your enrolled account does not have any credits to fulfill this request.'],
  403: ['client-forbidden', 'Client Forbidden', 'This client is not enrolled for this endpoint.'],
  404: ['about:blank', 'Not Found', 'Not Found'],
};

function errorReply({ status, reason, retryAfterMs }: EmulatorError, now: number): EmulatorReply {
  // An unknown path is answered with nothing at all.
  if (reason === 'not-found' || reason === 'method-not-allowed') return { status: 404, text: '' };
  if (status === 429) {
    const headers: Record<string, string> = {};
    if (reason === 'rate-limited') headers['x-rate-limit-remaining'] = '0';
    if (retryAfterMs !== undefined) headers['x-rate-limit-reset'] = String(Math.ceil((now + retryAfterMs) / 1000));
    return { ...tooManyRequests(), headers };
  }
  const [kind, title, detail] = TITLES[status] ?? ['internal-error', 'Internal Error', 'Something is broken.'];
  return new XProblem(status, problem(kind, title, detail)).toReply();
}
