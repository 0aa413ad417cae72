import { TavilyProblem } from './problem.ts';

export type Endpoint = 'search' | 'extract' | 'crawl' | 'map' | 'research';

/** The credits of the account: a plan, and what may be spent beyond it. */
export interface Account {
  /** Refuses a request once nothing is left: 432 without pay-as-you-go, 433 with its limit reached. */
  check(): void;
  spend(endpoint: Endpoint, credits: number): void;
  usage(): object;
  reset(): void;
}

export function createAccount(planLimit: number, paygoLimit: number): Account {
  let used: Record<Endpoint, number>;
  const reset = () => {
    used = { search: 0, extract: 0, crawl: 0, map: 0, research: 0 };
  };
  reset();
  const total = () => Object.values(used).reduce((sum, credits) => sum + credits, 0);
  return {
    check() {
      if (total() < planLimit + paygoLimit) return;
      throw paygoLimit === 0
        ? new TavilyProblem(432, 'This request exceeds your plan’s set usage limit. Please upgrade your plan.')
        : new TavilyProblem(433, 'This request exceeds the pay-as-you-go limit. You can increase it on the dashboard.');
    },
    spend(endpoint, credits) {
      used[endpoint] += credits;
    },
    usage() {
      const counts = Object.fromEntries(Object.entries(used).map(([name, credits]) => [`${name}_usage`, credits]));
      return {
        key: { usage: total(), limit: null, ...counts },
        account: {
          current_plan: 'Sandbox',
          plan_usage: Math.min(total(), planLimit),
          plan_limit: planLimit,
          paygo_usage: Math.max(0, total() - planLimit),
          paygo_limit: paygoLimit,
          ...counts,
        },
      };
    },
    reset,
  };
}
