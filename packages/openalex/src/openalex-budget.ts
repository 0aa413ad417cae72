import type { Quota } from '@headwater/core';
import { creditUsd } from './openalex-limits.ts';

/** The day's budget as the headers of an answer tell it. A credit is $0.0001: a list costs 1, a search 10. */
export interface OpenAlexBudget {
  limitCredits?: number;
  remainingCredits?: number;
  /** What this one answer cost. */
  usedCredits?: number;
  remainingUsd?: number;
  /** Until midnight UTC, in milliseconds. */
  resetsInMs?: number;
}

const longestResetSeconds = 2 * 86_400;

/**
 * Reads the budget from the headers of any answer: `response.headers` of `.withResponse()` or of a page.
 *
 * https://help.openalex.org/api/authentication#rate-limit-headers
 *
 * @returns `undefined` when they say nothing of it
 */
export function readOpenAlexBudget(headers: Headers): OpenAlexBudget | undefined {
  const limitCredits = read(headers, 'x-ratelimit-limit');
  const remainingCredits = read(headers, 'x-ratelimit-remaining');
  const usedCredits = read(headers, 'x-ratelimit-credits-used');
  const reset = read(headers, 'x-ratelimit-reset');
  if (limitCredits === undefined && remainingCredits === undefined) return undefined;
  return {
    ...(limitCredits === undefined ? {} : { limitCredits }),
    ...(remainingCredits === undefined ? {} : { remainingCredits, remainingUsd: remainingCredits * creditUsd }),
    ...(usedCredits === undefined ? {} : { usedCredits }),
    ...(reset === undefined || reset > longestResetSeconds ? {} : { resetsInMs: reset * 1000 }),
  };
}

function read(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.trim() ?? '';
  return /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}

/**
 * For boards only. The reset is left out on purpose: it is hours away, and pacing the last tenth of the budget over them,
 * or holding back look-ups that are free, would help nobody.
 */
export function openalexQuota(headers: Headers): Quota | undefined {
  const budget = readOpenAlexBudget(headers);
  if (budget === undefined) return undefined;
  const { limitCredits, remainingCredits } = budget;
  return {
    ...(remainingCredits === undefined ? {} : { remaining: remainingCredits }),
    ...(limitCredits === undefined ? {} : { limit: limitCredits }),
  };
}
