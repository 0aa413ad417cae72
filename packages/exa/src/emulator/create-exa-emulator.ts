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
import { agentRoutes } from './agent-routes.ts';
import { createAgentRuns } from './agent-runs.ts';
import { answer } from './answer-route.ts';
import { contents } from './contents-route.ts';
import { context, findSimilar, retiredResearch } from './other-routes.ts';
import { createPageLibrary, type EmulatorPage, type PageLibrary } from './pages.ts';
import { ExaProblem } from './problem.ts';
import { answering, createRequestIds } from './requests.ts';
import { samplePages } from './sample-pages.ts';
import { search } from './search-route.ts';

export interface ExaEmulatorOptions extends EmulatorSettings {
  /** @default some twenty invented pages, `samplePages` */
  corpus?: readonly EmulatorPage[];
  /** Keys that are accepted. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

/** Requests per second and team, as published. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  search: { requests: 10, perMs: 1000 },
  contents: { requests: 100, perMs: 1000 },
  answer: { requests: 10, perMs: 1000 },
};

const PROTECTED_PATH = /^\/(?:search|contents|answer|findSimilar|context|research|agent)(?:\/|$)/;
const PAYABLE_PATH = /^\/(?:search|contents)$/;

/**
 * An offline twin of the Exa API: real HTTP, key check before the body, validation, limits, error bodies, partial failures
 * and event streams over a corpus you give it.
 */
export function createExaEmulator(options: ExaEmulatorOptions = {}): Emulator {
  const { corpus = samplePages, apiKeys = [SANDBOX_API_KEY], clock = realClock, ...settings } = options;
  const library = createPageLibrary(corpus);
  const requestIds = createRequestIds(settings.seed ?? 1);
  const runs = createAgentRuns(library, clock);

  type Handler = (library: PageLibrary, request: EmulatorRequest, requestId: string) => EmulatorReply;
  const post = (path: string, handler: Handler, limit: string): EmulatorRoute => ({
    method: 'POST',
    path,
    limit,
    handler: answering(requestIds, (request, requestId) => handler(library, request, requestId)),
  });
  const retired = ['GET', 'POST'].flatMap((method) =>
    ['/research', '/research/:rest*'].map((path) => ({
      method,
      path,
      handler: answering(requestIds, retiredResearch),
    })),
  );

  return createEmulator({
    ...settings,
    clock,
    name: 'exa',
    baseUrl: 'https://api.exa.ai',
    publishedLimits: PUBLISHED_LIMITS,
    routes: [
      post('/search', search, 'search'),
      post('/contents', contents, 'contents'),
      post('/answer', answer, 'answer'),
      post('/findSimilar', findSimilar, 'search'),
      post('/context', context, 'search'),
      ...agentRoutes(runs, clock, requestIds),
      ...retired,
    ],
    limitKey: (request) => keyOf(request),
    before(request) {
      if (!PROTECTED_PATH.test(request.path)) return undefined;
      const key = keyOf(request);
      if (key !== undefined && apiKeys.includes(key)) return undefined;
      if (key === undefined && PAYABLE_PATH.test(request.path)) return paymentChallenge(request);
      return new ExaProblem(401, 'INVALID_API_KEY', 'Invalid API key').toReply(requestIds.of(request));
    },
    errorReply: (error, request) => errorReply(error, requestIds.of(request)),
    replyHeaders: (request, status) => ({
      'x-request-id': requestIds.of(request),
      ...(status < 300 && { 'x-exa-queued': 'false', 'x-exa-queue-ms': '0' }),
    }),
    onReset() {
      requestIds.reset();
      runs.reset();
    },
  });
}

/** `x-api-key`, or the equally accepted bearer token. */
function keyOf(request: EmulatorRequest): string | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return request.headers.get('x-api-key') ?? bearer;
}

/** The x402 answer to a request without any key. */
function paymentChallenge(request: EmulatorRequest): EmulatorReply {
  const accepts = [{ scheme: 'exact', network: 'base', maxAmountRequired: '7000', resource: request.path }];
  return { status: 402, json: { x402Version: 1, error: 'Payment required', accepts } };
}

const TAGS: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  401: 'INVALID_API_KEY',
  402: 'NO_MORE_CREDITS',
  403: 'INSUFFICIENT_SCOPE',
  404: 'NOT_FOUND',
  503: 'SERVICE_OVERLOADED',
};

function errorReply({ status, reason }: EmulatorError, requestId: string): EmulatorReply {
  if (reason === 'not-found' || reason === 'method-not-allowed') {
    const text =
      '<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head><body><pre>Cannot serve this path</pre></body></html>\n';
    return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, text };
  }
  // Seen without tag and request id.
  if (status === 429) return { json: { error: 'You have exceeded your rate limit.' } };
  const tag = TAGS[status] ?? (status >= 500 ? 'INTERNAL_ERROR' : 'DEFAULT_ERROR');
  return { json: { requestId, error: `The request failed with status ${status}`, tag } };
}
