import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission, AdmissionRefused, type AdmissionSlot } from '../src/resilience/admission.ts';
import { Circuit } from '../src/resilience/circuit.ts';
import { Pacer } from '../src/resilience/pacer.ts';
import { parseRetryAfter, retryDelayMs } from '../src/resilience/retry.ts';
import { RetryBudget } from '../src/resilience/retry-budget.ts';

describe('Pacer', () => {
  it('never passes rate × time + burst in any window, whatever the arrivals', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 200, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (requestsPerSecond, burst, gaps) => {
          const pacer = new Pacer({ requestsPerSecond, burst });
          const taken: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (pacer.tryTake(now)) taken.push(now);
          }
          for (let first = 0; first < taken.length; first += 1) {
            for (let last = first; last < taken.length; last += 1) {
              const windowMs = (taken[last] as number) - (taken[first] as number);
              const allowed = burst + (windowMs * requestsPerSecond) / 1000;
              expect(last - first + 1).toBeLessThanOrEqual(Math.floor(allowed + 1e-6));
            }
          }
        },
      ),
    );
  });

  it('lets a request leave exactly when nextAt says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 50, noNaN: true }), fc.integer({ min: 1, max: 5 }), (rate, burst) => {
        const pacer = new Pacer({ requestsPerSecond: rate, burst });
        let now = 0;
        for (let count = 0; count < 30; count += 1) {
          now = pacer.nextAt(now);
          expect(pacer.tryTake(now)).toBe(true);
        }
        expect(now).toBeCloseTo(((30 - burst) * 1050) / rate, 3);
      }),
    );
  });

  it('does not pace without a rate, but still falls silent when asked', () => {
    const pacer = new Pacer({});
    expect(pacer.tryTake(5) && pacer.tryTake(5)).toBe(true);
    pacer.pauseUntil(900);
    expect(pacer.tryTake(899)).toBe(false);
    expect(pacer.tryTake(900)).toBe(true);
  });
});

describe('RetryBudget', () => {
  it('never allows more than floor + ratio × calls + one a second', () => {
    const steps = fc.array(fc.record({ call: fc.boolean(), gapMs: fc.integer({ min: 0, max: 300 }) }), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        steps,
        (ratio, floor, list) => {
          const budget = new RetryBudget(0, { ratio, floor });
          let now = 0;
          let calls = 0;
          let retries = 0;
          for (const { call, gapMs } of list) {
            now += gapMs;
            if (call) {
              calls += 1;
              budget.recordCall(now);
            } else if (budget.tryTake(now)) retries += 1;
          }
          expect(retries).toBeLessThanOrEqual(floor + ratio * calls + now / 1000 + 1e-6);
        },
      ),
    );
  });

  it('gives nothing for a clock that goes backwards', () => {
    const budget = new RetryBudget(1000, { floor: 1 });
    expect(budget.tryTake(1000)).toBe(true);
    expect(budget.tryTake(0)).toBe(false);
    expect(budget.tryTake(1500)).toBe(false);
  });
});

describe('Circuit', () => {
  const options = { minimumCalls: 4, failureRatio: 0.5, windowMs: 10_000, openMs: 1000, maxOpenMs: 4000, probes: 2 };

  function feed(circuit: Circuit, outcomes: string, now: number): void {
    const names = { s: 'success', f: 'failure', n: 'neutral' } as const;
    for (const outcome of outcomes) circuit.tryEnter(() => now)?.record(names[outcome as keyof typeof names]);
  }

  it('opens by share, not by streak, and only with enough calls', () => {
    const circuit = new Circuit(options);
    feed(circuit, 'fff', 0);
    expect(circuit.state(0)).toBe('closed');
    const mixed = new Circuit(options);
    feed(mixed, 'ssssssfffff', 0);
    expect(mixed.state(0)).toBe('closed');
    feed(mixed, 'f', 0);
    expect(mixed.state(0)).toBe('open');
  });

  it('stays closed under 15 % faults, where a consecutive-failure breaker would trip', () => {
    const fair = new Circuit({});
    for (let call = 0; call < 700; call += 1)
      fair.tryEnter(() => call * 50)?.record(call % 7 === 0 ? 'failure' : 'success');
    expect(fair.state(35_000)).toBe('closed');
  });

  it('forgets what is older than its window', () => {
    const circuit = new Circuit(options);
    feed(circuit, 'fff', 0);
    feed(circuit, 'f', 11_000);
    expect(circuit.state(11_000)).toBe('closed');
  });

  it('lets a measured trickle through half-open and doubles the open time when a probe fails', () => {
    const circuit = new Circuit(options);
    feed(circuit, 'ffff', 0);
    expect(circuit.allows(999)).toBe(false);
    const probes = [1, 2, 3].map(() => circuit.tryEnter(() => 1000));
    expect(probes.map((probe) => probe !== undefined)).toEqual([true, true, false]);
    probes[0]?.record('failure');
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'open', retryAfterMs: 2000 });
    probes[1]?.record('success');
    expect(circuit.state(1000)).toBe('open');
  });

  it('is decided by no uncounted outcome while half-open, but gets the probe’s place back', () => {
    const circuit = new Circuit(options);
    feed(circuit, 'ffff', 0);
    for (let round = 0; round < 10; round += 1) feed(circuit, 'n', 1000);
    expect(circuit.state(1000)).toBe('half-open');
    feed(circuit, 'ss', 1000);
    expect(circuit.state(1000)).toBe('closed');
  });

  it('ignores late answers of an earlier state', () => {
    const circuit = new Circuit(options);
    const late = circuit.tryEnter(() => 0);
    feed(circuit, 'ffff', 0);
    feed(circuit, 'ss', 1000);
    expect(circuit.state(1000)).toBe('closed');
    late?.record('failure');
    feed(circuit, 'fff', 1000);
    expect(circuit.state(1000)).toBe('closed');
  });
});

describe('Admission', () => {
  function setUp(limit: ConstructorParameters<typeof Admission>[2]) {
    const clock = createVirtualClock();
    const circuit = new Circuit({ minimumCalls: 1 }, () => admission.rejectAll());
    const admission: Admission = new Admission(clock, circuit, limit);
    const enter = (signal = new AbortController().signal, deadlineAt = Number.POSITIVE_INFINITY) =>
      admission.enter({ signal, deadlineAt });
    return { clock, circuit, admission, enter };
  }

  it('holds rate, concurrency and order for any mix of durations and cancellations', async () => {
    const call = fc.record({
      durationMs: fc.integer({ min: 0, max: 400 }),
      cancelAfterMs: fc.option(fc.integer({ min: 0, max: 2000 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 50 }),
        fc.array(call, { minLength: 1, maxLength: 25 }),
        async (concurrency, requestsPerSecond, calls) => {
          const { clock, admission, enter } = setUp({ concurrency, requestsPerSecond });
          const started: { index: number; at: number }[] = [];
          let inFlight = 0;
          let most = 0;
          const work = calls.map(async ({ durationMs, cancelAfterMs }, index) => {
            const controller = new AbortController();
            if (cancelAfterMs !== null) clock.setTimeout(() => controller.abort(), cancelAfterMs);
            const slot = await enter(controller.signal).catch(() => undefined);
            if (slot === undefined) return;
            started.push({ index, at: clock.monotonicNow() });
            inFlight += 1;
            most = Math.max(most, inFlight);
            await new Promise<void>((resolve) => clock.setTimeout(resolve, durationMs));
            inFlight -= 1;
            slot.release();
            slot.release();
          });
          const all = Promise.all(work);
          await clock.advance(120_000);
          await all;
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(admission.inFlight).toBe(0);
          expect(admission.queued).toBe(0);
          expect(clock.pendingTimers).toBe(0);
          expect(started.map((entry) => entry.index)).toEqual(
            started.map((entry) => entry.index).toSorted((a, b) => a - b),
          );
          for (let next = 1; next < started.length; next += 1) {
            const gap = (started[next] as { at: number }).at - (started[next - 1] as { at: number }).at;
            expect(gap).toBeGreaterThanOrEqual(1000 / requestsPerSecond);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuses one more than the queue holds', async () => {
    const { enter } = setUp({ concurrency: 1, queueSize: 2 });
    await enter();
    void enter();
    void enter();
    const refused = await enter().catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(AdmissionRefused);
    expect(refused).toMatchObject({ refusal: { reason: 'queue-full', queued: 2 } });
  });

  it('goes on when a waiting call leaves', async () => {
    const { clock, enter } = setUp({ concurrency: 1 });
    const first = await enter();
    const controller = new AbortController();
    const leaving = enter(controller.signal).catch(() => 'left');
    const next: Promise<AdmissionSlot> = enter();
    controller.abort();
    expect(await leaving).toBe('left');
    first.release();
    (await next).release();
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes a raised limit at once', async () => {
    const { clock, admission, enter } = setUp({ requestsPerSecond: 0.01 });
    await enter();
    const waiting = enter();
    admission.configure({ requestsPerSecond: 1000 });
    await clock.advance(2);
    (await waiting).release();
  });
});

describe('retry timing', () => {
  it('draws from the whole range up to the doubled ceiling, and never beyond the maximum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, dice) => {
        const delay = retryDelayMs(attempt, undefined, () => dice, { baseDelayMs: 250, maxDelayMs: 1000 });
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(1000, 250 * 2 ** (attempt - 1)));
      }),
    );
    expect(retryDelayMs(3, undefined, () => 0.5, {})).toBe(500);
  });

  it('never waits less than the service asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (asked, dice) => {
        const delay = retryDelayMs(1, asked, () => dice, {});
        expect(delay).toBeGreaterThanOrEqual(asked);
        expect(delay).toBeLessThanOrEqual(asked * 1.1 + 1);
      }),
    );
  });

  it.each([
    ['2', 2000],
    ['0', 0],
    [' 1.5 ', 1500],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['1e9', undefined],
    ['9'.repeat(400), undefined],
    [null, undefined],
  ])('reads Retry-After %j as %j', (value, expected) => {
    expect(parseRetryAfter(value, Date.UTC(2026, 0, 1))).toBe(expected);
  });

  it('never answers a negative or endless wait for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseRetryAfter(text, 0);
        if (parsed !== undefined) expect(parsed >= 0 && Number.isFinite(parsed)).toBe(true);
      }),
    );
  });
});
