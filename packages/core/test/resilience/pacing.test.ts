import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveRate } from '../../src/resilience/adaptive-rate.ts';
import { Pacer } from '../../src/resilience/pacer.ts';
import { QuotaWindow } from '../../src/resilience/quota-window.ts';

const rate = fc.double({ min: 0.2, max: 200, noNaN: true });
const burst = fc.integer({ min: 1, max: 20 });

describe('Pacer', () => {
  it('never passes rate × time + burst in any window, whatever the arrivals', () => {
    fc.assert(
      fc.property(
        rate,
        burst,
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

  it('lets a request leave exactly when nextAt says, 5 % slower than the published rate', () => {
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

  it('foretells the turn of those who wait', () => {
    fc.assert(
      fc.property(rate, burst, fc.integer({ min: 0, max: 10 }), (requestsPerSecond, burst, ahead) => {
        const pacer = new Pacer({ requestsPerSecond, burst });
        for (let count = 0; count < burst; count += 1) expect(pacer.tryTake(0)).toBe(true);
        expect(pacer.tryTake(0)).toBe(false);
        const foretold = pacer.nextAt(0, ahead);
        let now = 0;
        for (let count = 0; count <= ahead; count += 1) {
          now = pacer.nextAt(now);
          pacer.take(now);
        }
        expect(foretold).toBeCloseTo(now, 3);
      }),
    );
  });

  it('makes nobody wait longer than the limit says, and lets out no burst above it, when the clock jumps', () => {
    const steps = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rate, burst, steps, (requestsPerSecond, burst, jumps) => {
        const pacer = new Pacer({ requestsPerSecond, burst });
        const intervalMs = 1050 / requestsPerSecond;
        let now = 0;
        for (const jump of jumps) {
          now += jump;
          expect(pacer.nextAt(now) - now).toBeLessThanOrEqual(intervalMs + 1e-6);
          let atOnce = 0;
          while (atOnce <= burst && pacer.tryTake(now)) atOnce += 1;
          expect(atOnce).toBeLessThanOrEqual(burst);
        }
      }),
    );
  });

  it('gives a full burst after a long sleep, and no more', () => {
    const pacer = new Pacer({ requestsPerSecond: 1, burst: 3 });
    const taken = () => [1, 2, 3, 4, 5].filter(() => pacer.tryTake(86_400_000)).length;
    expect(taken()).toBe(3);
    expect(pacer.nextAt(86_400_000)).toBeCloseTo(86_401_050, 3);
  });

  it('does not pace without a rate, but still falls silent when asked', () => {
    const pacer = new Pacer({});
    expect(pacer.tryTake(5) && pacer.tryTake(5)).toBe(true);
    expect(pacer.nextAt(5, 10)).toBe(5);
    pacer.pauseUntil(900, 5);
    pacer.pauseUntil(700, 5);
    expect(pacer.nextAt(5, 10)).toBe(900);
    expect(pacer.tryTake(899)).toBe(false);
    expect(pacer.tryTake(900)).toBe(true);
  });

  it('is silent for an hour at most, and for no longer than asked when the clock goes back', () => {
    const pacer = new Pacer({});
    pacer.pauseUntil(1e12, 1000);
    expect(pacer.nextAt(1000)).toBe(3_601_000);
    const asked = new Pacer({});
    asked.pauseUntil(1500, 1000);
    expect(asked.nextAt(-9000)).toBe(-8500);
  });

  it('carries what is owed over to a new limit, request for request', () => {
    const pacer = new Pacer({ requestsPerSecond: 1 });
    pacer.take(0);
    pacer.configure({ requestsPerSecond: 10 }, 0);
    expect(pacer.nextAt(0)).toBeCloseTo(105, 3);
    pacer.configure({}, 0);
    expect(pacer.nextAt(0)).toBe(0);
    pacer.configure({ requestsPerSecond: 2, burst: 2 }, 0);
    expect([pacer.tryTake(0), pacer.tryTake(0), pacer.tryTake(0)]).toEqual([true, true, false]);
    pacer.configure({ requestsPerSecond: 2, burst: 1 }, 5000);
    expect(pacer.nextAt(5000)).toBe(5000);
  });

  it('is at rest when nothing is owed', () => {
    const pacer = new Pacer({ requestsPerSecond: 10 });
    expect(pacer.atRest(0)).toBe(true);
    pacer.take(0);
    expect([pacer.atRest(104), pacer.atRest(105)]).toEqual([false, true]);
    pacer.pauseUntil(300, 105);
    expect([pacer.atRest(299), pacer.atRest(300)]).toEqual([false, true]);
  });
});

describe('QuotaWindow', () => {
  const wall = Date.UTC(2026, 0, 1);
  const at = (ms: number) => new Date(wall + ms);
  const learn = (quota: Parameters<QuotaWindow['learn']>[0], others = 0, now = 1000) => {
    const window = new QuotaWindow();
    window.learn(quota, others, now, wall);
    return window;
  };

  it('holds nobody back while plenty is left', () => {
    const window = learn({ remaining: 50, limit: 100, resetsAt: at(60_000) });
    for (let count = 0; count < 50; count += 1) {
      expect(window.nextAt(1000)).toBe(1000);
      window.take(1000);
    }
    expect(window.nextAt(1000)).toBe(61_000);
    expect(window.nextAt(61_000)).toBe(61_000);
    expect(window.nextAt(60_999)).toBe(61_000);
  });

  it('stops when nothing is left, until the reset', () => {
    const window = learn({ remaining: 0, resetsAt: at(5000) });
    expect([window.nextAt(1000), window.nextAt(6000), window.nextAt(1000, 3)]).toEqual([6000, 6000, 6000]);
    expect(window.nextAt(6001)).toBe(6001);
  });

  it('counts what is on the wire as spent', () => {
    const window = learn({ remaining: 3, resetsAt: at(5000) }, 2);
    expect([window.nextAt(1000, 0), window.nextAt(1000, 1)]).toEqual([1000, 6000]);
    expect(learn({ remaining: 3, resetsAt: at(5000) }, 9).nextAt(1000)).toBe(6000);
    expect(learn({ remaining: 1.9, resetsAt: at(5000) }, 1).nextAt(1000)).toBe(6000);
  });

  it('spreads the last tenth', () => {
    const window = learn({ remaining: 4, limit: 100, resetsAt: at(40_000) });
    expect([window.nextAt(1000), window.nextAt(1000, 2)]).toEqual([1000, 21_000]);
    window.take(1000);
    expect(window.nextAt(1000)).toBeCloseTo(1000 + 40_000 / 3, 3);
    window.learn({ remaining: 3, limit: 100, resetsAt: at(40_000) }, 0, 1000, wall);
    expect(window.nextAt(1000)).toBeCloseTo(1000 + 40_000 / 3, 3);
    window.learn({ remaining: 99, limit: 100, resetsAt: at(40_000) }, 0, 1000, wall);
    expect(window.nextAt(1000)).toBe(1000);
  });

  it('spreads nothing where a tenth or more is left, or the whole is not known', () => {
    for (const quota of [{ remaining: 10, limit: 100 }, { remaining: 1 }]) {
      const window = learn({ ...quota, resetsAt: at(40_000) });
      window.take(1000);
      expect(window.nextAt(1000)).toBe(quota.remaining === 1 ? 41_000 : 1000);
    }
  });

  it.each([
    ['no reset', { remaining: 0 }],
    ['a reset in the past', { remaining: 0, resetsAt: at(-1) }],
    ['a reset now', { remaining: 0, resetsAt: at(0) }],
    ['an invalid reset', { remaining: 0, resetsAt: new Date(Number.NaN) }],
    ['no remaining', { limit: 10, resetsAt: at(1000) }],
    ['a negative remaining', { remaining: -1, resetsAt: at(1000) }],
    ['a remaining that is no number', { remaining: Number.NaN, resetsAt: at(1000) }],
  ])('learns nothing from %s', (_, quota) => {
    expect(learn(quota).nextAt(1000)).toBe(1000);
    expect(learn(quota).atRest(1000)).toBe(true);
  });

  it('never waits longer than the reset, nor than an hour, whatever is said and however the clock jumps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
        fc.integer({ min: -1e9, max: 1e12 }),
        fc.integer({ min: -1e7, max: 1e7 }),
        fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 10 }),
        (remaining, limit, resetMs, jump, gaps) => {
          const window = learn({ remaining, ...(limit === undefined ? {} : { limit }), resetsAt: at(resetMs) });
          let now = 1000 + jump;
          for (const gap of gaps) {
            now += gap;
            const next = window.nextAt(now);
            expect(next).toBeGreaterThanOrEqual(now);
            expect(next - now).toBeLessThanOrEqual(Math.min(3_600_000, Math.max(0, resetMs)));
            if (next === now) window.take(now);
          }
        },
      ),
    );
  });

  it('lets out no more than is left before the reset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 300 }), (remaining, limit) => {
        const window = learn({ remaining, limit, resetsAt: at(60_000) });
        let now = 1000;
        let sent = 0;
        for (; now < 61_000; now = Math.max(window.nextAt(now), now)) {
          window.take(now);
          sent += 1;
          if (sent > 100) break;
          if (window.nextAt(now) >= 61_000) break;
        }
        expect(sent).toBeLessThanOrEqual(Math.max(1, remaining));
      }),
    );
  });

  it('is at rest when it would hold nobody back', () => {
    expect(learn({ remaining: 0, resetsAt: at(1000) }).atRest(1999)).toBe(false);
    expect(learn({ remaining: 0, resetsAt: at(1000) }).atRest(2000)).toBe(true);
    expect(learn({ remaining: 50, limit: 100, resetsAt: at(1000) }).atRest(1999)).toBe(true);
    expect(learn({ remaining: 5, limit: 100, resetsAt: at(1000) }).atRest(1999)).toBe(false);
  });
});

describe('AdaptiveRate', () => {
  it('starts at the given rate, or at ten a second', () => {
    expect(new AdaptiveRate({}).requestsPerSecond).toBe(10);
    expect(new AdaptiveRate({}, 3).requestsPerSecond).toBe(3);
    expect(new AdaptiveRate({ maximumRequestsPerSecond: 2 }, 3).requestsPerSecond).toBe(2);
    expect(new AdaptiveRate({ minimumRequestsPerSecond: 20 }, 3).requestsPerSecond).toBe(20);
    expect(new AdaptiveRate({}, 500).requestsPerSecond).toBe(500);
  });

  it('goes down once for all the 429s of one interval and one round trip', () => {
    const rate = new AdaptiveRate({});
    rate.throttled(0, 3);
    rate.throttled(5000, 3);
    expect(rate.requestsPerSecond).toBe(7);
    for (let count = 0; count < 3; count += 1) rate.released();
    rate.throttled(999, 0);
    expect(rate.requestsPerSecond).toBe(7);
    rate.throttled(1000, 0);
    expect(rate.requestsPerSecond).toBeCloseTo(4.9);
    rate.released();
    rate.throttled(2000, 0);
    expect(rate.requestsPerSecond).toBeCloseTo(3.43);
  });

  it('is not frozen by a clock that goes back', () => {
    const rate = new AdaptiveRate({});
    rate.throttled(1_000_000, 0);
    rate.throttled(0, 0);
    expect(rate.requestsPerSecond).toBeCloseTo(4.9);
  });

  it('gains its increase with each second of full use', () => {
    const rate = new AdaptiveRate({ increasePerSecond: 0.1 });
    for (let count = 0; count < 10; count += 1) rate.succeeded();
    expect(rate.requestsPerSecond).toBeCloseTo(10.1, 2);
    const low = new AdaptiveRate({}, 1);
    low.succeeded();
    expect(low.requestsPerSecond).toBeCloseTo(1.02, 6);
  });

  it('stays within its bounds for any course of events', () => {
    const events = fc.array(fc.constantFrom('throttled', 'succeeded', 'released'), { maxLength: 500 });
    fc.assert(
      fc.property(events, fc.double({ min: 0.5, max: 50, noNaN: true }), (course, start) => {
        const rate = new AdaptiveRate({ minimumRequestsPerSecond: 0.5, maximumRequestsPerSecond: 20 }, start);
        for (const [index, event] of course.entries()) {
          if (event === 'throttled') rate.throttled(index * 600, 1);
          else rate[event as 'succeeded' | 'released']();
          expect(rate.requestsPerSecond).toBeGreaterThanOrEqual(0.5);
          expect(rate.requestsPerSecond).toBeLessThanOrEqual(20);
        }
      }),
    );
    const lowest = new AdaptiveRate({});
    for (let count = 0; count < 100; count += 1) lowest.throttled(count * 1000, 0);
    expect(lowest.requestsPerSecond).toBe(0.1);
    const highest = new AdaptiveRate({ increasePerSecond: 50 });
    for (let count = 0; count < 9_000; count += 1) highest.succeeded();
    expect(highest.requestsPerSecond).toBe(100);
  });
});
