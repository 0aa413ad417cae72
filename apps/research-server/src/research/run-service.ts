import { HeadwaterError } from '@headwater/core';
import type { ResearchRequest, RunBudget, Stage } from '../shared/api.ts';
import { canBeAsked, researchSources } from '../sources/source-set.ts';
import type { StoredRun } from '../storage/run-store.ts';
import { depthPlans } from './depth.ts';
import { finishRun } from './finish.ts';
import { newRunId } from './ids.ts';
import { sha256 } from './ingest.ts';
import { budgetLeft, type LiveRun, loadRun, type ResearchDependencies } from './live-run.ts';
import { claimOwner, heartbeatMs, isOrphan, releaseOwner } from './process-owner.ts';
import { stageSteps } from './steps/index.ts';
import { loadResearchEngine, type ResearchEngine } from './workflow.ts';

export interface StartOptions {
  /** A repeated request under the same key starts nothing and answers with the first run. */
  idempotencyKey?: string;
}

export interface RunService {
  /**
   * Stores the run and starts it, detached from whoever asked.
   * @throws {IdempotencyConflict} when the key was used for another request.
   */
  start(request: ResearchRequest, options?: StartOptions): Promise<{ id: string }>;
  /** Stops asking sources; what was found is written up. False when there is no such run or it is over. */
  cancel(id: string): Promise<boolean>;
  /** Loads the workflow engine before the first run needs it. */
  warm(): Promise<ResearchEngine>;
  /** Goes on with the runs of processes that are gone, now and from time to time. */
  adoptOrphans(): Promise<number>;
  /** Leaves running runs as they are, to go on at the next start. */
  close(): Promise<void>;
}

export interface RunServiceOptions {
  /** Runs worked on at the same time; the others wait in order. @default 4 */
  concurrency?: number;
  /** Whether to look for runs of processes that are gone every 15 s. @default true */
  adopt?: boolean;
}

/** An idempotency key was used before, for another request. */
export class IdempotencyConflict extends Error {}

interface Working {
  cancel: AbortController;
  done: Promise<void>;
}

export function createRunService(dependencies: ResearchDependencies, options: RunServiceOptions = {}): RunService {
  const { storage, sources } = dependencies;
  const { concurrency = 4, adopt = true } = options;
  const owner = claimOwner();
  const parking = new AbortController();
  const live = new Map<string, LiveRun>();
  const working = new Map<string, Working>();
  const waiting: { id: string; resumed: boolean }[] = [];
  let engine: Promise<ResearchEngine> | undefined;

  const warm = () => {
    engine ??= loadResearchEngine(storage, runStage);
    return engine;
  };

  async function runStage(stage: Stage, runId: string): Promise<void> {
    const run = live.get(runId);
    if (!run) throw new Error(`run ${runId} is not worked on by this process`);
    try {
      const stored = await loadRun(storage, runId);
      if (stored.finishedAt !== undefined) return;
      if (stored.stage !== stage || stage === 'plan') {
        const told = { type: 'stage-started' as const, stage };
        await storage.events.commit(runId, [told], [storage.runs.update(runId, { stage })]);
      }
      await stageSteps[stage](dependencies, run);
    } catch (error) {
      // A parked run must look to the engine like one whose process was killed: not failed, just not finished.
      if (parking.signal.aborted) return new Promise(() => undefined);
      throw error;
    }
  }

  function next(): void {
    while (!parking.signal.aborted && working.size < concurrency) {
      const job = waiting.shift();
      if (!job) return;
      const cancel = new AbortController();
      const done = work(job.id, job.resumed, cancel).finally(() => {
        working.delete(job.id);
        live.delete(job.id);
        next();
      });
      working.set(job.id, { cancel, done });
    }
  }

  async function work(id: string, resumed: boolean, cancel: AbortController): Promise<void> {
    try {
      const run = await begin(id, resumed, cancel);
      const { start, restart } = await warm();
      if (parking.signal.aborted) return;
      await Promise.race([resumed ? restart(run.id) : start(run.id), parked(parking.signal)]);
    } catch (error) {
      if (!parking.signal.aborted) await giveUp(id, error);
    }
  }

  async function begin(id: string, resumed: boolean, cancel: AbortController): Promise<StoredRun> {
    const run = await loadRun(storage, id);
    const startedAt = run.startedAt ?? new Date().toISOString();
    const { question, mode, writer, depth } = run;
    const told = run.startedAt
      ? ({ type: 'run-resumed' } as const)
      : ({ type: 'run-started', question, mode, writer, depth, sources: run.sources } as const);
    await storage.events.commit(id, [told], [storage.runs.update(id, { state: 'running', startedAt, owner })]);
    if (run.cancelRequestedAt) cancel.abort();
    const spent = await storage.runs.queries.spent(id);
    // A resumed run starts its clock anew: the time the server was down is nobody's spending.
    const from = resumed ? Date.now() : Date.parse(startedAt);
    live.set(id, {
      id,
      signal: cancel.signal,
      parked: parking.signal,
      deadline: from + run.budget.wallTimeMs,
      budget: budgetLeft(run, spent),
    });
    return run;
  }

  async function giveUp(id: string, error: unknown): Promise<void> {
    const failure = HeadwaterError.isInstance(error)
      ? { code: error.code, message: error.message, ...(error.hint ? { hint: error.hint } : {}) }
      : failureOf(error);
    if (failure.code === 'internal') console.error(error);
    try {
      await finishRun(storage, id, { state: 'failed', failure });
    } catch (again) {
      // Not even the failure can be stored. The run stays unfinished in the database and goes on at the next start.
      console.error(`run ${id} could not be brought to an end:`, again);
    }
  }

  const beat = async () => {
    await storage.runs.heartbeat([...working.keys(), ...waiting.map((job) => job.id)], Date.now());
    // Another process, such as a server beside a command line, may have been asked to cancel.
    for (const [id, { cancel }] of working) {
      if (!cancel.signal.aborted && (await storage.runs.get(id))?.cancelRequestedAt) cancel.abort();
    }
  };
  const quietly = (task: () => Promise<unknown>) => () => {
    task().catch((error) => {
      if (!parking.signal.aborted) console.error(error);
    });
  };

  async function adoptOrphans(): Promise<number> {
    let adopted = 0;
    for (const run of await storage.runs.unfinished()) {
      if (working.has(run.id) || waiting.some((job) => job.id === run.id)) continue;
      if (!isOrphan(run, Date.now()) || !(await storage.runs.takeOver(run, owner, Date.now()))) continue;
      waiting.push({ id: run.id, resumed: run.state === 'running' });
      adopted += 1;
    }
    next();
    return adopted;
  }

  const timers = [
    setInterval(quietly(beat), heartbeatMs),
    ...(adopt ? [setInterval(quietly(adoptOrphans), 15_000)] : []),
  ];
  for (const timer of timers) timer.unref();

  return {
    warm,
    adoptOrphans,
    async start(request, { idempotencyKey } = {}) {
      const requestHash = sha256(JSON.stringify(request));
      if (idempotencyKey !== undefined) {
        const earlier = await storage.runs.findByKey(idempotencyKey);
        if (earlier) return repeated(earlier, requestHash);
      }
      const depth = request.depth ?? 'standard';
      const asked = researchSources(sources, request.sources);
      const id = newRunId();
      const insert = storage.runs.insert({
        id,
        question: request.question,
        mode: sources.mode,
        writer: 'extractive',
        depth,
        limits: sources.limits,
        ...(request.since ? { since: request.since } : {}),
        sources: asked.filter(canBeAsked).map(({ provider }) => provider.name),
        skippedSources: asked.flatMap(({ provider, notice }) =>
          notice === undefined ? [] : [{ provider: provider.name, reason: notice }],
        ),
        budget: { ...depthPlans[depth].budget, ...defined(request.budget) },
        createdAt: new Date().toISOString(),
        owner,
        heartbeatAtMs: Date.now(),
        requestHash,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      try {
        await storage.events.commit(id, [], [insert]);
      } catch (error) {
        // The same request may have come twice at once; then the other one has stored the run.
        const earlier = idempotencyKey === undefined ? undefined : await storage.runs.findByKey(idempotencyKey);
        if (earlier) return repeated(earlier, requestHash);
        throw error;
      }
      waiting.push({ id, resumed: false });
      next();
      return { id };
    },
    async cancel(id) {
      const run = await storage.runs.get(id);
      if (!run || run.finishedAt !== undefined) return false;
      const at = run.cancelRequestedAt ?? new Date().toISOString();
      await storage.events.commit(id, [], [storage.runs.requestCancel(id, at)]);
      working.get(id)?.cancel.abort();
      return true;
    },
    async close() {
      parking.abort();
      for (const timer of timers) clearInterval(timer);
      await Promise.allSettled([...working.values()].map(({ done }) => done));
      releaseOwner(owner);
    },
  };
}

function repeated(earlier: { id: string; requestHash: string }, requestHash: string): { id: string } {
  if (earlier.requestHash !== requestHash) throw new IdempotencyConflict('this key was used for another request');
  return { id: earlier.id };
}

function defined(budget: Partial<RunBudget> | undefined): Partial<RunBudget> {
  return Object.fromEntries(Object.entries(budget ?? {}).filter(([, value]) => value !== undefined));
}

function parked(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function failureOf(error: unknown): { code: string; message: string; hint: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (/SQLITE_FULL|ENOSPC|disk is full/i.test(message)) {
    return { code: 'storage-full', message: 'the disk is full', hint: 'Free some space and ask again.' };
  }
  if (/SQLITE_/.test(message)) {
    return {
      code: 'storage-failed',
      message: 'the database could not be written',
      hint: 'Check the data folder and its disk, then ask again.',
    };
  }
  return { code: 'internal', message: 'an internal error', hint: 'The server log has the details.' };
}
