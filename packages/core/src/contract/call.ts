import type { CacheOutcome } from './documents.ts';

/** Options every call takes. */
export interface CallOptions {
  /** Cancels the call wherever it is: queue, back-off, connect, body or between pages. */
  signal?: AbortSignal;
  /** Bound of the whole call, retries included, in milliseconds. @default 30000 (operations may set their own) */
  timeoutMs?: number;
  /** Bound of the whole call as epoch milliseconds. The earlier of the two bounds wins. */
  deadline?: number;
  /** Spending limit shared between calls; see `createCallBudget`. */
  budget?: CallBudget;
  /** Sees what the call does: waits, attempts, outcome. */
  observe?: CallObserver;
}

/** A spending limit shared by any number of calls. Never passed by more than what is in flight. */
export interface CallBudget {
  /** Called before every request that goes to the wire. Throws `BudgetExhaustedError` when nothing is left. */
  reserveRequest(estimate: { provider: string; operation: string; costUsd: number }): BudgetReservation;
  readonly spent: Readonly<{ requests: number; bytes: number; costUsd: number }>;
}

export interface BudgetReservation {
  /** Replaces the estimate by what the request really used. */
  settle(actual: { bytes: number; costUsd?: number }): void;
}

/** Why a call is not on the wire at this moment. */
export type WaitReason = 'rate-limit' | 'retry' | 'queue';

export type CallEvent =
  | { type: 'call-started'; provider: string; operation: string }
  | { type: 'call-waiting'; provider: string; operation: string; reason: WaitReason; untilMs: number; detail?: string }
  | { type: 'attempt-started'; provider: string; operation: string; attempt: number; hedged?: true }
  | {
      type: 'attempt-finished';
      provider: string;
      operation: string;
      attempt: number;
      durationMs: number;
      status?: number;
      errorCode?: string;
    }
  | {
      type: 'call-finished';
      provider: string;
      operation: string;
      attempts: number;
      durationMs: number;
      bytes: number;
      costUsd?: number;
      requestId?: string;
      skipped: number;
      /** Absent when the call failed. */
      cache?: CacheOutcome;
      /** Another call's request served this one as well. */
      coalesced?: true;
      errorCode?: string;
    };

/** Structural, so that a plain function object or a framework's own tracer can be handed in. */
export interface CallObserver {
  event?(event: CallEvent): void;
}
