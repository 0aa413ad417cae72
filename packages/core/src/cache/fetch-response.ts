import type { FetchRequest } from './fetch-request.ts';
import { ageMs, type Freshness } from './freshness.ts';
import { headerOf, type StoredAnswer } from './model.ts';
import { readyResponse } from './ready-response.ts';
import { callerHasIt } from './validation.ts';

/**
 * Where a response of a cached fetch came from:
 * - `hit`: stored and fresh; nothing was sent
 * - `stale`: stored and stale, but allowed: it is being revalidated, the service failed, or the request accepts it
 * - `revalidated`: stored, and the service said it has not changed
 * - `miss`: from the service
 * - `bypass`: from the service, without asking the cache
 */
export type FetchCacheOutcome = 'hit' | 'stale' | 'revalidated' | 'miss' | 'bypass';

const outcomes = new WeakMap<Response, FetchCacheOutcome>();

/** How a response of a cached fetch came about; `undefined` for any other response, also for a clone of one. */
export function cacheOutcome(response: Response): FetchCacheOutcome | undefined {
  return outcomes.get(response);
}

export function withOutcome(response: Response, outcome: FetchCacheOutcome): Response {
  outcomes.set(response, outcome);
  return response;
}

export type StoredResponse = StoredAnswer<Uint8Array<ArrayBuffer>>;

/** Statuses whose responses have no body at all. */
export const bodiless: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** What a 304 repeats (RFC 9110, 15.4.5). */
const repeatedBy304 = new Set([
  'age',
  'cache-control',
  'content-location',
  'date',
  'etag',
  'expires',
  'last-modified',
  'vary',
]);

/** Builds the response a caller gets of a stored one: a 304 where the caller's own condition says that it has it. */
export function toResponse(
  answer: StoredResponse,
  freshness: Freshness,
  request: FetchRequest,
  outcome: FetchCacheOutcome,
  nowMs: number,
): Response {
  const hasIt = callerHasIt(request.headers, answer);
  const age = Math.floor(ageMs(answer, freshness, nowMs) / 1000);
  const fields: [string, string][] = [];
  for (const [name, value] of answer.headers) {
    if (name === 'age' || (hasIt && !repeatedBy304.has(name))) continue;
    fields.push([name, value]);
  }
  // An age of infinity is a clock that was set back: nothing is known then. Just validated answers need none.
  if (outcome !== 'revalidated' && Number.isFinite(age)) fields.push(['age', String(age)]);
  const validatedAge = outcome === 'revalidated' ? headerOf(answer.headers, 'age') : undefined;
  if (validatedAge !== undefined) fields.push(['age', validatedAge]);
  const status = hasIt ? 304 : answer.status;
  const body = request.method === 'HEAD' || bodiless.has(status) ? null : answer.body;
  const init = { status, statusText: hasIt ? 'Not Modified' : answer.statusText, headers: fields };
  const response = body === null ? new Response(null, init) : readyResponse(body, init);
  return withOutcome(atUrl(response, request.url), outcome);
}

/** The same response with another body. */
export function withBody(response: Response, body: BodyInit | null): Response {
  const { status, statusText, headers, url } = response;
  return atUrl(new Response(body, { status, statusText, headers }), url);
}

/** A constructed response has no URL of its own. */
function atUrl(response: Response, url: string): Response {
  Object.defineProperty(response, 'url', { value: url, configurable: true });
  return response;
}

export function gatewayTimeout(request: FetchRequest): Response {
  return withOutcome(atUrl(new Response(null, { status: 504, statusText: 'Gateway Timeout' }), request.url), 'miss');
}
