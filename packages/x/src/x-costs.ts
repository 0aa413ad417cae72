import { expandsUsers } from './x-vocabulary.ts';

/**
 * Pay-per-use prices in US dollars: https://docs.x.com/x-api/getting-started/pricing (read September 2026). X answers
 * nothing about money, so costs are counted from what came back. What was read before on the same UTC day is charged
 * once: a bill may be lower, and enterprise contracts differ.
 */
export const postUsd = 0.005;
export const userUsd = 0.01;
export const countUsd = { recent: 0.005, all: 0.01 } as const;

/** Before the answer is known: every post with an author of its own where authors are asked for. */
export function postsEstimateUsd(posts: number, expansions: readonly string[] | undefined): number {
  return round(posts * (postUsd + (expandsUsers(expansions) ? userUsd : 0)));
}

interface Returned {
  data?: unknown;
  includes?: {
    users?: readonly unknown[] | null;
    posts?: readonly unknown[] | null;
    tweets?: readonly unknown[] | null;
  } | null;
}

/** What an answer holds, at the price of each kind. `kind` is what `data` holds. */
export function returnedCostUsd({ data, includes }: Returned, kind: 'post' | 'user'): number {
  const main = Array.isArray(data) ? data.length : data == null ? 0 : 1;
  const posts = (includes?.posts ?? []).length + (includes?.tweets ?? []).length + (kind === 'post' ? main : 0);
  const users = (includes?.users ?? []).length + (kind === 'user' ? main : 0);
  return round(posts * postUsd + users * userUsd);
}

/** Sums of half cents without the dust of binary fractions. */
const round = (usd: number): number => Math.round(usd * 1000) / 1000;
