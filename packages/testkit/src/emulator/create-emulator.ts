import { realClock } from '../clock/real-clock.ts';
import { createRandom } from '../random.ts';
import { answerRequest, type ExchangeParts, holdClock, type MutableRecord } from './exchange.ts';
import { createFaultEngine } from './faults.ts';
import { type Answerer, createInProcessFetch } from './in-process.ts';
import { createRateLimiter, resolveLimits } from './rate-limiter.ts';
import { createRouter } from './router.ts';
import type { Emulator, EmulatorDefinition } from './types.ts';

/**
 * Makes an emulator of one HTTP service out of routes, a way to check the key, limits and error shapes. The same
 * definition answers in-process (`fetch`), on a real port (`listen`) and through Mock Service Worker (`mswHandlers`).
 */
export function createEmulator(definition: EmulatorDefinition): Emulator {
  const { clock = realClock, seed = 1, limits = 'published', publishedLimits = {} } = definition;
  const baseUrl = new URL(definition.baseUrl);
  const basePath = baseUrl.pathname.replace(/\/+$/, '');
  const received: MutableRecord[] = [];
  let startedAt = clock.monotonicNow();

  const parts: ExchangeParts = {
    definition,
    basePath,
    clock,
    router: createRouter(definition.routes),
    limiter: createRateLimiter(resolveLimits(limits, publishedLimits, limitNames(definition)), () =>
      clock.monotonicNow(),
    ),
    faults: createFaultEngine(() => createRandom(seed)),
    startedAt: () => startedAt,
  };

  const answer: Answerer = (incoming, signal) => {
    const record: MutableRecord = {
      method: incoming.method,
      path: belowBase(incoming.url.pathname, basePath),
      query: incoming.url.search,
      headers: Object.fromEntries(incoming.headers),
      bodyText: incoming.bodyText,
      at: clock.now(),
      transport: incoming.transport,
      aborted: false,
      finished: false,
    };
    received.push(record);
    return { record, answer: answerRequest(parts, incoming, record, signal) };
  };

  const fetch = createInProcessFetch(baseUrl, answer, 'fetch', () => holdClock(clock));
  const mswFetch = createInProcessFetch(baseUrl, answer, 'msw', () => holdClock(clock));
  return {
    name: definition.name,
    baseUrl: definition.baseUrl,
    clock,
    fetch,
    faults: parts.faults.script,
    requests: received,
    async listen(options) {
      const server = await import('./listen.ts');
      return server.listen(basePath, answer, options);
    },
    mswHandlers(msw) {
      const resolver = async ({ request }: { request: Request }): Promise<Response> => {
        try {
          return await mswFetch(request);
        } catch (error) {
          if (error instanceof TypeError) return Response.error();
          throw error;
        }
      };
      return [msw.http.all(`${baseUrl.origin}${basePath}/*`, resolver)];
    },
    reset() {
      received.length = 0;
      startedAt = clock.monotonicNow();
      parts.faults.reset();
      parts.limiter.reset();
      definition.onReset?.();
    },
  };
}

/** A path outside the base keeps a mark, so that no route can match it. */
function belowBase(pathname: string, basePath: string): string {
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : `(outside ${basePath})${pathname}`;
}

function limitNames(definition: EmulatorDefinition): string[] {
  const used = definition.routes.flatMap((route) => (typeof route.limit === 'string' ? [route.limit] : []));
  return [...new Set([...Object.keys(definition.publishedLimits ?? {}), ...used])];
}
