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
import { createLedger } from './budget.ts';
import { builtInWorks, type EmulatorWork } from './corpus.ts';
import { createLibrary } from './library.ts';
import { listRoutes } from './list-routes.ts';
import { RequestProblem } from './problems.ts';
import { autocompleteRoutes, contentRoute, singleRoutes } from './single-routes.ts';

export interface OpenAlexEmulatorOptions extends EmulatorSettings {
  /** @default the twenty invented papers of `@headwater/testkit` */
  corpus?: readonly EmulatorWork[];
  /** Keys that are accepted; every other key is refused, and no key at all has the small budget. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
  /** Ids that were merged, to the id they were merged into. @default W4900009999 into the first work */
  merged?: Readonly<Record<string, string>>;
  /**
   * The day's budget in US dollars with and without a key.
   * @default 1 and 0.1 with the published limits, unlimited with others
   */
  dailyBudgetUsd?: { keyed: number; anonymous: number };
}

/** https://help.openalex.org/api/authentication, https://help.openalex.org/api/semantic-search */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  burst: { requests: 100, perMs: 1000 },
  semantic: { requests: 1, perMs: 1000 },
};

const creditsPerUsd = 10_000;
const unlimitedCredits = 1_000_000_000;
const longestUrl = 4094;

/**
 * An offline twin of the OpenAlex API: real HTTP, key check, the day's budget and its headers, filters, searches, groups,
 * cursors, merged ids and error bodies over a corpus you give it. Plain words of a search are ranked; only quotes and
 * operators must hold. Stored PDFs, which have a host of their own, stand below `/content`.
 */
export function createOpenAlexEmulator(options: OpenAlexEmulatorOptions = {}): Emulator {
  const {
    corpus = builtInWorks,
    apiKeys = [SANDBOX_API_KEY],
    merged = { W4900009999: 'W4900000001' },
    dailyBudgetUsd,
    ...settings
  } = options;
  const library = createLibrary(corpus);
  const isPublished = (settings.limits ?? 'published') === 'published';
  const ledger = createLedger((caller) => {
    if (!isPublished && dailyBudgetUsd === undefined) return unlimitedCredits;
    const { keyed, anonymous } = dailyBudgetUsd ?? { keyed: 1, anonymous: 0.1 };
    return Math.round((caller === '' ? anonymous : keyed) * creditsPerUsd);
  });
  const routes: EmulatorRoute[] = [
    ...listRoutes(library),
    ...autocompleteRoutes(library),
    {
      method: 'GET',
      path: '/rate-limit',
      limit: 'burst',
      handler: (request) => ({ json: { api_key: '…', rate_limit: ledger.status(request, keyOf(request) ?? '') } }),
    },
    contentRoute(library),
    ...singleRoutes(library, merged),
  ];

  function handle(route: EmulatorRoute): EmulatorRoute['handler'] {
    return async (request) => {
      try {
        const reply = await route.handler(request);
        if ((reply.status ?? 200) < 400) ledger.charge(request, keyOf(request) ?? '');
        return reply;
      } catch (error) {
        if (error instanceof RequestProblem) return error.reply;
        throw error;
      }
    };
  }

  return createEmulator({
    ...settings,
    name: 'openalex',
    baseUrl: 'https://api.openalex.org',
    publishedLimits: PUBLISHED_LIMITS,
    routes: routes.map((route) => ({ ...route, handler: handle(route) })),
    limitKey: (request) => keyOf(request) ?? '',
    before: (request) => refusal(request, apiKeys) ?? ledger.check(request, keyOf(request) ?? ''),
    replyHeaders: (request, status) => ledger.headers(request, keyOf(request) ?? '', status),
    errorReply: (error) => ({ json: errorBody(error) }),
    onReset: () => ledger.reset(),
  });
}

function keyOf({ query, headers }: EmulatorRequest): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return query.get('api_key') ?? bearer;
}

function refusal(request: EmulatorRequest, apiKeys: readonly string[]): EmulatorReply | undefined {
  const key = keyOf(request);
  if (key !== undefined && !apiKeys.includes(key)) {
    return { status: 401, json: { error: 'Unauthorized', message: 'Invalid API key' } };
  }
  const bytes = request.path.length + (request.query.size === 0 ? 0 : `?${request.query}`.length);
  if (bytes <= longestUrl) return undefined;
  const message = `Your request URL is ${bytes} bytes, over the ${longestUrl}-byte limit (roughly 4 KB).`;
  return { status: 400, json: { error: 'Request URL too long', message } };
}

function errorBody({ status }: EmulatorError): object {
  if (status === 429) return { error: 'Rate limit exceeded', message: 'Too many requests per second.' };
  if (status === 404) return { error: 'Not Found', message: 'The requested URL was not found on the server.' };
  if (status === 401) return { error: 'Unauthorized', message: 'Invalid API key' };
  if (status === 403) return { error: 'Forbidden', message: 'You do not have access to this resource.' };
  if (status < 500) return { error: 'Bad Request', message: 'The request could not be understood.' };
  return { error: 'Server Error', message: 'Something went wrong.' };
}
