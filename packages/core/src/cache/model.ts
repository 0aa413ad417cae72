/** Header fields with lower-case names; repeated fields are one line, as `Headers` combines them. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One stored answer: plain data, never changed after it was made. */
export interface StoredAnswer<Body = unknown> {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  /** When its request was sent, in epoch milliseconds. */
  readonly requestedAtMs: number;
  /** When its headers arrived, in epoch milliseconds. */
  readonly receivedAtMs: number;
  /** The request's values of the fields that the answer's `Vary` names; `null` for an absent one. */
  readonly vary: readonly (readonly [name: string, value: string | null])[];
  /** The request's values of fields that always select; see `selecting.ts`. */
  readonly always: string;
  /** A time to live given by an operation; `only` when the answer's own header fields have no say. */
  readonly ttl: { readonly ms: number; readonly rule: 'fallback' | 'only' } | null;
  readonly body: Body;
  /** What the body weighs in memory. */
  readonly bodyBytes: number;
}

/** Everything stored under one key: the variants of one URL, newest first. */
export interface CacheRecord {
  readonly variants: readonly StoredAnswer[];
}

/**
 * Where a cache keeps its records. Values go in and come out; what is done with them in between is the store's own
 * business. A store may throw or reject: the cache reports it and goes on without.
 */
export interface CacheStore {
  get(key: string): CacheRecord | undefined | Promise<CacheRecord | undefined>;
  /** `ttlMs`: after how many milliseconds the record can no longer be of use. */
  set(key: string, record: CacheRecord, ttlMs: number): void | Promise<void>;
  delete(key: string): void | Promise<void>;
}

export function headerOf(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) if (key === name) return value;
  return undefined;
}

/** The fields of a `Headers`, with what repeats one name joined (`Set-Cookie` comes one by one). */
export function headerList(headers: Headers): [string, string][] {
  return [...headers];
}
