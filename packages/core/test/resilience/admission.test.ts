import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdmissionRefused, type AdmissionSlot } from '../../src/resilience/admission.ts';
import { setUp } from './support/admission.ts';

describe('a free way', () => {
  it('is taken without promise or timer', () => {
    const { clock, admission, taken } = setUp({ requestsPerSecond: 10, burst: 2, concurrency: 2 });
    const slot = taken();
    expect(admission.inFlight).toBe(1);
    slot.permit.record('success');
    slot.release();
    expect([admission.inFlight, admission.queued, clock.pending]).toEqual([0, 0, 0]);
  });

  it('is none without a token, without a slot, or past those who wait', async () => {
    const paced = setUp({ requestsPerSecond: 1 });
    paced.taken();
    expect(paced.admission.tryEnter()).toBeUndefined();
    const narrow = setUp({ concurrency: 1 });
    const first = narrow.taken();
    expect(narrow.admission.tryEnter()).toBeUndefined();
    const second = narrow.enter();
    const third = narrow.enter();
    first.release();
    expect(narrow.admission.tryEnter()).toBeUndefined();
    (await second).release();
    (await third).release();
    narrow.taken();
  });

  it('is refused by an open circuit', () => {
    const { admission, taken } = setUp({});
    taken().permit.record('failure');
    expect(admission.tryEnter()).toMatchObject({ refusal: { reason: 'circuit-open' } });
    expect(admission.tryEnter()).toBeInstanceOf(AdmissionRefused);
  });

  it('has room for 16 by default', () => {
    const { admission, taken } = setUp({});
    for (let count = 0; count < 16; count += 1) taken();
    expect(admission.tryEnter()).toBeUndefined();
  });

  it('tells when it was last asked for', () => {
    const { clock, admission } = setUp({});
    clock.jump(500);
    expect(admission.lastUsedAt).toBe(0);
    admission.tryEnter();
    expect(admission.lastUsedAt).toBe(500);
    admission.tryEnter(700);
    expect(admission.lastUsedAt).toBe(700);
  });
});

describe('a slot', () => {
  it('is given back once, and frees a probe that was not recorded', () => {
    const { clock, circuit, admission, taken } = setUp({}, { minimumCalls: 1, probes: 1, openMs: 100 });
    taken().permit.record('failure');
    clock.jump(100);
    const probe = taken();
    expect(circuit.allows(100)).toBe(false);
    probe.release();
    probe.release();
    expect(admission.inFlight).toBe(1);
    expect(circuit.snapshot(100)).toMatchObject({ state: 'half-open', probeSuccesses: 0 });
    expect(circuit.allows(100)).toBe(true);
  });
});

describe('the queue', () => {
  it('holds rate, concurrency and order for any mix of durations, cancellations and pauses', async () => {
    const call = fc.record({
      durationMs: fc.integer({ min: 0, max: 400 }),
      cancelAfterMs: fc.option(fc.integer({ min: 0, max: 2000 })),
      pauseMs: fc.option(fc.integer({ min: 1, max: 700 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 50 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(call, { minLength: 1, maxLength: 25 }),
        async (concurrency, requestsPerSecond, burst, calls) => {
          const { clock, admission, enter } = setUp({ concurrency, requestsPerSecond, burst });
          const started: { index: number; at: number }[] = [];
          let inFlight = 0;
          let most = 0;
          let left = 0;
          const silences: { from: number; until: number }[] = [];
          const listening = new Map<AbortSignal, number>();
          const work = calls.map(async ({ durationMs, cancelAfterMs, pauseMs }, index) => {
            const controller = new AbortController();
            countListeners(controller.signal, listening);
            if (cancelAfterMs !== null) clock.setTimeout(() => controller.abort(), cancelAfterMs);
            const slot = await enter(controller.signal).catch(() => undefined);
            if (slot === undefined) {
              left += 1;
              return;
            }
            started.push({ index, at: clock.monotonicNow() });
            inFlight += 1;
            most = Math.max(most, inFlight);
            if (pauseMs !== null) {
              const from = clock.monotonicNow();
              silences.push({ from, until: from + pauseMs });
              admission.pauseUntil(from + pauseMs);
            }
            await new Promise<void>((resolve) => clock.setTimeout(resolve, durationMs));
            inFlight -= 1;
            slot.release();
            slot.release();
          });
          const all = Promise.all(work);
          await clock.run();
          await all;
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(started.length + left).toBe(calls.length);
          expect([admission.inFlight, admission.queued, clock.pending]).toEqual([0, 0, 0]);
          expect([...listening.values()].every((count) => count === 0)).toBe(true);
          expect(started.map((entry) => entry.index)).toEqual(
            started.map((entry) => entry.index).toSorted((a, b) => a - b),
          );
          for (const { at } of started) {
            expect(silences.filter(({ from, until }) => from < at && at < until)).toEqual([]);
          }
          for (let last = burst; last < started.length; last += 1) {
            const gap = (started[last] as { at: number }).at - (started[last - burst] as { at: number }).at;
            expect(gap).toBeGreaterThanOrEqual(1000 / requestsPerSecond);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('loses no wake-up when limits, quotas and pauses change under it', async () => {
    const change = fc.oneof(
      fc.record({ limit: fc.record({ concurrency: fc.integer({ min: 1, max: 3 }) }) }),
      fc.record({ limit: fc.record({ requestsPerSecond: fc.integer({ min: 1, max: 100 }) }) }),
      fc.record({ pauseMs: fc.integer({ min: 0, max: 5000 }) }),
      fc.record({ remaining: fc.integer({ min: 0, max: 5 }), resetMs: fc.integer({ min: -100, max: 5000 }) }),
      fc.record({ jumpMs: fc.integer({ min: -5000, max: 5000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), change), { maxLength: 20 }),
        async (changes) => {
          const { clock, admission, enter } = setUp({ concurrency: 2, requestsPerSecond: 5 });
          for (const [afterMs, what] of changes) {
            clock.setTimeout(() => {
              if ('limit' in what) admission.configure(what.limit);
              else if ('pauseMs' in what) admission.pauseUntil(clock.monotonicNow() + what.pauseMs);
              else if ('jumpMs' in what) clock.jump(clock.monotonicNow() + what.jumpMs);
              else {
                const resetsAt = new Date(clock.now() + what.resetMs);
                admission.learn({ remaining: what.remaining, limit: 10, resetsAt }, clock.now());
              }
            }, afterMs);
          }
          let done = 0;
          for (let count = 0; count < 20; count += 1) {
            void enter().then((slot) => {
              clock.setTimeout(() => {
                done += 1;
                slot.release();
              }, 30);
            });
          }
          await clock.run();
          expect(done).toBe(20);
          expect([admission.inFlight, admission.queued, clock.pending]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sends 20 calls at once in 20 s under one request a second, and never a 21st', async () => {
    const { clock, enter } = setUp({ requestsPerSecond: 1 });
    const times: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      void enter().then((slot) => {
        times.push(clock.monotonicNow());
        clock.setTimeout(() => slot.release(), 50);
      });
    }
    await clock.run();
    expect(times).toHaveLength(20);
    // 19 paced intervals, and the 50 ms by which the first answer was late.
    expect(times.at(-1)).toBeCloseTo(20_000, 3);
    for (let next = 1; next < 20; next += 1) {
      expect((times[next] as number) - (times[next - 1] as number)).toBeGreaterThanOrEqual(1000);
    }
  });

  it('refuses one more than it holds, 1,000 by default', async () => {
    const { enter, refusalOf } = setUp({ concurrency: 1, queueSize: 2 });
    await enter();
    void enter();
    void enter();
    expect(await refusalOf(enter())).toEqual({ reason: 'queue-full', queued: 2 });
    const wide = setUp({ concurrency: 1 });
    wide.taken();
    for (let count = 0; count < 1000; count += 1) void wide.enter();
    expect(wide.admission.queued).toBe(1000);
    expect(await wide.refusalOf(wide.enter())).toEqual({ reason: 'queue-full', queued: 1000 });
  });

  it('refuses a call whose turn comes after its deadline, and says how long it would be', async () => {
    const { clock, admission, taken, enter, refusalOf } = setUp({ requestsPerSecond: 10 });
    taken();
    const signal = new AbortController().signal;
    expect(await refusalOf(enter(signal, { deadlineAt: 104 }))).toMatchObject({ reason: 'too-late' });
    const inTime = enter(signal, { deadlineAt: 105 });
    const refusal = await refusalOf(enter(signal, { deadlineAt: 200 }));
    expect((refusal as { waitMs: number }).waitMs).toBeCloseTo(210, 3);
    await clock.run();
    (await inTime).release();
    expect(clock.monotonicNow()).toBe(105);
    admission.throttled(1000);
    const late = await refusalOf(enter(signal, { deadlineAt: 1104 }));
    expect((late as { waitMs: number }).waitMs).toBeCloseTo(1000, 3);
  });

  it('tells once why a call waits and until when', async () => {
    const { clock, taken, enter } = setUp({ requestsPerSecond: 10, concurrency: 2, burst: 2 });
    const waits: unknown[] = [];
    const onWait = (wait: unknown) => waits.push(wait);
    taken();
    taken();
    void enter(undefined, { onWait });
    clock.jump(1000);
    void enter(undefined, { onWait });
    expect(waits).toEqual([
      { reason: 'rate-limit', untilMs: expect.closeTo(Date.UTC(2026, 0, 1) + 105, 0) },
      { reason: 'queue', untilMs: Date.UTC(2026, 0, 1) + 1000 },
    ]);
    const free = setUp({});
    (await free.enter(undefined, { onWait })).release();
    expect(waits).toHaveLength(2);
  });

  it('lets nobody in whose signal was aborted before', async () => {
    const { admission, enter } = setUp({});
    await expect(enter(AbortSignal.abort('gone'))).rejects.toBe('gone');
    expect(admission.inFlight).toBe(0);
  });

  it('goes on when a waiting call leaves, and holds no timer for nobody', async () => {
    const { clock, enter } = setUp({ concurrency: 1 });
    const first = await enter();
    const controller = new AbortController();
    const leaving = enter(controller.signal).catch((reason) => reason);
    const next: Promise<AdmissionSlot> = enter();
    controller.abort('left');
    expect(await leaving).toBe('left');
    first.release();
    (await next).release();
    const paced = setUp({ requestsPerSecond: 1 });
    paced.taken();
    const alone = new AbortController();
    const work = paced.enter(alone.signal).catch((reason) => reason);
    expect(paced.clock.pending).toBe(1);
    alone.abort('left');
    expect(await work).toBe('left');
    expect(paced.clock.pending).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('is emptied by an opening circuit', async () => {
    const { clock, admission, enter, taken, refusalOf } = setUp({ requestsPerSecond: 1 });
    const slot = taken();
    const waiting = [refusalOf(enter()), refusalOf(enter())];
    slot.permit.record('failure');
    expect(await Promise.all(waiting)).toEqual([{ reason: 'circuit-open' }, { reason: 'circuit-open' }]);
    expect([admission.queued, clock.pending]).toEqual([0, 0]);
    expect(await refusalOf(enter())).toEqual({ reason: 'circuit-open' });
  });

  it('asks the circuit again when a turn comes: only as many leave as there are probes', async () => {
    const options = { minimumCalls: 1, probes: 1, openMs: 100 };
    const { clock, enter, taken, refusalOf } = setUp({ requestsPerSecond: 1000, concurrency: 10 }, options);
    taken().permit.record('failure');
    clock.jump(100);
    clock.setTimeout(() => {}, 1);
    const slot = taken();
    expect(await refusalOf(enter())).toEqual({ reason: 'circuit-open' });
    slot.release();
    const waiting = [refusalOf(enter()), refusalOf(enter())];
    await clock.run();
    expect(await Promise.all(waiting)).toEqual(['admitted', { reason: 'circuit-open' }]);
  });

  it('takes a raised limit at once', async () => {
    const { clock, admission, enter, taken } = setUp({ requestsPerSecond: 0.01 });
    taken();
    const waiting = enter();
    admission.configure({ requestsPerSecond: 1000, concurrency: 20 });
    expect(admission.limit).toEqual({ requestsPerSecond: 1000, concurrency: 20 });
    await clock.run();
    (await waiting).release();
    expect(clock.monotonicNow()).toBe(2);
    const narrow = setUp({ concurrency: 1 });
    narrow.taken();
    const second = narrow.enter();
    narrow.admission.configure({ concurrency: 2 });
    (await second).release();
  });

  it('waits for a turn further away than a timer reaches', async () => {
    const { clock, enter, taken } = setUp({ requestsPerSecond: 1e-7 });
    taken();
    const delays: number[] = [];
    const setTimeout = clock.setTimeout;
    clock.setTimeout = (callback, delayMs) => {
      delays.push(delayMs);
      return setTimeout(callback, delayMs);
    };
    const waiting = enter();
    await clock.run();
    (await waiting).release();
    expect(Math.max(...delays)).toBe(2 ** 31 - 1);
    expect(clock.monotonicNow()).toBeGreaterThanOrEqual(1e10);
  });
});

/** Counts a signal's listeners as they come and go. */
function countListeners(signal: AbortSignal, counts: Map<AbortSignal, number>): void {
  counts.set(signal, 0);
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    counts.set(signal, (counts.get(signal) ?? 0) + 1);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    counts.set(signal, (counts.get(signal) ?? 0) - 1);
    remove(type, listener);
  };
}
