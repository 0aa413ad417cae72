/** What one chat turn may use. */
export interface ChatLimits {
  /** Turns of the supervisor. */
  supervisorSteps: number;
  /** Turns of a specialist, for one task. */
  specialistSteps: number;
  /** Tasks given to specialists. */
  delegations: number;
  /** Requests to sources. */
  requests: number;
  /** Spending at sources, in US dollars. */
  costUsd: number;
  /** One search, in milliseconds. */
  searchTimeoutMs: number;
  /** The whole turn, in milliseconds. Longer than a research run of standard depth. */
  wallTimeMs: number;
  /** Turns at the same time, over all threads. */
  concurrency: number;
}

export const defaultLimits: ChatLimits = {
  supervisorSteps: 8,
  specialistSteps: 5,
  delegations: 6,
  requests: 30,
  costUsd: 0.25,
  searchTimeoutMs: 30_000,
  wallTimeMs: 180_000,
  concurrency: 8,
};
