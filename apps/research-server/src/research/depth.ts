import type { Depth, RunBudget } from '../shared/api.ts';

export interface DepthPlan {
  /** Most different queries put to each source. */
  queries: number;
  /** Documents asked for per query. */
  limit: number;
  budget: RunBudget;
}

/** What each depth does. One table; the README shows it. */
export const depthPlans: Record<Depth, DepthPlan> = {
  quick: { queries: 1, limit: 10, budget: { calls: 10, wallTimeMs: 30_000, costUsd: 0.1 } },
  standard: { queries: 2, limit: 20, budget: { calls: 40, wallTimeMs: 120_000, costUsd: 0.5 } },
  deep: { queries: 3, limit: 50, budget: { calls: 120, wallTimeMs: 300_000, costUsd: 2 } },
};
