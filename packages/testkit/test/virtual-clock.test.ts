import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../src/index.ts';

const delays = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 30 });

describe('virtual clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = createVirtualClock({ start: 1000 });
    let fired = 0;
    clock.setTimeout(() => fired++, 100);
    await clock.advance(99);
    expect([fired, clock.now(), clock.monotonicNow(), clock.pendingTimers]).toEqual([0, 1099, 99, 1]);
    await clock.advance(1);
    expect([fired, clock.now(), clock.pendingTimers]).toEqual([1, 1100, 0]);
  });

  it('fires every timer once, at its own time, in order of time and then of setting', async () => {
    await fc.assert(
      fc.asyncProperty(delays, async (list) => {
        const clock = createVirtualClock({ idleTurns: 1 });
        const fired: { delay: number; index: number; at: number }[] = [];
        list.forEach((delay, index) => {
          clock.setTimeout(() => fired.push({ delay, index, at: clock.monotonicNow() }), delay);
        });
        await clock.advance(10_000);
        const expected = list
          .map((delay, index) => ({ delay, index, at: delay }))
          .sort((left, right) => left.delay - right.delay || left.index - right.index);
        expect(fired).toEqual(expected);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('never fires a cancelled timer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(500), fc.boolean()), { maxLength: 20 }), async (list) => {
        const clock = createVirtualClock({ idleTurns: 1 });
        const fired: number[] = [];
        list.forEach(([delay, isCancelled], index) => {
          const timer = clock.setTimeout(() => fired.push(index), delay);
          if (isCancelled) timer.cancel();
        });
        await clock.advance(500);
        const kept = list.flatMap(([, isCancelled], index) => (isCancelled ? [] : [index]));
        expect([...fired].sort((left, right) => left - right)).toEqual(kept);
      }),
      { numRuns: 30 },
    );
  });

  it('fires timers set by callbacks within the same advance', async () => {
    const clock = createVirtualClock();
    const times: number[] = [];
    const tick = (): void => {
      times.push(clock.monotonicNow());
      clock.setTimeout(tick, 10);
    };
    clock.setTimeout(tick, 10);
    await clock.advance(35);
    expect(times).toEqual([10, 20, 30]);
    expect(clock.monotonicNow()).toBe(35);
  });

  it('auto-advances only when everybody is waiting', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms));
    const log: string[] = [];
    const worker = async (name: string, ms: number): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) {
        await sleep(ms);
        for (let step = 0; step < 50; step++) await Promise.resolve();
        log.push(`${name}@${clock.monotonicNow()}`);
      }
    };
    await Promise.all([worker('slow', 5000), worker('fast', 2000)]);
    expect(log).toEqual(['fast@2000', 'fast@4000', 'slow@5000', 'fast@6000', 'slow@10000', 'slow@15000']);
  });

  it('does not move while held', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    const release = clock.hold();
    let isFired = false;
    clock.setTimeout(() => {
      isFired = true;
    }, 1);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([isFired, clock.monotonicNow()]).toEqual([false, 0]);
    release();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));
    expect(isFired).toBe(true);
  });

  it('drops its timers when disposed', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    let fired = 0;
    clock.setTimeout(() => fired++, 1);
    clock.dispose();
    clock.dispose();
    clock.setTimeout(() => fired++, 1);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([fired, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('refuses a delay that would overflow a real timer, and a step backwards', async () => {
    const clock = createVirtualClock();
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow(RangeError);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
  });

  it('rejects an advance whose callback throws', async () => {
    const clock = createVirtualClock();
    clock.setTimeout(() => {
      throw new Error('callback failed');
    }, 5);
    await expect(clock.advance(10)).rejects.toThrow('callback failed');
  });
});
