import type { CachedCall, CallCache, CallCacheRequest } from '../cache/index.ts';
import type { SkippedItem } from '../contract/documents.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import type { Call, Connection } from './call.ts';
import type { CallResult, Operation, ResponseInfo } from './operation.ts';
import type { PreparedRequest } from './request.ts';
import { CallResponse } from './response-info.ts';
import type { CallScope } from './scope.ts';

/** What is stored of a call: its validated answer, and what is known of the request that brought it. */
interface StoredCall<Output> {
  value: Output;
  skipped: SkippedItem[];
  bytes: number;
  requestId: string | undefined;
}

/** Asks the service; with conditions, the answer may be an empty 304. */
export type Ask<Output> = (conditions?: Readonly<Record<string, string>>) => Promise<CallResult<Output>>;

/** How one call uses the cache. */
export interface CacheUse<Output> {
  /** A stored answer that serves the call as it is, or `undefined`: the service has to be asked. */
  readonly answer: CallResult<Output> | undefined;
  /** Whether that answer should be asked for anew meanwhile. */
  readonly revalidate: boolean;
  /** Asks the service, conditionally where that can save an answer, and stores what comes back. */
  fill(ask: Ask<Output>): Promise<CallResult<Output>>;
}

/** Looks a call up: at once, unless the store takes its time. */
export function lookUp<Output>(
  cache: CallCache,
  call: Call<Operation<any, Output>>,
  { lane, credential }: Connection,
  request: PreparedRequest,
): CacheUse<Output> | Promise<CacheUse<Output>> {
  const { operation, scope } = call;
  const { provider, origin } = lane.key;
  const key: CallCacheRequest = {
    scope: `${provider} ${origin}`,
    credential,
    operation: operation.name,
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: request.json,
    ttlMs: operation.cacheTtlMs,
  };
  const use = (found: Awaited<ReturnType<typeof cache.lookup<StoredCall<Output>>>>): CacheUse<Output> => {
    const store = (result: CallResult<Output>, requestedAtMs: number): CallResult<Output> => {
      const { value, skipped, response } = result;
      const payload = { value, skipped, bytes: response.bytes, requestId: response.requestId };
      const answer = {
        status: response.status,
        headers: response.headers,
        requestedAtMs,
        receivedAtMs: scope.clock.now(),
      };
      const stored = cache.store(key, answer, payload);
      return { value: stored.value, skipped: stored.skipped, response };
    };
    if (found.state === 'miss') {
      return {
        answer: undefined,
        revalidate: false,
        async fill(ask) {
          const requestedAtMs = scope.clock.now();
          return store(await ask(), requestedAtMs);
        },
      };
    }
    if (found.state === 'fresh')
      return { answer: present(found.cached, 'hit', scope), revalidate: false, fill: (ask) => ask() };
    return {
      answer: found.usable === 'no' ? undefined : present(found.take(), 'stale', scope),
      revalidate: found.usable === 'revalidate',
      async fill(ask) {
        const requestedAtMs = scope.clock.now();
        try {
          const result = await ask(found.conditions);
          const { status, headers } = result.response;
          if (status !== 304) return store(result, requestedAtMs);
          const answer = { status, headers, requestedAtMs, receivedAtMs: scope.clock.now() };
          const confirmed = cache.refresh(key, found.stored, answer);
          if (confirmed === undefined) return store(await ask(), requestedAtMs);
          return present(confirmed, 'hit', scope, result.response.attempts);
        } catch (error) {
          // Cancelling is the caller's wish, and its own mistake is not the service's fault.
          if (!HeadwaterError.isInstance(error) || !serviceFailures.has(error.code) || !found.usableOnError())
            throw error;
          return present(found.take(), 'stale', scope);
        }
      },
    };
  };
  const looking = cache.lookup<StoredCall<Output>>(key);
  return looking instanceof Promise ? looking.then(use) : use(looking);
}

/** Failures for which `stale-if-error` (RFC 5861 section 4) speaks. */
const serviceFailures = new Set(['network', 'timeout', 'upstream', 'circuit-open', 'rate-limited', 'overloaded']);

function present<Output>(
  cached: CachedCall<StoredCall<Output>>,
  outcome: ResponseInfo['cache'],
  scope: CallScope,
  attempts = 0,
): CallResult<Output> {
  const { value, skipped, bytes, requestId } = cached.payload;
  const response = new CallResponse({
    status: cached.status,
    headers: cached.headers,
    attempts,
    bytes,
    durationMs: scope.elapsedMs,
    arrivedAt: cached.receivedAtMs,
    cache: outcome,
    requestId,
  });
  return { value, skipped, response };
}
