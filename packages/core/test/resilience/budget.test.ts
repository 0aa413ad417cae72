import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hedgeBudgetDefaults, RequestBudget, retryBudgetDefaults } from '../../src/resilience/request-budget.ts';

const retries = (now = 0, options = {}) => new RequestBudget(now, { ...retryBudgetDefaults, ...options });

function takeAll(budget: RequestBudget, now: number): number {
  let taken = 0;
  while (taken < 10_000 && budget.tryTake(now)) taken += 1;
  return taken;
}

describe('RequestBudget', () => {
  it('never allows more than floor + ratio × calls + one a second, and is never negative', () => {
    const steps = fc.array(fc.record({ call: fc.boolean(), gapMs: fc.integer({ min: -300, max: 300 }) }), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        steps,
        (ratio, floor, list) => {
          const budget = retries(0, { ratio, floor });
          let now = 0;
          let latest = 0;
          let calls = 0;
          let taken = 0;
          for (const { call, gapMs } of list) {
            now += gapMs;
            latest = Math.max(latest, now);
            if (call) {
              calls += 1;
              budget.recordCall(now);
            } else {
              const before = budget.remaining(now);
              expect(budget.tryTake(now)).toBe(before >= 1);
              if (before >= 1) taken += 1;
            }
            expect(budget.remaining(now)).toBeGreaterThanOrEqual(0);
          }
          expect(taken).toBeLessThanOrEqual(floor + ratio * calls + latest / 1000 + 1e-6);
        },
      ),
    );
  });

  it('starts with ten retries, gains a quarter with each call and saves a hundred at most', () => {
    const budget = retries();
    expect(takeAll(budget, 0)).toBe(10);
    for (let call = 0; call < 8; call += 1) budget.recordCall(0);
    expect(budget.remaining(0)).toBe(2);
    for (let call = 0; call < 1000; call += 1) budget.recordCall(0);
    expect(takeAll(budget, 0)).toBe(100);
  });

  it('regains its floor at one a second, and no more than the floor', () => {
    const budget = retries();
    takeAll(budget, 0);
    expect(budget.remaining(2500)).toBe(2);
    expect(budget.remaining(60_000)).toBe(10);
    for (let call = 0; call < 80; call += 1) budget.recordCall(60_000);
    expect(budget.remaining(600_000)).toBe(30);
  });

  it('gives nothing for a clock that goes back, nor twice for one that comes again', () => {
    const budget = retries(1000, { floor: 1 });
    expect(budget.tryTake(1000)).toBe(true);
    expect([budget.tryTake(0), budget.tryTake(1500), budget.tryTake(500), budget.tryTake(1999)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(budget.tryTake(2000)).toBe(true);
  });

  it('takes a floor above its capacity at its word, and negative settings as none', () => {
    expect(takeAll(retries(0, { floor: 500 }), 0)).toBe(500);
    const none = retries(0, { floor: -3, ratio: -1 });
    for (let call = 0; call < 10; call += 1) none.recordCall(0);
    expect([takeAll(none, 0), none.remaining(100_000)]).toEqual([0, 0]);
  });

  it('gives hedges two in a hundred, ten at once at most, and none for waiting', () => {
    const budget = new RequestBudget(0, hedgeBudgetDefaults);
    expect(budget.tryTake(3_600_000)).toBe(false);
    for (let call = 0; call < 149; call += 1) budget.recordCall(0);
    expect(takeAll(budget, 0)).toBe(2);
    for (let call = 0; call < 10_000; call += 1) budget.recordCall(0);
    expect(takeAll(budget, 0)).toBe(10);
  });
});
