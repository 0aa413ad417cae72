import type { CacheCore } from './cache-core.ts';
import { secretTexts } from './cache-key.ts';
import type { CachedFetchOptions, FetchRequest } from './fetch-request.ts';
import {
  bodiless,
  type FetchCacheOutcome,
  type StoredResponse,
  toResponse,
  withBody,
  withOutcome,
} from './fetch-response.ts';
import { servesOnError } from './freshness.ts';
import { type HeaderList, headerList, headerOf } from './model.ts';
import { readWhole, tapBody } from './response-body.ts';
import { createSharedWork } from './shared-work.ts';
import { makeStored, mayStore } from './storing.ts';
import { conditions, identifies, refreshed } from './validation.ts';

/** What a shared revalidation came to. A response can be read once, so only the first to come gets it. */
type Revalidation =
  | { stored: StoredResponse; outcome: FetchCacheOutcome }
  | { response: Response; controller: AbortController; taken: boolean };

/** Failures of the service for which a stale answer may stand in (RFC 5861, 4). */
const failures: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** The half of the cached fetch that talks to the service. */
export function createExchange(core: CacheCore, options: CachedFetchOptions) {
  const { clock, maxEntryBytes } = core;
  const shared = createSharedWork<Revalidation>(clock, (result) => {
    if ('response' in result && !result.taken) discard(result.response);
  });

  function keep(key: string, answer: StoredResponse, request: FetchRequest, begun: number): void {
    if (mayStore(answer, request.rules, options)) void core.put(key, answer, request.headers, begun);
    else void core.remove(key);
  }

  /** The stored form of an answer whose header fields allow storing it, with its body still to come. */
  function storable(request: FetchRequest, response: Response, requestedAtMs: number): StoredResponse | undefined {
    const { status, statusText, url, redirected, type } = response;
    // After a redirect the answer is another URL's, and how long the redirect holds is not known.
    if (redirected || (url !== '' && url.split('#')[0] !== request.url)) return undefined;
    if (type === 'opaque' || type === 'opaqueredirect' || type === 'error') return undefined;
    const arrived = { status, statusText, headers: headerList(response.headers), ttl: null };
    const empty = { body: new Uint8Array(0), bodyBytes: 0, requestedAtMs, receivedAtMs: clock.now() };
    if (!mayStore({ ...arrived, ...empty, vary: [], always: '' }, request.rules, options)) return undefined;
    return makeStored({ ...arrived, ...empty }, request.headers, secretTexts(request.credentials));
  }

  /** Hands an answer on, storing it as its body goes by. */
  function receive(
    request: FetchRequest,
    key: string,
    response: Response,
    requestedAtMs: number,
    begun: number,
  ): Response {
    const shell = storable(request, response, requestedAtMs);
    if (shell === undefined) return withOutcome(response, 'miss');
    if (response.body === null) {
      if (isWhole(shell.headers, 0)) keep(key, shell, request, begun);
      return withOutcome(response, 'miss');
    }
    const body = tapBody(response.body, maxEntryBytes, (bytes) => {
      if (isWhole(shell.headers, bytes.byteLength)) {
        keep(key, { ...shell, body: bytes, bodyBytes: bytes.byteLength }, request, begun);
      }
    });
    return withOutcome(withBody(response, body), 'miss');
  }

  async function miss(request: FetchRequest, key: string): Promise<Response> {
    const begun = core.begin();
    const requestedAtMs = clock.now();
    return receive(request, key, await request.send(), requestedAtMs, begun);
  }

  /** Asks whether a stored answer is still good, for everybody who wants to know. */
  async function validate(
    request: FetchRequest,
    key: string,
    stored: StoredResponse,
    signal: AbortSignal,
  ): Promise<Revalidation> {
    const controller = new AbortController();
    const forward = () => controller.abort(signal.reason);
    signal.addEventListener('abort', forward, { once: true });
    const begun = core.begin();
    let requestedAtMs = clock.now();
    const asked = conditions(stored);
    let response = await request.send({ headers: asked, signal: controller.signal });
    if (response.status === 304) {
      const confirmed = confirm(request, key, stored, response, requestedAtMs, begun);
      if (confirmed !== undefined) return { stored: confirmed, outcome: 'revalidated' };
      discard(response);
      requestedAtMs = clock.now();
      response = await request.send({ signal: controller.signal });
    }
    const shell = failures.has(response.status) ? undefined : storable(request, response, requestedAtMs);
    const whole = shell && response.body ? await readWhole(response.body, maxEntryBytes) : new Uint8Array(0);
    if (shell !== undefined && whole instanceof Uint8Array && isWhole(shell.headers, whole.byteLength)) {
      const answer = { ...shell, body: whole, bodyBytes: whole.byteLength };
      keep(key, answer, request, begun);
      return { stored: answer, outcome: 'miss' };
    }
    if (response.status < 500) void core.remove(key);
    if (shell !== undefined) response = withBody(response, bodiless.has(response.status) ? null : whole);
    return { response, controller, taken: false };
  }

  /** Takes a 304 in, if it speaks of the stored answer. */
  function confirm(
    request: FetchRequest,
    key: string,
    stored: StoredResponse,
    response: Response,
    requestedAtMs: number,
    begun: number,
  ): StoredResponse | undefined {
    const confirmation = { requestedAtMs, receivedAtMs: clock.now(), headers: headerList(response.headers) };
    if (!identifies(confirmation.headers, stored)) return undefined;
    const next = refreshed(stored, confirmation, request.headers, secretTexts(request.credentials));
    keep(key, next, request, begun);
    return next;
  }

  const canStandIn = (request: FetchRequest, stored: StoredResponse) =>
    servesOnError(stored, core.freshness(stored), request.rules, clock.now());

  const present = (request: FetchRequest, stored: StoredResponse, outcome: FetchCacheOutcome) =>
    toResponse(stored, core.freshness(stored), request, outcome, clock.now());

  async function revalidate(request: FetchRequest, key: string, stored: StoredResponse): Promise<Response> {
    try {
      if (hasOwnCondition(request)) return await revalidateForCaller(request, key, stored);
      const name = `${key}\n${stored.always}\n${JSON.stringify(stored.vary)}`;
      const result = await shared.join(name, request.signal, (signal) => validate(request, key, stored, signal));
      if ('stored' in result) return present(request, result.stored, result.outcome);
      if (failures.has(result.response.status) && canStandIn(request, stored)) {
        if (!result.taken) discard(result.response);
        result.taken = true;
        return present(request, stored, 'stale');
      }
      // Only one can read it; what must not be stored must not be shared either.
      if (result.taken) return await miss(request, key);
      result.taken = true;
      return withOutcome(bindToSignal(result.response, result.controller, request.signal), 'miss');
    } catch (error) {
      if (!request.signal?.aborted && canStandIn(request, stored)) return present(request, stored, 'stale');
      throw error;
    }
  }

  /** The caller has a copy of its own and asks about that one; ours is asked about in the same request. */
  async function revalidateForCaller(request: FetchRequest, key: string, stored: StoredResponse): Promise<Response> {
    const own = conditions(stored);
    const theirs = request.headers.get('if-none-match');
    const ownTag = own['if-none-match'];
    const begun = core.begin();
    const requestedAtMs = clock.now();
    const both =
      theirs === undefined ? own : theirs.trim() === '*' || !ownTag ? {} : { 'if-none-match': `${theirs}, ${ownTag}` };
    const asksForOurs = Object.keys(both).length > 0;
    const response = await (asksForOurs ? request.send({ headers: both }) : request.send());
    if (response.status === 304 && asksForOurs) {
      const tag = response.headers.get('etag');
      // Without a tag nobody can tell whose copy is meant when both were asked about.
      const confirmed =
        theirs !== undefined && tag === null
          ? undefined
          : confirm(request, key, stored, response, requestedAtMs, begun);
      if (confirmed !== undefined) return present(request, confirmed, 'revalidated');
      if (theirs !== undefined && tag !== null) return withOutcome(response, 'miss');
      discard(response);
      return miss(request, key);
    }
    if (failures.has(response.status) && canStandIn(request, stored)) {
      discard(response);
      return present(request, stored, 'stale');
    }
    return receive(request, key, response, requestedAtMs, begun);
  }

  function revalidateInBackground(request: FetchRequest, key: string, stored: StoredResponse): void {
    const name = `${key}\n${stored.always}\n${JSON.stringify(stored.vary)}`;
    shared.startInBackground(name, options.revalidationTimeoutMs ?? 30_000, (signal) =>
      validate(request, key, stored, signal),
    );
  }

  return { keep, miss, revalidate, revalidateInBackground };
}

const hasOwnCondition = ({ headers }: FetchRequest) => headers.has('if-none-match') || headers.has('if-modified-since');

/** A body shorter or longer than it was announced broke off. With a content coding the length is the coded one's. */
function isWhole(headers: HeaderList, bytes: number): boolean {
  const announced = headerOf(headers, 'content-length');
  if (announced === undefined || headerOf(headers, 'content-encoding') !== undefined) return true;
  return announced === String(bytes);
}

function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/** The work that fetched it had a signal of its own; from here on it is this caller's. */
function bindToSignal(response: Response, controller: AbortController, signal: AbortSignal | undefined): Response {
  if (signal === undefined || response.body === null) return response;
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const release = () => signal.removeEventListener('abort', abort);
  return withBody(
    response,
    tapBody(response.body, 0, () => {}, release),
  );
}
