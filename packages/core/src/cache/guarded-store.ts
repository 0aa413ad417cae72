import type { Clock } from '../contract/clock.ts';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError, ResponseInvalidError } from '../errors/kinds.ts';
import type { CacheRecord, CacheStore } from './model.ts';

/** Something a store did wrong. The call it happened in went on as if the entry did not exist. */
export interface CacheFailure {
  action: 'get' | 'set' | 'delete';
  error: HeadwaterError;
}

export interface StoreGuardOptions {
  /** @default 500 */
  storeTimeoutMs?: number;
  onError?: (failure: CacheFailure) => void;
}

/** A store that never throws, never rejects and always answers. */
export type GuardedStore = CacheStore;

/** Wraps a store so that its failures are reported and otherwise count as a miss. Stays synchronous where the store is. */
export function guardStore(store: CacheStore, clock: Clock, options: StoreGuardOptions): GuardedStore {
  const { storeTimeoutMs = 500, onError } = options;

  function guard<T>(
    action: CacheFailure['action'],
    work: () => T | Promise<T>,
  ): T | undefined | Promise<T | undefined> {
    const report = (thrown: unknown): undefined => {
      try {
        onError?.({ action, error: asStoreError(action, thrown) });
      } catch {
        // Whoever watches must not become the reason that a call fails.
      }
      return undefined;
    };
    try {
      const result = work();
      return result instanceof Promise ? within(result, storeTimeoutMs, clock).catch(report) : result;
    } catch (thrown) {
      return report(thrown);
    }
  }

  return {
    get: (key) =>
      guard('get', () => {
        const record = store.get(key);
        return record instanceof Promise ? record.then(checkRecord) : checkRecord(record);
      }),
    set: (key, record, ttlMs) => guard('set', () => store.set(key, record, ttlMs)),
    delete: (key) => guard('delete', () => store.delete(key)),
  };
}

function checkRecord(record: CacheRecord | undefined): CacheRecord | undefined {
  if (record === undefined || Array.isArray(record?.variants)) return record;
  throw new ResponseInvalidError('the store returned something that is no cache record', {
    hint: 'A store returns what it was given, or undefined.',
  });
}

function asStoreError(action: CacheFailure['action'], thrown: unknown): HeadwaterError {
  if (HeadwaterError.isInstance(thrown)) return thrown;
  return new NetworkError(`the cache's store failed (${action}); the call went on without it`, {
    cause: thrown,
    hint: 'Check the store and its connection.',
  });
}

function within<T>(work: Promise<T>, timeoutMs: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(
      () => reject(new NetworkError(`the cache's store did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref?.();
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
