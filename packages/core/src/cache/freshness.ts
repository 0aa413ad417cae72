import {
  type Directives,
  deltaSeconds,
  directiveMs,
  noCacheFields,
  parseDirectives,
  type RequestRules,
} from './cache-control.ts';
import { parseHttpDate } from './http-date.ts';
import { type HeaderList, headerOf, type StoredAnswer } from './model.ts';

/** What a cache's owner decides where the standard leaves a choice. Times in milliseconds. */
export interface FreshnessSettings {
  /** How long past its freshness an answer may be used while it is being revalidated, if the answer does not say. @default 0 */
  staleWhileRevalidateMs?: number;
  /** The same for when the service fails. @default 0 */
  staleIfErrorMs?: number;
  /**
   * Share of the time since `Last-Modified` for which an answer without explicit freshness counts as fresh; 0 turns
   * guessing off. @default 0.1
   */
  heuristicFraction?: number;
  /** Bound of such a guess. @default 86400000 (a day) */
  maxHeuristicMs?: number;
}

/** What a stored answer's header fields amount to. */
export interface Freshness {
  /** Its age when it arrived. */
  readonly initialAgeMs: number;
  readonly lifetimeMs: number;
  /** Must be validated before each use. */
  readonly noCache: boolean;
  /** Must not be used once it is stale. */
  readonly mustRevalidate: boolean;
  readonly immutable: boolean;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
}

const day = 86_400_000;

/** Status codes that may be cached without explicit permission (RFC 9110, 15.1), less 206. */
export const heuristicallyCacheable: ReadonlySet<number> = new Set([
  200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501,
]);

/** Reads the freshness of an answer (RFC 9111, 4.2). */
export function freshnessOf(answer: StoredAnswer, settings: FreshnessSettings = {}): Freshness {
  const { headers, receivedAtMs, ttl } = answer;
  if (ttl?.rule === 'only') {
    return { ...readStale(undefined, settings), initialAgeMs: 0, lifetimeMs: ttl.ms };
  }
  const directives = parseDirectives(headerOf(headers, 'cache-control'));
  const dateMs = parseHttpDate(headerOf(headers, 'date') ?? '', receivedAtMs) ?? receivedAtMs;
  return {
    ...readStale(directives, settings),
    initialAgeMs: initialAge(answer, dateMs),
    lifetimeMs: directives.malformed ? 0 : lifetime(answer, directives, dateMs, settings),
  };
}

function readStale(directives: Directives | undefined, settings: FreshnessSettings) {
  const permitted = (name: string, fallback: number | undefined) => {
    const ms = directives === undefined ? undefined : directiveMs(directives, name);
    if (directives?.malformed || Number.isNaN(ms)) return 0;
    return ms ?? fallback ?? 0;
  };
  return {
    noCache: directives !== undefined && noCacheFields(directives) === 'all',
    mustRevalidate: directives?.values.has('must-revalidate') ?? false,
    immutable: directives?.malformed === false && directives.values.has('immutable'),
    staleWhileRevalidateMs: permitted('stale-while-revalidate', settings.staleWhileRevalidateMs),
    staleIfErrorMs: permitted('stale-if-error', settings.staleIfErrorMs),
  };
}

/** RFC 9111, 4.2.3. Of an `Age` list the first counts; one that is no number is ignored. */
function initialAge({ headers, requestedAtMs, receivedAtMs }: StoredAnswer, dateMs: number): number {
  const ageSeconds = deltaSeconds(headerOf(headers, 'age')?.split(',')[0]?.trim());
  const responseDelay = Math.max(0, receivedAtMs - requestedAtMs);
  const correctedAge = (Number.isNaN(ageSeconds) ? 0 : ageSeconds * 1000) + responseDelay;
  return Math.max(0, receivedAtMs - dateMs, correctedAge);
}

function lifetime(
  { status, headers, receivedAtMs, ttl }: StoredAnswer,
  directives: Directives,
  dateMs: number,
  settings: FreshnessSettings,
): number {
  const maxAge = directiveMs(directives, 'max-age');
  if (maxAge !== undefined) return Number.isNaN(maxAge) ? 0 : maxAge;
  const expires = headerOf(headers, 'expires');
  if (expires !== undefined) return Math.max(0, (parseHttpDate(expires, receivedAtMs) ?? dateMs) - dateMs);
  if (ttl !== null) return ttl.ms;
  if (!heuristicallyCacheable.has(status) && !directives.values.has('public')) return 0;
  const lastModified = parseHttpDate(headerOf(headers, 'last-modified') ?? '', receivedAtMs);
  if (lastModified === undefined || lastModified >= dateMs) return 0;
  const guess = (dateMs - lastModified) * (settings.heuristicFraction ?? 0.1);
  return Math.min(guess, settings.maxHeuristicMs ?? day);
}

/** Current age in milliseconds. `Infinity` when the clock stands before the answer's arrival: it was set back since. */
export function ageMs(answer: StoredAnswer, freshness: Freshness, nowMs: number): number {
  const resident = nowMs - answer.receivedAtMs;
  return resident < 0 ? Number.POSITIVE_INFINITY : freshness.initialAgeMs + resident;
}

/**
 * - `fresh`: use it
 * - `stale-accepted`: stale, and the request accepts that
 * - `stale-while-revalidate`: use it, and validate it in the background
 * - `validate`: not without asking the service
 */
export type Verdict = 'fresh' | 'stale-accepted' | 'stale-while-revalidate' | 'validate';

/** Whether a stored answer may be used for a request (RFC 9111, 4 and 5.2.1; RFC 5861; RFC 8246). */
export function judge(answer: StoredAnswer, freshness: Freshness, rules: RequestRules, nowMs: number): Verdict {
  if (freshness.noCache || rules.noCache) return 'validate';
  const age = ageMs(answer, freshness, nowMs);
  const isFresh = freshness.lifetimeMs > age;
  // A reload (max-age=0) of something immutable would only be told what is known already.
  if (isFresh && freshness.immutable && rules.minFreshMs === undefined) return 'fresh';
  if (rules.maxAgeMs !== undefined && (age > rules.maxAgeMs || rules.maxAgeMs === 0)) return 'validate';
  if (rules.minFreshMs !== undefined && !(freshness.lifetimeMs - age >= rules.minFreshMs)) return 'validate';
  if (isFresh) return 'fresh';
  if (freshness.mustRevalidate || age === Number.POSITIVE_INFINITY) return 'validate';
  const staleness = age - freshness.lifetimeMs;
  if (rules.maxStaleMs !== undefined && staleness <= rules.maxStaleMs) return 'stale-accepted';
  // A request that limits age accepts nothing stale unless it says so with max-stale.
  const picky = rules.maxAgeMs !== undefined || rules.minFreshMs !== undefined;
  return !picky && staleness < freshness.staleWhileRevalidateMs ? 'stale-while-revalidate' : 'validate';
}

/** Whether a stored answer may stand in for a service that fails (RFC 5861, 4; RFC 9111, 4.2.4). */
export function servesOnError(answer: StoredAnswer, freshness: Freshness, rules: RequestRules, nowMs: number): boolean {
  if (freshness.noCache || rules.noCache) return false;
  if (freshness.mustRevalidate) return false;
  const windowMs = Math.max(freshness.staleIfErrorMs, rules.staleIfErrorMs ?? 0);
  return windowMs > 0 && ageMs(answer, freshness, nowMs) - freshness.lifetimeMs <= windowMs;
}

/** A validator keeps a stale answer worth having for this long. */
const validatorRetentionMs = day;

/** After how many milliseconds from now the answer can no longer be of use; 0 when it never can. */
export function usefulForMs(answer: StoredAnswer, freshness: Freshness, nowMs: number): number {
  const left = freshness.lifetimeMs - ageMs(answer, freshness, nowMs);
  const grace = freshness.mustRevalidate ? 0 : Math.max(freshness.staleWhileRevalidateMs, freshness.staleIfErrorMs);
  const usable = freshness.noCache ? 0 : Math.max(0, left + grace);
  return hasValidator(answer.headers) ? Math.max(usable, left, 0) + validatorRetentionMs : usable;
}

export function hasValidator(headers: HeaderList): boolean {
  return headerOf(headers, 'etag') !== undefined || headerOf(headers, 'last-modified') !== undefined;
}
