import { noCacheFields, parseDirectives, type RequestRules } from './cache-control.ts';
import { type FreshnessSettings, freshnessOf, heuristicallyCacheable, usefulForMs } from './freshness.ts';
import { parseHttpDate } from './http-date.ts';
import { type HeaderList, headerOf, type StoredAnswer } from './model.ts';
import { alwaysSelected, type RequestHeaders, selectingFields, varyNames } from './selecting.ts';

/** Final status codes whose meaning a cache has to know to answer with them; 206 and 304 are not whole answers. */
const understood: ReadonlySet<number> = new Set([...heuristicallyCacheable, 302, 303, 307, 400, 403, 421, 451]);

/** Concerns one connection only (RFC 9110, 7.6.1; RFC 9111, 3.1), or may hold a credential. */
const neverStored: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'cookie',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'set-cookie',
  'set-cookie2',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The fields of an answer that are stored: none of its connection's, none that `no-cache="…"` names, no cookies, and
 * none that repeats one of the request's `secrets`. A missing or unreadable `Date` is set to the time of arrival.
 */
export function storedHeaders(headers: HeaderList, receivedAtMs: number, secrets: readonly string[]): HeaderList {
  const named = noCacheFields(parseDirectives(headerOf(headers, 'cache-control')));
  const dropped = new Set(named === 'all' ? [] : named);
  for (const name of (headerOf(headers, 'connection') ?? '').split(',')) dropped.add(name.trim().toLowerCase());
  const kept = headers.filter(
    ([name, value]) =>
      !neverStored.has(name) && !dropped.has(name) && !secrets.some((secret) => value.includes(secret)),
  );
  if (parseHttpDate(headerOf(kept, 'date') ?? '', receivedAtMs) !== undefined) return kept;
  return [...kept.filter(([name]) => name !== 'date'), ['date', new Date(receivedAtMs).toUTCString()]];
}

export interface ArrivedAnswer<Body> {
  status: number;
  statusText: string;
  headers: HeaderList;
  requestedAtMs: number;
  receivedAtMs: number;
  body: Body;
  bodyBytes: number;
  ttl: StoredAnswer['ttl'];
}

/** Makes of an answer what is stored of it. */
export function makeStored<Body>(
  answer: ArrivedAnswer<Body>,
  request: RequestHeaders,
  secrets: readonly string[],
): StoredAnswer<Body> {
  return {
    ...answer,
    headers: storedHeaders(answer.headers, answer.receivedAtMs, secrets),
    vary: selectingFields(request, answer.headers),
    always: alwaysSelected(request),
  };
}

/** Whether the header fields of a GET's answer allow storing it (RFC 9111, 3), before its body is known. */
export function mayStore(
  answer: Omit<StoredAnswer, 'body' | 'bodyBytes'>,
  rules: RequestRules,
  settings: FreshnessSettings,
): boolean {
  const { status, headers, ttl } = answer;
  if (rules.noStore) return false;
  const directives = parseDirectives(headerOf(headers, 'cache-control'));
  if (directives.values.has('no-store') || varyNames(headers) === '*') return false;
  if (!understood.has(status) || headerOf(headers, 'content-range') !== undefined) return false;
  const permitted =
    heuristicallyCacheable.has(status) ||
    ttl !== null ||
    headerOf(headers, 'expires') !== undefined ||
    ['max-age', 'public', 'private'].some((name) => directives.values.has(name));
  // What could neither be used nor validated would only take room.
  const whole = { ...answer, body: undefined, bodyBytes: 0 };
  return permitted && usefulForMs(whole, freshnessOf(whole, settings), answer.receivedAtMs) > 0;
}
