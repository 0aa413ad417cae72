import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HedgePolicy } from '../../src/resilience/hedging.ts';
import { LatencyWindow } from '../../src/resilience/latency-window.ts';
import { createEventClock } from './support/event-clock.ts';
import { seededRandom } from './support/random.ts';

function windowOf(latencies: Iterable<number>): LatencyWindow {
  const window = new LatencyWindow();
  for (const latency of latencies) window.record(latency);
  return window;
}

describe('LatencyWindow', () => {
  it('says nothing before the first sample', () => {
    const window = new LatencyWindow();
    expect([window.samples, window.p50, window.p98]).toEqual([0, undefined, undefined]);
  });

  it('gives quantiles that are never too low and at most 7 % too high', () => {
    const latency = fc.double({ min: 0.2, max: 250_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 500 }), (latencies) => {
        const window = windowOf(latencies);
        const sorted = latencies.toSorted((a, b) => a - b);
        for (const [share, given] of [
          [0.5, window.p50],
          [0.98, window.p98],
        ] as const) {
          const true_ = sorted[Math.ceil(latencies.length * share) - 1] as number;
          expect(given).toBeGreaterThanOrEqual(true_ * 0.9999);
          expect(given).toBeLessThanOrEqual(true_ * 1.0701);
        }
      }),
    );
  });

  it('puts what is out of range at its ends, and leaves out what is no time', () => {
    expect(windowOf([0, 0.01]).p50).toBeCloseTo(0.107);
    expect(windowOf([1e9, Number.POSITIVE_INFINITY]).p50).toBeGreaterThan(300_000);
    expect(windowOf([Number.NaN, -1]).samples).toBe(0);
  });

  it('forgets all but the last 512 to 1,024', () => {
    const window = windowOf(Array.from({ length: 512 }, () => 10));
    expect(window.samples).toBe(512);
    for (let count = 0; count < 512; count += 1) window.record(1000);
    expect(window.samples).toBe(1024);
    expect(window.p50).toBeLessThan(11);
    window.record(1000);
    expect(window.samples).toBe(513);
    for (let count = 0; count < 15; count += 1) window.record(1000);
    expect(window.p50).toBeGreaterThanOrEqual(1000);
    for (let count = 0; count < 3000; count += 1) window.record(20);
    expect(window.p98).toBeLessThan(22);
  });

  it('reads its quantiles anew every 16 samples', () => {
    const window = windowOf([10]);
    expect(window.p50).toBeLessThan(11);
    for (let count = 0; count < 15; count += 1) window.record(1000);
    expect(window.p50).toBeLessThan(11);
    window.record(1000);
    expect(window.p50).toBeGreaterThan(999);
  });
});

describe('HedgePolicy', () => {
  it('calls nothing slow before 100 answers', () => {
    const latency = windowOf(Array.from({ length: 99 }, () => 50));
    const policy = new HedgePolicy(createEventClock(), latency);
    expect(policy.delayMs()).toBeUndefined();
    latency.record(50);
    expect(policy.delayMs()).toBeGreaterThanOrEqual(75);
  });

  it('waits for the longer of p98 and one and a half medians', () => {
    const spread = windowOf(Array.from({ length: 200 }, (_, index) => (index < 190 ? 50 : 400)));
    const policy = new HedgePolicy(createEventClock(), spread);
    expect(policy.delayMs()).toBe(spread.p98);
    expect(policy.delayMs()).toBeGreaterThanOrEqual(400);
    const even = windowOf(Array.from({ length: 200 }, () => 50));
    const delay = new HedgePolicy(createEventClock(), even).delayMs();
    expect(delay).toBe((even.p50 as number) * 1.5);
  });

  it('spends two hedges on a hundred calls, and says when there is one', () => {
    const policy = new HedgePolicy(createEventClock(), new LatencyWindow());
    expect([policy.available(), policy.take()]).toEqual([false, false]);
    for (let call = 0; call < 51; call += 1) policy.recordCall();
    expect([policy.available(), policy.take(), policy.available(), policy.take()]).toEqual([true, true, false, false]);
  });

  it.each([1, 2, 3])(
    'keeps 999 of 1,000 calls below ten medians for under 2 more requests in 100 (seed %i)',
    (seed) => {
      const random = seededRandom(seed);
      const answer = () => (random() < 0.01 ? 2000 : 40 + 20 * random());
      const latency = new LatencyWindow();
      const policy = new HedgePolicy(createEventClock(), latency);
      const calls = 20_000;
      let hedges = 0;
      let slow = 0;
      for (let call = 0; call < calls; call += 1) {
        policy.recordCall();
        const delay = policy.delayMs();
        const first = answer();
        if (delay === undefined || first <= delay || !policy.take()) {
          latency.record(first);
          if (first > 500 && call >= 500) slow += 1;
          continue;
        }
        hedges += 1;
        const total = Math.min(first, delay + answer());
        latency.record(total);
        if (total > 500) slow += 1;
      }
      expect(hedges / calls).toBeLessThanOrEqual(0.02);
      expect(slow / calls).toBeLessThanOrEqual(0.001);
    },
  );
});
