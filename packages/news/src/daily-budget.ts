import type { Quota, ServiceSettings, VendorFailure } from '@headwater/core';
import { clockOf, dayMs } from './dates.ts';

/** Times of requests by credential. Clients that share a state store share it, as they share the pace. */
type Book = WeakMap<object, Map<unknown, number[]>>;

const wholeProcess = {};
const vendorCode = 'dailyBudget';

/** Counts the requests of any 24 hours, for services that refuse the next one and do not say how many are left. */
export interface DailyBudget {
  /** The answer to give in place of the service's when the day's requests are used up. Otherwise counts one more. */
  spend(): Response | undefined;
  quota(): Quota | undefined;
}

export function createBudgetBook(): Book {
  return new WeakMap();
}

export function dailyBudget(book: Book, settings: () => ServiceSettings, limit: () => number | undefined): DailyBudget {
  function recent(): { times: number[]; now: number } {
    const { stateStore = wholeProcess, credentialId, apiKey } = settings();
    const now = clockOf(settings()).now();
    const shelf = book.get(stateStore) ?? new Map<unknown, number[]>();
    book.set(stateStore, shelf);
    const identity = credentialId ?? apiKey ?? 'environment';
    const times = (shelf.get(identity) ?? []).filter((time) => time > now - dayMs);
    shelf.set(identity, times);
    return { times, now };
  }
  return {
    spend() {
      const most = limit();
      if (most === undefined) return undefined;
      const { times, now } = recent();
      if (times.length < most) {
        times.push(now);
        return undefined;
      }
      const retryAfterMs = (times[times.length - most] ?? now) + dayMs - now;
      return Response.json({ code: vendorCode, limit: most, retryAfterMs }, { status: 429 });
    },
    quota() {
      const most = limit();
      return most === undefined ? undefined : { limit: most, remaining: Math.max(0, most - recent().times.length) };
    },
  };
}

/** Reads the answer `spend` gives. */
export function budgetFailure(json: unknown): VendorFailure | undefined {
  const body = json as { code?: unknown; limit?: unknown; retryAfterMs?: unknown } | null | undefined;
  if (body?.code !== vendorCode || typeof body.retryAfterMs !== 'number') return undefined;
  return {
    code: 'quota-exhausted',
    vendorCode,
    message: `this process has sent the ${body.limit} requests that 24 hours allow with this key`,
    hint: 'Nothing was sent. Wait, turn the cache on, or set plan or requestsPerDay to what your plan allows.',
    retryAfterMs: body.retryAfterMs,
  };
}
