import { describe, expect, it } from 'vitest';
import { type Answer, createModel, type Model } from './support/model.ts';
import { seededRandom } from './support/random.ts';

const healthy = (random: () => number): Answer => ({ kind: 'success', latencyMs: 30 + 40 * random() });
const share = (calls: Model['calls']) => calls.filter((call) => call.ok).length / calls.length;

describe('an outage of 5 s under 40 calls a second', () => {
  const down = { from: 5000, until: 10_000 };

  async function run(seed: number, failingMs: number, rideOut = true) {
    const model = createModel(
      seed,
      (now, random) =>
        now >= down.from && now < down.until
          ? { kind: 'failure', latencyMs: failingMs * (0.5 + random()) }
          : healthy(random),
      { limit: { concurrency: 64 }, rideOut },
    );
    model.every(25, 600);
    await model.clock.run();
    const within = (from: number, until: number) =>
      model.calls.filter((call) => call.startedAt >= from && call.startedAt < until);
    const arrived = model.arrivals.filter((at) => at >= down.from && at < down.until).length;
    return {
      ratio: arrived / within(down.from, down.until).length,
      during: share(within(down.from, down.until)),
      after: share(within(down.until + 1500, 15_000)),
      lanes: model.lane,
    };
  }

  for (const failingMs of [5, 50, 300, 1000]) {
    it.each([1, 2, 3, 4])(
      `failing after ${failingMs} ms: few requests arrive, all is well at once (seed %i)`,
      async (seed) => {
        const { ratio, during, after } = await run(seed, failingMs);
        expect(ratio).toBeLessThanOrEqual(0.5);
        expect(during).toBeGreaterThanOrEqual(0.99);
        expect(after).toBeGreaterThanOrEqual(0.99);
      },
    );
  }

  it('is told to its callers at once where they do not wait for the circuit', async () => {
    const { ratio, during, after } = await run(1, 5, false);
    expect(ratio).toBeLessThanOrEqual(0.2);
    expect(during).toBeLessThan(0.1);
    expect(after).toBeGreaterThanOrEqual(0.99);
  });
});

describe('a long outage', () => {
  it('is told at once after a few seconds, meets ever fewer probes, and is over within a fifth of its length', async () => {
    const until = 120_000;
    const model = createModel(5, (now, random) => (now < until ? { kind: 'failure', latencyMs: 5 } : healthy(random)), {
      limit: {},
    });
    model.every(50, 3600);
    await model.clock.run();
    const lastMinute = model.arrivals.filter((at) => at >= until - 60_000 && at < until).length;
    expect(lastMinute).toBeLessThanOrEqual(30);
    const late = model.calls.filter((call) => call.startedAt > 30_000 && call.startedAt < until - 1000);
    expect(late.filter((call) => call.endedAt - call.startedAt > 2500)).toEqual([]);
    const first = Math.min(...model.calls.filter((call) => call.ok).map((call) => call.endedAt));
    expect(first - until).toBeLessThanOrEqual(until * 0.21);
  });
});

describe('10 % 503, 5 % resets and 2 % 429 with Retry-After', () => {
  it.each([1, 2, 3])('costs under 1.23 requests a call for 999 successes in 1,000 (seed %i)', async (seed) => {
    const total = 10_000;
    const model = createModel(
      seed,
      (_, random) => {
        const dice = random();
        if (dice < 0.15) return { kind: 'failure', latencyMs: 20 };
        return dice < 0.17 ? { kind: 'throttled', latencyMs: 20, retryAfterMs: 1000 } : healthy(random);
      },
      { limit: {} },
    );
    let left = total;
    const worker = async () => {
      while (left-- > 0) await model.call();
    };
    const all = Promise.all(Array.from({ length: 32 }, worker));
    await model.clock.run();
    await all;
    expect(model.calls).toHaveLength(total);
    expect(share(model.calls)).toBeGreaterThanOrEqual(0.999);
    expect(model.arrivals.length / total).toBeLessThanOrEqual(1.23);
  });
});

describe('a service that fails for good', () => {
  it('gets no more than a quarter of the calls again', async () => {
    const model = createModel(9, () => ({ kind: 'failure', latencyMs: 20 }), {
      limit: {},
      circuit: { failureRatio: 2 },
      deadlineMs: 60_000,
    });
    model.every(25, 2000);
    await model.clock.run();
    const seconds = model.clock.monotonicNow() / 1000;
    expect(model.arrivals.length).toBeLessThanOrEqual(2000 * 1.25 + 10 + seconds);
    expect(model.arrivals.length).toBeGreaterThan(2400);
  });
});

describe('an adaptive limit', () => {
  it.each([
    { capacity: 2, least: 0.6, most: 0.08 },
    { capacity: 5, least: 0.65, most: 0.05 },
    { capacity: 20, least: 0.65, most: 0.02 },
  ])('finds a hidden limit of $capacity a second, with few 429s', async ({ capacity, least, most }) => {
    let tokens = 1;
    let refilledAt = 0;
    const seconds = 300;
    const model = createModel(
      7,
      (now) => {
        tokens = Math.min(Math.max(1, capacity / 2), tokens + ((now - refilledAt) * capacity) / 1000);
        refilledAt = now;
        if (tokens < 1) return { kind: 'throttled', latencyMs: 20 };
        tokens -= 1;
        return { kind: 'success', latencyMs: 20 };
      },
      { limit: { adaptive: true }, deadlineMs: 1e9 },
    );
    const random = seededRandom(3);
    const worker = async () => {
      while (model.clock.monotonicNow() < seconds * 1000) {
        await model.call();
        await new Promise<void>((resolve) => model.clock.setTimeout(resolve, random() * 5));
      }
    };
    const all = Promise.all(Array.from({ length: 16 }, worker));
    await model.clock.run();
    await all;
    const throttled = model.arrivals.length - model.calls.filter((call) => call.ok).length;
    expect(model.calls.length / seconds).toBeGreaterThan(capacity * least);
    expect(model.calls.length / seconds).toBeLessThanOrEqual(capacity * 1.02);
    expect(throttled / model.arrivals.length).toBeLessThan(most);
  });
});
