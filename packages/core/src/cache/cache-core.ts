import { type Clock, processClock } from '../contract/clock.ts';
import { type Freshness, type FreshnessSettings, freshnessOf, usefulForMs } from './freshness.ts';
import { type CacheFailure, guardStore } from './guarded-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { CacheRecord, CacheStore, StoredAnswer } from './model.ts';
import { createPartitioner } from './partition.ts';
import { type RequestHeaders, selectVariant, withVariant } from './selecting.ts';

/** What both faces of the cache are set up with. Times in milliseconds, sizes in bytes. */
export interface CacheSettings extends FreshnessSettings {
  /** @default a memory store of 64 MiB of its own */
  store?: CacheStore;
  /**
   * Lets several processes that share a store share entries made with a credential, too: the partition's name is an HMAC
   * under this secret. @default each process keeps to itself what was fetched with a credential
   */
  partitionSecret?: string;
  /** Larger answers are not stored. @default 10485760 (10 MiB) */
  maxEntryBytes?: number;
  /** How long an external store may take before the call goes on without it. @default 500 */
  storeTimeoutMs?: number;
  /** Told what a store did wrong; the call itself never fails for it. */
  onError?: (failure: CacheFailure) => void;
  clock?: Clock;
}

type Soon<T> = T | Promise<T>;

/** The part that both faces share: partitions, variants, freshness, and a store that cannot fail. */
export interface CacheCore {
  readonly clock: Clock;
  readonly maxEntryBytes: number;
  /** Name of the partition of these credentials; the same for all requests without any. */
  partition(credentials: string): Soon<string>;
  find(key: string, request: RequestHeaders): Soon<StoredAnswer | undefined>;
  freshness(answer: StoredAnswer): Freshness;
  /** A mark in time for `put`, taken before a request is sent. */
  begin(): number;
  /** Stores an answer, unless its key was invalidated since it was asked for. */
  put(key: string, answer: StoredAnswer, request: RequestHeaders, begun: number): Soon<void>;
  remove(key: string): Soon<void>;
}

/** Invalidations remembered for requests that were under way. */
const rememberedInvalidations = 1000;

export function createCacheCore(settings: CacheSettings): CacheCore {
  const { maxEntryBytes = 10 * 1024 * 1024, clock = processClock() } = settings;
  const store = guardStore(settings.store ?? createMemoryStore(), clock, settings);
  const partitioner = createPartitioner(settings.partitionSecret);
  const known = new WeakMap<StoredAnswer, Freshness>();
  const invalidated = new Map<string, number>();
  // Adding a variant to an external store is a read and a write; whoever looks in between waits for its end.
  const writing = new Map<string, Promise<unknown>>();
  let sequence = 0;
  let forgotten = 0;

  function freshness(answer: StoredAnswer): Freshness {
    let result = known.get(answer);
    if (result === undefined) {
      result = freshnessOf(answer, settings);
      known.set(answer, result);
    }
    return result;
  }

  function add(key: string, record: CacheRecord | undefined, answer: StoredAnswer, request: RequestHeaders) {
    const now = clock.now();
    const next = withVariant(record, answer, request);
    const ttlMs = Math.max(...next.variants.map((variant) => usefulForMs(variant, freshness(variant), now)));
    // With the clock set back an age is infinite, and the answer only good for validation.
    return store.set(key, next, Number.isFinite(ttlMs) ? ttlMs : 1);
  }

  return {
    clock,
    maxEntryBytes,
    freshness,
    partition: (credentials) => (credentials === '' ? 'public' : partitioner.name(credentials)),
    find(key, request) {
      const select = (record: CacheRecord | undefined) => record && selectVariant(record, request);
      const written = writing.size === 0 ? undefined : writing.get(key);
      if (written !== undefined) return written.then(() => store.get(key)).then(select);
      return whenReady(store.get(key), select);
    },
    begin: () => sequence,
    put(key, answer, request, begun) {
      const overtaken = () => begun < Math.max(invalidated.get(key) ?? 0, forgotten);
      const written = whenReady(store.get(key), (record) => {
        if (!overtaken()) return add(key, record, answer, request);
      });
      if (!(written instanceof Promise)) return;
      writing.set(key, written);
      return written.finally(() => {
        if (writing.get(key) === written) writing.delete(key);
      });
    },
    remove(key) {
      sequence += 1;
      invalidated.delete(key);
      invalidated.set(key, sequence);
      if (invalidated.size > rememberedInvalidations) {
        const [oldest, at] = invalidated.entries().next().value as [string, number];
        invalidated.delete(oldest);
        forgotten = at;
      }
      return store.delete(key);
    },
  };
}

/** Goes on now when the value is there, and later when it is promised: a hit in memory never waits a turn. */
export function whenReady<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
