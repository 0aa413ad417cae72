import type { HeadwaterError } from '../errors/headwater-error.ts';

export interface RetryOptions {
  /** Requests for one call at most, the first included; never more than 5. @default 4 */
  attempts?: number;
  /** Upper bound of the first wait in milliseconds; doubled each time. @default 250 */
  baseDelayMs?: number;
  /** Upper bound of every wait in milliseconds, unless the service asks for longer. @default 20000 */
  maxDelayMs?: number;
  /** Share of calls that may be retries. @default 0.25 */
  budgetRatio?: number;
  /** Retries allowed without traffic. @default 10 */
  budgetFloor?: number;
}

export const maxAttempts = 5;

/** Whether the same request may be sent again after this error. */
export function isRetryable(error: HeadwaterError, safety: 'read' | 'idempotent' | 'unsafe'): boolean {
  // An unsafe request may have been carried out even if its answer was lost.
  return safety !== 'unsafe' && error.retryable && error.code !== 'circuit-open' && error.code !== 'overloaded';
}

/**
 * Milliseconds to wait before the next attempt: exponential with full jitter, and never less than the service asked
 * for. A wait that the service asked for gets up to a tenth of jitter on top, so that a crowd does not come back as one.
 */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number,
  options: RetryOptions,
): number {
  const ceiling = Math.min(options.maxDelayMs ?? 20_000, (options.baseDelayMs ?? 250) * 2 ** (attempt - 1));
  if (retryAfterMs === undefined) return Math.ceil(random() * ceiling);
  return Math.ceil(retryAfterMs + random() * Math.min(ceiling, retryAfterMs * 0.1));
}

/**
 * Reads `Retry-After` in either form of RFC 9110 section 10.2.3. Negative and unreadable values count as absent.
 *
 * @param wallNow epoch milliseconds
 */
export function parseRetryAfter(value: string | null, wallNow: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) {
    const milliseconds = Number(text) * 1000;
    return Number.isSafeInteger(Math.ceil(milliseconds)) ? milliseconds : undefined;
  }
  // Dates begin with a weekday's name; anything else (`-5`, `soon`) must not be guessed at.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow);
}
