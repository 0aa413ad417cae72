import type { Clock } from '../contract/clock.ts';
import type { UrlGuard, UrlGuardOptions } from './url-guard/url-guard.ts';

export interface GuardedFetchOptions extends UrlGuardOptions {
  /** Used in place of one made from the options above. */
  guard?: UrlGuard;
  /** Redirects followed at most. @default 5 */
  maxRedirects?: number;
  /** Largest body in bytes, after decompression. @default 10485760 */
  maxResponseBytes?: number;
  /** Bound from the look-up to the last byte of the body, redirects included, in milliseconds. @default 30000 */
  timeoutMs?: number;
  /** Whether a redirect may lead from https to http. @default false */
  allowDowngrade?: boolean;
  /** Certificate authorities to trust in place of the system's, in PEM. */
  ca?: string | readonly string[];
  /** @default the system clock */
  clock?: Clock;
}

/** `fetch` for URLs a model or a user supplied. */
export type GuardedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
