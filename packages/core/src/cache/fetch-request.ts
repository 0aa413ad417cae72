import { type RequestRules, readRequestRules } from './cache-control.ts';
import type { CacheSettings } from './cache-core.ts';
import { credentialFields, splitUrl } from './cache-key.ts';
import type { RequestHeaders } from './selecting.ts';

/** The part of `fetch` that is used. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface CachedFetchOptions extends CacheSettings {
  /** What asks the service. @default the global fetch */
  fetch?: Fetch;
  /** Bound of a revalidation in the background, in milliseconds. @default 30000 */
  revalidationTimeoutMs?: number;
}

/** A request as the cache sees it. */
export interface FetchRequest {
  readonly method: string;
  /** Absolute and without fragment; for keys use `keyUrl`. */
  readonly url: string;
  readonly keyUrl: string;
  readonly credentials: string;
  readonly headers: RequestHeaders;
  readonly rules: RequestRules;
  readonly signal: AbortSignal | undefined;
  readonly redirect: RequestRedirect;
  /** The cache must stay out of it: a part of an answer is asked for, or a condition only the service can judge. */
  readonly bypass: boolean;
  /** Sends it, as it is or with other header fields (`undefined` removes one) and another signal. */
  send(changes?: { headers?: Record<string, string | undefined>; signal?: AbortSignal }): Promise<Response>;
}

const onlyForTheService = ['range', 'if-range', 'if-match', 'if-unmodified-since'];

/** Reads what `fetch` was called with; `undefined` for anything but a valid HTTP URL, which is fetch's to judge. */
export function readFetchRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  fetch: Fetch,
): FetchRequest | undefined {
  const request = typeof input === 'object' && 'headers' in input ? input : undefined;
  const parsed = parseUrl(request === undefined ? String(input) : request.url);
  if (parsed === undefined) return undefined;
  const keyed = splitUrl(parsed);
  const headers = readHeaders(init?.headers ?? request?.headers);
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const mode = init?.cache ?? request?.cache ?? 'default';
  const rules = applyMode(readRequestRules(headers.get('cache-control'), headers.get('pragma')), mode);
  return {
    method,
    url: parsed,
    keyUrl: keyed.url,
    credentials: credentialFields(headers) + keyed.credentials,
    headers,
    rules,
    signal: (init?.signal === undefined ? request?.signal : init.signal) ?? undefined,
    redirect: init?.redirect ?? request?.redirect ?? 'follow',
    bypass:
      rules.noStore ||
      Boolean(init?.integrity ?? request?.integrity) ||
      onlyForTheService.some((name) => headers.has(name)),
    send(changes) {
      if (changes === undefined) return fetch(input, init);
      const fields = new Headers([...headers]);
      for (const [name, value] of Object.entries(changes.headers ?? {})) {
        if (value === undefined) fields.delete(name);
        else fields.set(name, value);
      }
      return fetch(input, {
        ...init,
        headers: fields,
        ...(changes.signal === undefined ? {} : { signal: changes.signal }),
      });
    },
  };
}

function parseUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { href, protocol } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const hash = href.indexOf('#');
  return hash < 0 ? href : href.slice(0, hash);
}

const noHeaders: RequestHeaders = new Map();

function readHeaders(headers: HeadersInit | undefined): RequestHeaders {
  if (headers === undefined) return noHeaders;
  // Headers also refuses what must not be sent: invalid names, and line breaks in values.
  return new Map(headers instanceof Headers ? headers : new Headers(headers));
}

/** `RequestInit.cache` in terms of request directives. */
function applyMode(rules: RequestRules, mode: RequestCache): RequestRules {
  if (mode === 'no-store') return { ...rules, noStore: true };
  if (mode === 'no-cache' || mode === 'reload') return { ...rules, noCache: true };
  if (mode === 'force-cache') return { ...rules, maxStaleMs: Number.POSITIVE_INFINITY };
  if (mode === 'only-if-cached') return { ...rules, onlyIfCached: true, maxStaleMs: Number.POSITIVE_INFINITY };
  return rules;
}
