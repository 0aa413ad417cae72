import { type CallBudget, createCallBudget } from '@headwater/core';
import type { SourceSet } from '../sources/source-set.ts';
import type { Storage } from '../storage/index.ts';
import type { Spending } from '../storage/query-store.ts';
import type { StoredRun } from '../storage/run-store.ts';

/** What every step of the research workflow works with. */
export interface ResearchDependencies {
  storage: Storage;
  sources: SourceSet;
}

/** The part of a run that lives in the process that works on it. All else is in storage. */
export interface LiveRun {
  readonly id: string;
  /** Aborts when the run is cancelled: no source is asked any more, what was found is still written up. */
  readonly signal: AbortSignal;
  /** Aborts when the server stops: the run is left as it is and goes on at the next start. */
  readonly parked: AbortSignal;
  /** Epoch milliseconds at which the run's wall time is spent. */
  readonly deadline: number;
  readonly budget: CallBudget;
}

/** What a run may still spend, after what it had spent before a restart. */
export function budgetLeft(run: StoredRun, spent: Spending): CallBudget {
  return createCallBudget({
    requests: Math.max(0, run.budget.calls - spent.calls),
    costUsd: Math.max(0, run.budget.costUsd - spent.costUsd),
  });
}

export async function loadRun(storage: Storage, id: string): Promise<StoredRun> {
  const run = await storage.runs.get(id);
  if (!run) throw new Error(`run ${id} is not in the database`);
  return run;
}
