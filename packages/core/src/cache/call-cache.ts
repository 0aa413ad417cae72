import { readRequestRules } from './cache-control.ts';
import { type CacheCore, type CacheSettings, createCacheCore, whenReady } from './cache-core.ts';
import { credentialFields, secretTexts, splitUrl } from './cache-key.ts';
import { ageMs, judge, servesOnError } from './freshness.ts';
import { headerList, type StoredAnswer } from './model.ts';
import type { RequestHeaders } from './selecting.ts';
import { makeStored, mayStore } from './storing.ts';
import { conditions, identifies, refreshed } from './validation.ts';
import { canonicalJson, copyValue, freezeDeeply } from './values.ts';

export interface CallCacheSettings extends CacheSettings {
  /**
   * `shared` hands every caller the same frozen value; `private` a copy of its own, which costs time in proportion to
   * its size. @default 'shared'
   */
  copy?: 'shared' | 'private';
}

/** A call of an operation that only reads. Two calls that are equal in all of this get the same entry. */
export interface CallCacheRequest {
  /** Provider and origin, for example `exa https://api.exa.ai`. */
  scope: string;
  /** The key, or what else names whose call this is. Never becomes part of an entry or of its name. */
  credential?: string | undefined;
  operation: string;
  method: string;
  url: string;
  /** The request's own header fields, without credentials. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The JSON body of a POST that only reads. The order of properties makes no difference. */
  body?: unknown;
  /**
   * How long the answer stays good, in milliseconds: for a GET where the service does not say; for other methods always,
   * and without it they are not cached.
   */
  ttlMs?: number | undefined;
}

/** What came back. Times in epoch milliseconds. */
export interface CallAnswer {
  status: number;
  headers: Headers;
  requestedAtMs: number;
  receivedAtMs: number;
}

/** A stored call. */
export interface CachedCall<Payload> {
  readonly payload: Payload;
  readonly status: number;
  readonly receivedAtMs: number;
  readonly ageMs: number;
  /** A new `Headers` of what was stored; made when asked for. */
  headers(): Headers;
}

export type CallLookup<Payload> =
  | { readonly state: 'miss'; readonly key: string }
  | { readonly state: 'fresh'; readonly key: string; readonly cached: CachedCall<Payload> }
  | {
      readonly state: 'stale';
      readonly key: string;
      /** May be handed out now: `accepted` as it is, `revalidate` while it is asked for anew; `no` for neither. */
      readonly usable: 'accepted' | 'revalidate' | 'no';
      /** Header fields that make the service answer 304 when nothing changed; empty when it cannot be asked that. */
      readonly conditions: Readonly<Record<string, string>>;
      /** Whether it may stand in for a service that fails now. */
      usableOnError(): boolean;
      /** The stale entry, to hand out. */
      take(): CachedCall<Payload>;
      /** For `refresh`. */
      readonly stored: StoredAnswer<Payload>;
    };

/** A cache of validated values for the request pipeline. Synchronous as long as its store is. */
export interface CallCache {
  /** The name of a call's entry: also what concurrent misses can be joined by. Holds no credential. */
  keyOf(request: CallCacheRequest): string | Promise<string>;
  lookup<Payload>(request: CallCacheRequest): CallLookup<Payload> | Promise<CallLookup<Payload>>;
  /**
   * Stores what a call returned, if its header fields or the time to live allow it, and returns the payload to hand out:
   * frozen when it is shared now. An external store goes on writing after this has returned.
   */
  store<Payload>(request: CallCacheRequest, answer: CallAnswer, payload: Payload): Payload;
  /**
   * Takes in a 304. `undefined` when it speaks of something else than the stored answer: ask again without conditions.
   */
  refresh<Payload>(
    request: CallCacheRequest,
    stored: StoredAnswer<Payload>,
    answer: CallAnswer,
  ): CachedCall<Payload> | undefined;
  delete(request: CallCacheRequest): void | Promise<void>;
}

/** Makes the pipeline's cache: RFC 9111 for GET, by content and time to live for other calls that only read. */
export function createCallCache(settings: CallCacheSettings = {}): CallCache {
  const core = createCacheCore(settings);
  const isPrivate = settings.copy === 'private';
  const plain = new WeakMap<StoredAnswer, boolean>();
  const keyOf = keysOf(core);

  function payloadOf<Payload>(stored: StoredAnswer<Payload>): Payload {
    let isPlain = plain.get(stored);
    if (isPlain === undefined) {
      isPlain = freezeDeeply(stored.body).isPlain;
      plain.set(stored, isPlain);
    }
    return isPrivate || !isPlain ? copyValue(stored.body) : stored.body;
  }

  function present<Payload>(stored: StoredAnswer<Payload>, now: number): CachedCall<Payload> {
    return {
      payload: payloadOf(stored),
      status: stored.status,
      receivedAtMs: stored.receivedAtMs,
      ageMs: ageMs(stored, core.freshness(stored), now),
      headers: () => new Headers(stored.headers.map(([name, value]): [string, string] => [name, value])),
    };
  }

  function put(request: CallCacheRequest, stored: StoredAnswer, headers: RequestHeaders): void {
    const begun = core.begin();
    void whenReady(keyOf(request), (key) => core.put(key, stored, headers, begun));
  }

  return {
    keyOf,
    lookup<Payload>(request: CallCacheRequest) {
      const headers = lowerCase(request.headers);
      return whenReady(keyOf(request, headers), (key): CallLookup<Payload> | Promise<CallLookup<Payload>> => {
        if (!isCacheable(request)) return { state: 'miss', key };
        return whenReady(core.find(key, headers), (found): CallLookup<Payload> => {
          if (found === undefined) return { state: 'miss', key };
          const stored = found as StoredAnswer<Payload>;
          const freshness = core.freshness(stored);
          const rules = readRequestRules(headers.get('cache-control'), headers.get('pragma'));
          const now = core.clock.now();
          const verdict = rules.noStore ? 'validate' : judge(stored, freshness, rules, now);
          if (verdict === 'fresh') return { state: 'fresh', key, cached: present(stored, now) };
          return {
            state: 'stale',
            key,
            stored,
            take: () => present(stored, core.clock.now()),
            usable: verdict === 'validate' ? 'no' : verdict === 'stale-accepted' ? 'accepted' : 'revalidate',
            conditions: stored.ttl?.rule === 'only' ? {} : conditions(stored),
            usableOnError: () => servesOnError(stored, freshness, rules, core.clock.now()),
          };
        });
      });
    },
    store(request, answer, payload) {
      const headers = lowerCase(request.headers);
      const rules = readRequestRules(headers.get('cache-control'));
      const arrived = { ...answer, statusText: '', headers: headerList(answer.headers), ttl: ttlOf(request) };
      const shell = makeStored({ ...arrived, body: undefined, bodyBytes: 0 }, headers, secretsOf(request));
      if (!isCacheable(request) || !mayStore(shell, rules, settings)) return payload;
      const own = isPrivate ? copyValue(payload) : payload;
      const { bytes, isPlain } = freezeDeeply(own);
      if (bytes > core.maxEntryBytes) return payload;
      const stored = { ...shell, body: isPlain || isPrivate ? own : copyValue(own), bodyBytes: bytes };
      plain.set(stored, isPlain);
      put(request, stored, headers);
      return payload;
    },
    refresh(request, stored, answer) {
      const fields = headerList(answer.headers);
      if (!identifies(fields, stored)) return undefined;
      const headers = lowerCase(request.headers);
      const confirmation = { ...answer, status: stored.status, headers: fields };
      const next = refreshed(stored, confirmation, headers, secretsOf(request));
      const isPlain = plain.get(stored);
      if (isPlain !== undefined) plain.set(next, isPlain);
      if (mayStore(next, readRequestRules(headers.get('cache-control')), settings)) put(request, next, headers);
      else void whenReady(keyOf(request), core.remove);
      return present(next, core.clock.now());
    },
    delete: (request) => whenReady(keyOf(request), core.remove),
  };
}

const isCacheable = ({ method, ttlMs }: CallCacheRequest) => method === 'GET' || (ttlMs !== undefined && ttlMs > 0);

function ttlOf({ method, ttlMs }: CallCacheRequest): StoredAnswer['ttl'] {
  if (ttlMs === undefined || !(ttlMs > 0)) return null;
  return { ms: ttlMs, rule: method === 'GET' ? 'fallback' : 'only' };
}

function keysOf(core: CacheCore) {
  // Nearly all calls of a client come with the same key: its partition is found without looking at its letters again.
  let latest: { credential: string | undefined; partition: string } | undefined;
  return (request: CallCacheRequest, headers = lowerCase(request.headers)): string | Promise<string> => {
    const { url, credentials } = splitUrl(request.url);
    const { scope, credential, operation, method, body } = request;
    const content = body === undefined ? '' : canonicalJson(body);
    const key = (partition: string) => `call ${partition} ${scope} ${operation}\n${method} ${url}\n${content}`;
    const others = credentialFields(headers) + credentials;
    if (others === '' && latest !== undefined && latest.credential === credential) return key(latest.partition);
    const partition = core.partition(ownCredential(credential) + others);
    if (typeof partition !== 'string') return partition.then(key);
    if (others === '') latest = { credential, partition };
    return key(partition);
  };
}

const noHeaders: RequestHeaders = new Map();

function lowerCase(headers: Readonly<Record<string, string>> | undefined): RequestHeaders {
  if (headers === undefined) return noHeaders;
  const map = new Map<string, string>();
  for (const name of Object.keys(headers)) map.set(name.toLowerCase(), headers[name] as string);
  return map;
}

/** All that says whose call it is counts, also where it stands in a place it should not. */
const ownCredential = (credential: string | undefined) =>
  credential === undefined ? '' : `credential: ${credential}\n`;

function secretsOf({ credential, headers, url }: CallCacheRequest): string[] {
  return secretTexts(ownCredential(credential) + credentialFields(lowerCase(headers)) + splitUrl(url).credentials);
}
