import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contract/clock.ts';
import { Admission } from '../../src/resilience/admission.ts';
import { Circuit } from '../../src/resilience/circuit.ts';

describe('a clock that goes on while the queue is looked at', () => {
  it('leaves nobody waiting for a token that has become free', async () => {
    const virtual = createVirtualClock({ autoAdvance: true });
    let drift = 0;
    const clock: Clock = {
      now: () => virtual.now(),
      monotonicNow: () => {
        drift += 0.5;
        return virtual.monotonicNow() + drift;
      },
      setTimeout: (callback, delayMs) => virtual.setTimeout(callback, delayMs),
    };
    const admission = new Admission(clock, new Circuit(clock), { requestsPerSecond: 1000 });
    const { signal } = new AbortController();
    const slots = Array.from({ length: 50 }, () =>
      admission.enter({ signal, deadlineAt: Number.POSITIVE_INFINITY }).then((slot) => slot.release()),
    );
    await Promise.all(slots);
    expect(admission.queued).toBe(0);
  });
});

describe('the first request of all', () => {
  it('counts from its answer, since a connection had to be made for it', async () => {
    const clock = createVirtualClock();
    const admission = new Admission(clock, new Circuit(clock), { requestsPerSecond: 1 });
    const { signal } = new AbortController();
    const enter = () => admission.enter({ signal, deadlineAt: Number.POSITIVE_INFINITY });
    const first = await enter();
    const left: number[] = [];
    for (let index = 0; index < 2; index += 1) {
      void enter().then((slot) => {
        left.push(clock.monotonicNow());
        slot.release();
      });
    }
    await clock.advance(80);
    first.release();
    await clock.advance(5000);
    expect(left).toEqual([1130, 2180]);
  });
});
