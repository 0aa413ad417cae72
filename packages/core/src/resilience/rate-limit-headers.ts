import type { Quota } from '../contract/adapter.ts';
import { maxRetryAfterMs, vendorNow } from './retry-after.ts';

/** Longer header values are not read: none of the dialects needs as much. */
const maxLength = 1000;

/** The families of header names; the first that says what is left is believed. */
const families = ['x-ratelimit', 'ratelimit', 'x-rate-limit'] as const;

/**
 * Reads what an answer says about the quota, in the common dialects:
 * - IETF structured fields: `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`
 * - the IETF's earlier drafts: `RateLimit-Limit`, `-Remaining`, `-Reset`, and `RateLimit: limit=100, remaining=50, reset=30`
 * - `X-RateLimit-*` (GitHub and many more) and `X-Rate-Limit-*` (X), whose reset is epoch seconds, epoch milliseconds or
 *   seconds from now, or `X-RateLimit-Reset-After` in seconds
 *
 * Of several quotas the one with the smallest share left is given. Unreadable, negative and absurd values count as absent.
 * Epoch times are read against the answer's own `Date`.
 *
 * @param wallNow epoch milliseconds
 * @returns `undefined` when the headers say nothing of a quota
 */
export function parseRateLimitHeaders(headers: Headers, wallNow: number): Quota | undefined {
  const vendorTime = vendorNow(headers, wallNow);
  const structured = structuredQuota(read(headers, 'ratelimit'), read(headers, 'ratelimit-policy'), wallNow);
  if (structured !== undefined) return structured;
  for (const family of families) {
    const remaining = smallest(read(headers, `${family}-remaining`));
    const limit = smallest(read(headers, `${family}-limit`));
    const resetMs =
      afterMs(read(headers, `${family}-reset-after`)) ?? resetWaitMs(read(headers, `${family}-reset`), vendorTime);
    const found = quota(remaining, limit, resetMs, wallNow);
    if (found !== undefined) return found;
  }
  return undefined;
}

function read(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  return value === null || value === '' || value.length > maxLength ? undefined : value;
}

/** What is left, and of how much; a reset alone says nothing. */
function quota(
  remaining: number | undefined,
  limit: number | undefined,
  resetMs: number | undefined,
  wallNow: number,
): Quota | undefined {
  if (remaining === undefined && limit === undefined) return undefined;
  return {
    ...(remaining === undefined ? {} : { remaining }),
    ...(limit === undefined ? {} : { limit }),
    ...(resetMs === undefined ? {} : { resetsAt: new Date(wallNow + resetMs) }),
  };
}

/** A header that a proxy has doubled, or a draft's list of policies behind the value: the smallest number is safe. */
function smallest(value: string | undefined): number | undefined {
  const numbers = (value?.split(',') ?? [])
    .map((item) => count(item.split(';')[0]))
    .filter((item) => item !== undefined);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

function count(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined;
}

function decimal(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,15}(?:\.\d{1,9})?$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** Milliseconds of a wait in seconds, within a month. */
function afterMs(value: string | undefined): number | undefined {
  const waits = (value?.split(',') ?? []).map(decimal).filter((item) => item !== undefined);
  const longest = Math.max(...waits) * 1000;
  return waits.length > 0 && longest <= maxRetryAfterMs ? longest : undefined;
}

const epochSecondsFrom = 1e9;
const epochMillisecondsFrom = 1e12;

/** Seconds from now, or a time: told apart by size, since no wait is thirty years and no service answers from 1970. */
function resetWaitMs(value: string | undefined, vendorTime: number): number | undefined {
  const number = decimal(value?.split(',')[0]);
  if (number === undefined) return undefined;
  if (number < epochSecondsFrom) return afterMs(String(number));
  const at = number < epochMillisecondsFrom ? number * 1000 : number;
  const wait = Math.max(0, at - vendorTime);
  return wait <= maxRetryAfterMs ? wait : undefined;
}

interface Member {
  name: string;
  parameters: Map<string, number>;
}

/** The members of a list of structured fields (RFC 9651), as far as quotas use them: names with whole-number parameters. */
function members(value: string | undefined): Member[] {
  return (value?.match(/(?:"[^"]*"|[^",])+/g) ?? []).map((text) => {
    const [name = '', ...rest] = text.split(';').map((part) => part.trim());
    const pairs = rest.map((part) => part.split('=')).map(([key = '', number]) => [key, count(number)] as const);
    return { name, parameters: new Map(pairs.filter((pair): pair is [string, number] => pair[1] !== undefined)) };
  });
}

function structuredQuota(value: string | undefined, policy: string | undefined, wallNow: number): Quota | undefined {
  const old = draftSevenQuota(value, wallNow);
  if (old !== undefined) return old;
  const policies = new Map(members(policy).map(({ name, parameters }) => [name, parameters]));
  let tightest: { share: number; quota: Quota } | undefined;
  for (const { name, parameters } of members(value)) {
    const remaining = parameters.get('r');
    if (remaining === undefined) continue;
    const limit = policies.get(name)?.get('q');
    const share = remaining / Math.max(1, limit ?? remaining);
    const resetMs = afterMs(parameters.get('t')?.toString());
    const found = quota(remaining, limit, resetMs, wallNow);
    if (found !== undefined && (tightest === undefined || share < tightest.share)) tightest = { share, quota: found };
  }
  return tightest?.quota;
}

/** `limit=100, remaining=50, reset=30` */
function draftSevenQuota(value: string | undefined, wallNow: number): Quota | undefined {
  const pairs = new Map(
    (value?.split(',') ?? []).map((item) => item.split('=', 2).map((part) => part.trim())) as never,
  );
  const number = (key: string) => count(pairs.get(key) as string | undefined);
  const remaining = number('remaining');
  return remaining === undefined
    ? undefined
    : quota(remaining, number('limit'), afterMs(number('reset')?.toString()), wallNow);
}
