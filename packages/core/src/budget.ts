import type { CallBudget } from './contract/call.ts';
import { BudgetExhaustedError, ConfigurationError } from './errors/kinds.ts';

export interface CallBudgetOptions {
  /** Most requests on the wire, retries included. */
  requests?: number;
  /** Most bytes received; the answer that passes the limit is still delivered. */
  bytes?: number;
  /** Most spending in US dollars, by the vendors' own figures or, until they are known, their guide prices. */
  costUsd?: number;
}

/**
 * A spending limit for any number of calls. Estimates are held back while a request is in flight, so concurrent calls
 * cannot pass the limit together.
 *
 * @example
 * const budget = createCallBudget({ requests: 40, costUsd: 0.5 });
 * await exa.search('vitamin D', { budget });
 */
export function createCallBudget(limits: CallBudgetOptions): CallBudget {
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined && !(value >= 0)) {
      throw new ConfigurationError(`budget "${name}" must be a number of 0 or more, got ${String(value)}`);
    }
  }
  const spent = { requests: 0, bytes: 0, costUsd: 0 };
  return {
    spent,
    reserveRequest({ provider, operation, costUsd }) {
      const refuse = (what: string, limit: number) => {
        throw new BudgetExhaustedError(`the budget of ${limit} ${what} is spent`, {
          provider,
          operation,
          hint: 'Raise the budget or ask for less.',
        });
      };
      if (limits.requests !== undefined && spent.requests + 1 > limits.requests) refuse('requests', limits.requests);
      if (limits.bytes !== undefined && spent.bytes >= limits.bytes) refuse('bytes', limits.bytes);
      if (limits.costUsd !== undefined && spent.costUsd + costUsd > limits.costUsd)
        refuse('US dollars', limits.costUsd);
      spent.requests += 1;
      spent.costUsd += costUsd;
      let settled = false;
      return {
        settle(actual) {
          if (settled) return;
          settled = true;
          spent.bytes += actual.bytes;
          if (actual.costUsd !== undefined) spent.costUsd += actual.costUsd - costUsd;
        },
      };
    },
  };
}
