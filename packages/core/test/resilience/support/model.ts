import { AdmissionRefused } from '../../../src/resilience/admission.ts';
import type { Lane, LaneOptions } from '../../../src/resilience/lane.ts';
import { createStateStore } from '../../../src/resilience/lane.ts';
import { circuitWaitMs, defaultAttempts, retryDelayMs } from '../../../src/resilience/retry.ts';
import { createEventClock, type EventClock } from './event-clock.ts';
import { seededRandom } from './random.ts';

/** How the service answers a request that arrives now. */
export interface Answer {
  kind: 'success' | 'failure' | 'throttled';
  latencyMs: number;
  retryAfterMs?: number;
}

export interface Model {
  clock: EventClock;
  lane: Lane;
  random: () => number;
  /** Monotonic times at which requests arrived. */
  arrivals: number[];
  calls: { startedAt: number; endedAt: number; ok: boolean; attempts: number; reason?: string }[];
  call(): Promise<void>;
  every(intervalMs: number, count: number): void;
}

/**
 * The pipeline's policies around a service that is a function of time: what a call does is what the pipeline does, without
 * its I/O. Seeded, on a clock of its own.
 */
export function createModel(
  seed: number,
  service: (now: number, random: () => number) => Answer,
  options: LaneOptions & { deadlineMs?: number; rideOut?: boolean } = { limit: {} },
): Model {
  const clock = createEventClock({ maxEvents: 1_000_000 });
  const random = seededRandom(seed);
  const key = { provider: 'model', origin: 'https://model.test', partition: 'key-1', costClass: 'default' };
  const lane = createStateStore().lane(key, clock, options);
  const arrivals: number[] = [];
  const calls: Model['calls'] = [];
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));

  async function attempt(signal: AbortSignal, deadlineAt: number): Promise<Answer | AdmissionRefused> {
    const entered =
      lane.admission.tryEnter() ??
      (await lane.admission.enter({ signal, deadlineAt }).catch((refused: AdmissionRefused) => refused));
    if (entered instanceof AdmissionRefused) return entered;
    arrivals.push(clock.monotonicNow());
    const answer = service(clock.monotonicNow(), random);
    await sleep(answer.latencyMs);
    entered.permit.record(answer.kind === 'throttled' ? 'neutral' : answer.kind);
    if (answer.kind === 'success') lane.admission.succeeded();
    if (answer.kind === 'throttled') lane.admission.throttled(answer.retryAfterMs);
    entered.release();
    return answer;
  }

  async function call(): Promise<void> {
    const startedAt = clock.monotonicNow();
    const deadlineAt = startedAt + (options.deadlineMs ?? 30_000);
    const { signal } = new AbortController();
    const end = (ok: boolean, attempts: number, reason?: string) => {
      calls.push({ startedAt, endedAt: clock.monotonicNow(), ok, attempts, ...(reason && { reason }) });
    };
    lane.retryBudget.recordCall(startedAt);
    for (let attempts = 0; ; ) {
      const answer = await attempt(signal, deadlineAt);
      const now = clock.monotonicNow();
      if (answer instanceof AdmissionRefused) {
        const { reason } = answer.refusal;
        const waitMs =
          reason === 'circuit-open' && options.rideOut !== false
            ? circuitWaitMs(lane.circuit.snapshot(now).retryAfterMs, deadlineAt - now, random)
            : undefined;
        if (waitMs === undefined) return end(false, attempts, reason);
        await sleep(waitMs);
        continue;
      }
      attempts += 1;
      if (answer.kind === 'success') return end(true, attempts);
      if (attempts >= defaultAttempts) return end(false, attempts, 'attempts');
      const delayMs = retryDelayMs(attempts, answer.retryAfterMs, random, {});
      if (delayMs >= deadlineAt - now) return end(false, attempts, 'deadline');
      if (!lane.retryBudget.tryTake(now)) return end(false, attempts, 'budget');
      await sleep(delayMs);
    }
  }

  return {
    clock,
    lane,
    random,
    arrivals,
    calls,
    call,
    every(intervalMs, count) {
      for (let index = 0; index < count; index += 1) clock.setTimeout(() => void call(), index * intervalMs);
    },
  };
}
