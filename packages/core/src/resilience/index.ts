export type { AdaptiveRateOptions } from './adaptive-rate.ts';
export {
  Admission,
  type AdmissionRefusal,
  AdmissionRefused,
  type AdmissionRequest,
  type AdmissionSlot,
} from './admission.ts';
export {
  Circuit,
  type CircuitChange,
  type CircuitOptions,
  type CircuitOutcome,
  type CircuitPermit,
  type CircuitSnapshot,
} from './circuit.ts';
export { HedgePolicy } from './hedging.ts';
export {
  createStateStore,
  type Lane,
  type LaneCircuitChange,
  type LaneKey,
  type LaneOptions,
  type LaneSnapshot,
  processClock,
  processStateStore,
  type StateStore,
} from './lane.ts';
export { LatencyWindow } from './latency-window.ts';
export { type LimitPlan, limitFor, type RateLimit, sandboxPlan } from './limits.ts';
export { parseRateLimitHeaders } from './rate-limit-headers.ts';
export { RequestBudget, type RetryBudgetOptions } from './request-budget.ts';
export { circuitWaitMs, defaultAttempts, maxAttempts, type RetryOptions, retryDelayMs } from './retry.ts';
export { parseRetryAfter, readRetryAfter } from './retry-after.ts';
export { attemptsAllowed, type RetryRule, type RetryVerdict, retryRuleFor, retryRules } from './retry-rules.ts';
export type { CircuitSample } from './sample-window.ts';
