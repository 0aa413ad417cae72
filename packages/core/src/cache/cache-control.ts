/** The directives of a `Cache-Control` field. */
export interface Directives {
  /** Every argument a directive was given, in order, by its lower-case name; `undefined` for none. */
  readonly values: ReadonlyMap<string, readonly (string | undefined)[]>;
  /** Part of the field could not be read. Nothing it permits can be relied upon then, only what it forbids. */
  readonly malformed: boolean;
}

const none: Directives = { values: new Map(), malformed: false };

/** `token [ "=" ( token / quoted-string ) ]`, up to the next comma or the end. */
const directive =
  /[\t ]*(?:([!#$%&'*+\-.^_`|~\w]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~\w]+)))?)?[\t ]*(?:,|$)/y;

/** Reads a `Cache-Control` field (RFC 9111, 5.2; lists and quoted strings of RFC 9110, 5.6). */
export function parseDirectives(text: string | undefined): Directives {
  if (text === undefined || text === '') return none;
  const values = new Map<string, (string | undefined)[]>();
  let malformed = false;
  let position = 0;
  while (position < text.length) {
    directive.lastIndex = position;
    const match = directive.exec(text);
    if (match === null) {
      malformed = true;
      // What follows the next comma is still read: it may forbid something.
      const comma = text.indexOf(',', position);
      addBrokenItem(values, text.slice(position, comma < 0 ? text.length : comma));
      position = comma < 0 ? text.length : comma + 1;
      continue;
    }
    position = directive.lastIndex;
    if (match[1] === undefined) continue;
    add(values, match[1], match[2]?.replace(/\\(.)/g, '$1') ?? match[3]);
  }
  return { values, malformed };
}

function add(values: Map<string, (string | undefined)[]>, name: string, argument: string | undefined): void {
  const key = name.toLowerCase();
  const known = values.get(key);
  if (known === undefined) values.set(key, [argument]);
  else known.push(argument);
}

/** `no-store;` and `x="no-store` still say no-store. */
function addBrokenItem(values: Map<string, (string | undefined)[]>, item: string): void {
  for (const [word] of item.matchAll(/[a-z-]+/gi)) add(values, word, '');
}

/**
 * A directive's number of seconds, in milliseconds: `undefined` when it is absent, `NaN` when it is not one
 * non-negative whole number, or two different ones.
 */
export function directiveMs({ values }: Directives, name: string): number | undefined {
  const found = values.get(name);
  if (found === undefined) return undefined;
  const first = found[0];
  if (found.some((other) => other !== first)) return Number.NaN;
  return deltaSeconds(first) * 1000;
}

const largestDelta = 2 ** 31;

/** A delta-seconds value (RFC 9111, 1.2.2); what overflows counts as 2^31. `NaN` when it is none. */
export function deltaSeconds(text: string | undefined): number {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), largestDelta) : Number.NaN;
}

/** Fields a cached answer's own meaning hangs on: without them it could not be judged. */
const meaningful = /^(age|cache-control|date|etag|expires|last-modified|vary)$/;

/**
 * What `no-cache` covers: `all`, or (RFC 9111, 5.2.2.4) the fields it names, which must not be reused while the rest may;
 * none without the directive.
 */
export function noCacheFields({ values }: Directives): 'all' | readonly string[] {
  const names: string[] = [];
  for (const argument of values.get('no-cache') ?? []) {
    const listed = (argument ?? '').split(',').map((name) => name.trim().toLowerCase());
    if (listed.some((name) => name === '' || meaningful.test(name))) return 'all';
    names.push(...listed);
  }
  return names;
}

/** What a request asks of a cache. Absent numbers are `undefined`. */
export interface RequestRules {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAgeMs: number | undefined;
  /** `Infinity` for the directive without an argument. */
  readonly maxStaleMs: number | undefined;
  readonly minFreshMs: number | undefined;
  readonly staleIfErrorMs: number | undefined;
}

export const noRequestRules: RequestRules = {
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAgeMs: undefined,
  maxStaleMs: undefined,
  minFreshMs: undefined,
  staleIfErrorMs: undefined,
};

/**
 * The request directives (RFC 9111, 5.2.1). An invalid argument asks for the most: no age is young enough, no
 * freshness long enough, no staleness accepted.
 */
export function readRequestRules(cacheControl: string | undefined, pragma?: string): RequestRules {
  if (cacheControl === undefined) {
    return pragma !== undefined && /\bno-cache\b/i.test(pragma) ? { ...noRequestRules, noCache: true } : noRequestRules;
  }
  const directives = parseDirectives(cacheControl);
  const { values } = directives;
  const maxStale = values.get('max-stale');
  const permitted = (ms: number | undefined) => (directives.malformed || Number.isNaN(ms) ? undefined : ms);
  return {
    noCache: values.has('no-cache'),
    noStore: values.has('no-store'),
    onlyIfCached: values.has('only-if-cached'),
    maxAgeMs: orElse(directiveMs(directives, 'max-age'), 0),
    minFreshMs: orElse(directiveMs(directives, 'min-fresh'), Number.POSITIVE_INFINITY),
    maxStaleMs: permitted(
      maxStale?.every((argument) => argument === undefined)
        ? Number.POSITIVE_INFINITY
        : directiveMs(directives, 'max-stale'),
    ),
    staleIfErrorMs: permitted(directiveMs(directives, 'stale-if-error')),
  };
}

function orElse(ms: number | undefined, whenInvalid: number): number | undefined {
  return Number.isNaN(ms) ? whenInvalid : ms;
}
