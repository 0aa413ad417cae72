import { createCacheCore } from './cache-core.ts';
import { secretTexts, splitUrl } from './cache-key.ts';
import { createExchange } from './exchange.ts';
import { type CachedFetchOptions, type Fetch, type FetchRequest, readFetchRequest } from './fetch-request.ts';
import { gatewayTimeout, type StoredResponse, toResponse, withOutcome } from './fetch-response.ts';
import { judge } from './freshness.ts';
import { headerList } from './model.ts';
import { untilAborted } from './shared-work.ts';
import { headConfirms, refreshed } from './validation.ts';

/** Methods that change nothing; all others make the cache forget what they were sent to. */
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Makes a `fetch` with a private cache in front, as RFC 9111 describes it. Entries are kept apart by the credentials of
 * their requests: what was fetched with one key is never served to another. `cacheOutcome(response)` tells where a
 * response came from.
 *
 * The cache has to see the credentials: put a `fetch` that adds them in front of it, never behind.
 *
 * @example
 * const cached = createCachedFetch({ store: createMemoryStore({ maxBytes: 16 * 1024 * 1024 }) });
 * const response = await cached('https://api.example.com/items');
 */
export function createCachedFetch(options: CachedFetchOptions = {}): Fetch {
  const core = createCacheCore(options);
  const send: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const exchange = createExchange(core, options);

  async function keyOf(request: FetchRequest, url = request.keyUrl, credentials = request.credentials) {
    return `fetch ${await core.partition(credentials)} ${url}`;
  }

  async function answer(request: FetchRequest): Promise<Response> {
    const partition = core.partition(request.credentials);
    const key = `fetch ${typeof partition === 'string' ? partition : await partition} ${request.keyUrl}`;
    const search = core.find(key, request.headers);
    const found = search instanceof Promise ? await untilAborted(search, request.signal) : search;
    // A stored redirect is for callers that asked to see redirects: nothing is followed out of the cache.
    const isRedirect = found !== undefined && found.status >= 300 && found.status <= 399;
    const isUsable = found?.body instanceof Uint8Array && (!isRedirect || request.redirect === 'manual');
    const stored = isUsable ? (found as StoredResponse) : undefined;
    if (stored === undefined) {
      if (request.rules.onlyIfCached) return gatewayTimeout(request);
      return request.method === 'HEAD' ? head(request, key, undefined) : exchange.miss(request, key);
    }
    const freshness = core.freshness(stored);
    const now = core.clock.now();
    const verdict = judge(stored, freshness, request.rules, now);
    if (verdict === 'fresh') return toResponse(stored, freshness, request, 'hit', now);
    const mayAsk = !request.rules.onlyIfCached && request.method === 'GET';
    if (verdict === 'stale-accepted' || (verdict === 'stale-while-revalidate' && !mayAsk))
      return toResponse(stored, freshness, request, 'stale', now);
    if (request.rules.onlyIfCached) return gatewayTimeout(request);
    if (request.method === 'HEAD') return head(request, key, stored);
    if (verdict === 'validate') return exchange.revalidate(request, key, stored);
    exchange.revalidateInBackground(request, key, stored);
    return toResponse(stored, freshness, request, 'stale', now);
  }

  /** A HEAD is answered from what a GET stored; what the service says about one corrects that (RFC 9111, 4.3.5). */
  async function head(request: FetchRequest, key: string, stored: StoredResponse | undefined): Promise<Response> {
    const begun = core.begin();
    const requestedAtMs = core.clock.now();
    const response = await request.send();
    if (stored !== undefined && response.status === 200 && !response.redirected) {
      const confirmation = { requestedAtMs, receivedAtMs: core.clock.now(), headers: headerList(response.headers) };
      if (headConfirms(confirmation.headers, stored)) {
        const next = refreshed(stored, confirmation, request.headers, secretTexts(request.credentials));
        exchange.keep(key, next, request, begun);
      } else await core.remove(key);
    }
    return withOutcome(response, 'miss');
  }

  /** RFC 9111, 4.4: what a request may have changed is forgotten, also under the names that the answer gives. */
  async function invalidate(request: FetchRequest, response: Response): Promise<void> {
    if (response.status < 200 || response.status > 399) return;
    const urls = new Set([request.url]);
    for (const name of ['location', 'content-location']) {
      const other = response.headers.get(name);
      if (other === null || !URL.canParse(other, request.url)) continue;
      const { href, origin } = new URL(other, request.url);
      if (origin === new URL(request.url).origin) urls.add(href);
    }
    for (const url of urls) {
      const keyed = splitUrl(url);
      const own = request.credentials.replace(/^\?.*\n/gm, '');
      for (const credentials of new Set([own + keyed.credentials, keyed.credentials])) {
        await core.remove(await keyOf(request, keyed.url, credentials));
      }
    }
  }

  return async function cachedFetch(input, init) {
    const request = readFetchRequest(input, init, send);
    if (request === undefined) return withOutcome(await send(input, init), 'bypass');
    request.signal?.throwIfAborted();
    if (request.method === 'GET' || request.method === 'HEAD') {
      return request.bypass ? withOutcome(await request.send(), 'bypass') : answer(request);
    }
    const response = await request.send();
    if (!safe.has(request.method)) await invalidate(request, response);
    return withOutcome(response, 'bypass');
  };
}
