import { type Clock, systemClock } from '../../contract/clock.ts';
import { OverloadedError } from '../../errors/kinds.ts';

/** Remembers nonces. For several processes, give one that they share (`SET key 1 NX PX lifetime` in Redis). */
export interface ReplayStore {
  /** True when `id` was not remembered; remembers it for `lifetimeMs`. Must be atomic. */
  remember(id: string, lifetimeMs: number): boolean | Promise<boolean>;
}

export interface MemoryReplayStoreOptions {
  /** Nonces held at most. @default 100000 */
  maxEntries?: number;
  /** @default the system clock */
  clock?: Clock;
}

/**
 * Remembers nonces in this process. Expired ones are dropped as new ones come, without a timer. When full of live
 * ones it refuses rather than forget one, which would let a request be replayed.
 *
 * @throws {OverloadedError} from `remember`, when full
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore & { readonly size: number } {
  const { maxEntries = 100_000, clock = systemClock } = options;
  // By the monotonic clock: a wall clock set forward would forget nonces that become valid again when it is set back.
  const expiryOf = new Map<string, number>();

  return {
    get size() {
      return expiryOf.size;
    },
    remember(id, lifetimeMs) {
      const now = clock.monotonicNow();
      const known = expiryOf.get(id);
      if (known !== undefined && known > now) return false;
      expiryOf.delete(id);
      for (const [oldest, expiresAt] of expiryOf) {
        if (expiresAt > now) break;
        expiryOf.delete(oldest);
      }
      if (expiryOf.size >= maxEntries) {
        throw new OverloadedError(`the replay store is full (${maxEntries} nonces)`, {
          hint: 'Raise maxEntries, or lower maxAgeMs of the verifier.',
        });
      }
      expiryOf.set(id, now + lifetimeMs);
      return true;
    },
  };
}
