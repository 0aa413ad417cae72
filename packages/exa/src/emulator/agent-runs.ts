import type { Clock } from '@headwater/core';
import type { PageLibrary } from './pages.ts';
import { composeAnswer, synthesize } from './synthesis.ts';

export interface AgentRequest {
  query: string;
  effort?: string | null;
  outputSchema?: Record<string, unknown> | null;
  previousRunId?: string | null;
  budget?: object | null;
  metadata?: Record<string, unknown> | null;
}

interface Run {
  id: string;
  request: AgentRequest;
  createdAt: number;
  /** Ended before its time, and how. */
  early?: { at: number; status: 'cancelled' | 'completed'; stopReason: string };
  /** No page says anything about its question. */
  isHopeless: boolean;
}

export interface AgentEvent {
  id: string;
  event: string;
  createdAt: string;
  data: object;
}

const QUEUE_MS = 1000;

/** How long a run works, by effort, in milliseconds. */
const WORK_MS: Readonly<Record<string, number>> = {
  minimal: 4000,
  low: 8000,
  medium: 20_000,
  high: 40_000,
  xhigh: 80_000,
  auto: 20_000,
  max: 120_000,
};

export const EFFORTS: readonly string[] = Object.keys(WORK_MS);
export const MAX_CONCURRENT_RUNS = 50;

/**
 * The agent runs of one emulator. A run's state is worked out from the clock when it is asked for, so that nothing has to
 * tick: queued for a second, running for as long as its effort takes, then completed.
 */
export interface AgentRuns {
  create(request: AgentRequest): object;
  get(id: string): object | undefined;
  /** Newest first. */
  list(): object[];
  cancel(id: string): object | undefined;
  /** Completes it early; runs of effort `max` only. `false` for any other. */
  stop(id: string): object | false | undefined;
  remove(id: string): boolean;
  /** What has happened to the run so far. */
  events(id: string): AgentEvent[] | undefined;
  /** Milliseconds until the run's next change; `undefined` when it has ended. */
  untilNextChange(id: string): number | undefined;
  readonly active: number;
  reset(): void;
}

export function createAgentRuns(library: PageLibrary, clock: Clock): AgentRuns {
  const runs = new Map<string, Run>();
  let created = 0;

  function timesOf(run: Run): { startsAt: number; endsAt: number } {
    const startsAt = run.createdAt + QUEUE_MS;
    const endsAt = startsAt + (WORK_MS[run.request.effort ?? 'auto'] ?? 0);
    return { startsAt, endsAt };
  }

  function endOf(run: Run): { at: number; status: string; stopReason: string } {
    const { endsAt } = timesOf(run);
    if (run.early && run.early.at <= endsAt) return run.early;
    return run.isHopeless
      ? { at: endsAt, status: 'failed', stopReason: 'error' }
      : { at: endsAt, status: 'completed', stopReason: 'schema_satisfied' };
  }

  function statusOf(run: Run, at = clock.now()): string {
    const end = endOf(run);
    if (at >= end.at) return end.status;
    return at < timesOf(run).startsAt ? 'queued' : 'running';
  }

  function toWire(run: Run, at = clock.now()): object {
    const status = statusOf(run, at);
    const isCompleted = status === 'completed';
    const end = endOf(run);
    const hasEnded = at >= end.at;
    return {
      id: run.id,
      object: 'agent_run',
      status,
      stopReason: hasEnded ? end.stopReason : null,
      createdAt: toIso(run.createdAt),
      completedAt: hasEnded ? toIso(end.at) : null,
      request: run.request,
      output: isCompleted ? outputOf(library, run.request) : { text: null, structured: null, grounding: [] },
      usage: { searches: isCompleted ? 1 : 0 },
      costDollars: { total: isCompleted ? 0.05 : 0 },
      ...(status === 'failed' && { error: { type: 'run_error', code: 'no_results', message: 'Nothing was found' } }),
    };
  }

  function changesOf(run: Run): { at: number; event: string }[] {
    const end = endOf(run);
    const planned = [
      { at: run.createdAt, event: 'agent_run.created' },
      { at: timesOf(run).startsAt, event: 'agent_run.running' },
    ];
    const before = planned.filter((change) => change.at < end.at || change.event === 'agent_run.created');
    return [...before, { at: end.at, event: `agent_run.${end.status}` }];
  }

  const isActive = (run: Run): boolean => ['queued', 'running'].includes(statusOf(run));

  return {
    create(request) {
      created += 1;
      const id = `agent_run_${String(created).padStart(12, '0')}`;
      const isHopeless = library.search(request.query).length === 0;
      const run: Run = { id, request, createdAt: clock.now(), isHopeless };
      runs.set(id, run);
      return toWire(run);
    },
    get(id) {
      const run = runs.get(id);
      return run && toWire(run);
    },
    list: () => [...runs.values()].reverse().map((run) => toWire(run)),
    cancel(id) {
      const run = runs.get(id);
      if (run && isActive(run)) run.early = { at: clock.now(), status: 'cancelled', stopReason: 'cancelled' };
      return run && toWire(run);
    },
    stop(id) {
      const run = runs.get(id);
      if (run && run.request.effort !== 'max') return false;
      if (run && isActive(run)) run.early = { at: clock.now(), status: 'completed', stopReason: 'stopped' };
      return run && toWire(run);
    },
    remove: (id) => runs.delete(id),
    events(id) {
      const run = runs.get(id);
      if (!run) return undefined;
      const past = changesOf(run).filter((change) => change.at <= clock.now());
      return past.map(({ at, event }, index) => ({
        id: `${id}_event_${index + 1}`,
        event,
        createdAt: toIso(at),
        data: toWire(run, at),
      }));
    },
    untilNextChange(id) {
      const run = runs.get(id);
      const next = run && changesOf(run).find((change) => change.at > clock.now());
      return next && next.at - clock.now();
    },
    get active() {
      return [...runs.values()].filter(isActive).length;
    },
    reset() {
      runs.clear();
      created = 0;
    },
  };
}

function outputOf(library: PageLibrary, request: AgentRequest): object {
  const pages = library.search(request.query).slice(0, 5);
  const { text } = composeAnswer(pages, request.query);
  if (!request.outputSchema) return { text, structured: null, grounding: [] };
  const { content, grounding } = synthesize(request.outputSchema, pages, request.query) as {
    content: unknown;
    grounding: unknown;
  };
  return { text, structured: typeof content === 'string' ? null : content, grounding };
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
