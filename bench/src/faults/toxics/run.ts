import { createStateStore, HeadwaterError } from '@headwater/core';
import { createRandom, type ToxicProxy } from '@headwater/testkit';
import type { Plan } from './draw.ts';
import { type Subject, subjectKinds } from './subjects.ts';

/** What one run showed. */
export interface Outcome {
  /** `ok` or an error's code, one per call. */
  results: string[];
  /** How long past its deadline the latest call ended, in milliseconds; negative when all ended before. */
  overrunMs: number;
  hangs: number;
  /** Errors that are no `HeadwaterError`. */
  untyped: string[];
  /** Sockets that the proxy could not get rid of. */
  leakedSockets: number;
}

/** A call that has not ended this long after its deadline never will. */
const hangMs = 5_000;

/** Makes one client, lets it call through a sick connection, and looks at how each call ends. */
export async function runPlan(plan: Plan, proxy: ToxicProxy): Promise<Outcome> {
  const { policy, deadlineMs } = plan;
  const outcome: Outcome = {
    results: [],
    overrunMs: Number.NEGATIVE_INFINITY,
    hangs: 0,
    untyped: [],
    leakedSockets: 0,
  };
  await proxy.set(plan.toxic);
  const subject = (subjectKinds[plan.subject] as (typeof subjectKinds)[number]).create({
    ...policy.settings,
    // A published plan would make the calls wait for tokens instead of for the sick connection.
    resilience: { limits: 'sandbox', ...policy.settings.resilience },
    baseUrl: proxy.url,
    random: createRandom(plan.number),
    stateStore: createStateStore(),
  });
  const controller = new AbortController();
  const timers = [
    ...(plan.healsAfterMs === undefined ? [] : [setTimeout(() => void proxy.set(), plan.healsAfterMs)]),
    ...(policy.midway === undefined
      ? []
      : [
          setTimeout(() => {
            if (policy.midway === 'cancel') controller.abort();
            else void subject.dispose();
          }, plan.midwayMs),
        ]),
  ];
  for (let round = 0; round < (policy.rounds ?? 1); round += 1) {
    const calls = Array.from({ length: policy.calls ?? 1 }, (_, index) =>
      judged(subject, index, deadlineMs, controller.signal, outcome),
    );
    await Promise.all(calls);
  }
  for (const timer of timers) clearTimeout(timer);
  await subject.dispose();
  await proxy.set();
  outcome.leakedSockets = await emptied(proxy);
  return outcome;
}

/**
 * Breaks what is still open, so that no run meets the connections of another, and counts what is left then. A pool that
 * loses a connection may open the next at once: it gets a few turns.
 */
async function emptied(proxy: ToxicProxy): Promise<number> {
  for (let turn = 0; turn < 20 && (turn === 0 || proxy.openSockets > 0); turn += 1) {
    await proxy.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return proxy.openSockets;
}

async function judged(
  subject: Subject,
  number: number,
  deadlineMs: number,
  signal: AbortSignal,
  outcome: Outcome,
): Promise<void> {
  const startedAt = performance.now();
  let watch: NodeJS.Timeout | undefined;
  const hung = new Promise<'hung'>((resolve) => {
    watch = setTimeout(() => resolve('hung'), deadlineMs + hangMs);
  });
  const result = await Promise.race([
    hung,
    subject.call(number, { timeoutMs: deadlineMs, signal }).then(
      () => 'ok',
      (error: unknown) => {
        if (HeadwaterError.isInstance(error)) return error.code;
        outcome.untyped.push(String((error as Error)?.stack ?? error));
        return 'untyped';
      },
    ),
  ]);
  clearTimeout(watch);
  if (result === 'hung') outcome.hangs += 1;
  outcome.results.push(result);
  outcome.overrunMs = Math.max(outcome.overrunMs, performance.now() - startedAt - deadlineMs);
}
