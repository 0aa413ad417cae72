import type { VirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { type Clock, createServiceClient, createStateStore, HeadwaterError } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { definition, key, read } from './support/client.ts';
import { service, virtual } from './support/one-failure.ts';

/** A clock whose wall time can be set, while its monotonic time goes on. */
function settable(clock: VirtualClock): Clock & { shiftMs: number } {
  return {
    shiftMs: 0,
    now() {
      return clock.now() + this.shiftMs;
    },
    monotonicNow: () => clock.monotonicNow(),
    setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
  };
}

const day = 86_400_000;

describe('a wall clock that is set during a call', () => {
  it.each([
    ['back by a day', -day],
    ['ahead by a day', day],
    ['to 1970', -Date.UTC(2026, 0, 1)],
  ])('%s: waits, attempts and deadline keep their length', async (_name, shiftMs) => {
    const wall = settable(virtual());
    const { client, at } = service({ status: 429, headers: [['retry-after', '2']] }, wall);
    const started = wall.monotonicNow();
    const call = client.call(
      read,
      {},
      {
        timeoutMs: 10_000,
        observe: {
          event: ({ type }) => {
            if (type === 'attempt-finished') wall.shiftMs = shiftMs;
          },
        },
      },
    );
    expect((await call).value).toEqual({ fine: true });
    const waited = (at[1] as number) - (at[0] as number);
    expect(waited).toBeGreaterThanOrEqual(2000);
    expect(waited).toBeLessThan(3000);
    expect(wall.monotonicNow() - started).toBeLessThan(3000);
  });

  it.each([-day, day])(
    'by %i ms: a deadline given as a time of day keeps the length it had at the start',
    async (shiftMs) => {
      const wall = settable(virtual());
      const fetch = (async () => {
        wall.shiftMs = shiftMs;
        return new Promise<Response>(() => {});
      }) as typeof globalThis.fetch;
      const client = createServiceClient(definition, {
        apiKey: key,
        fetch,
        clock: wall,
        stateStore: createStateStore(),
      });
      const started = wall.monotonicNow();
      const error = await failure(client.call(read, {}, { deadline: wall.now() + 5_000, timeoutMs: 60_000 }));
      expect(error).toMatchObject({ code: 'timeout', scope: 'deadline' });
      const took = wall.monotonicNow() - started;
      expect(took).toBeGreaterThanOrEqual(4_999);
      expect(took).toBeLessThan(5_100);
    },
  );

  it.each([-day, day])('by %i ms between calls: pace and circuit go on as they were', async (shiftMs) => {
    const wall = settable(virtual());
    const at: number[] = [];
    const fetch = (async () => {
      at.push(wall.monotonicNow());
      return new Response('{}');
    }) as typeof globalThis.fetch;
    const client = createServiceClient(definition, {
      apiKey: key,
      fetch,
      clock: wall,
      stateStore: createStateStore(),
      resilience: { limits: { default: { requestsPerSecond: 1, burst: 1 } } },
    });
    await client.call(read, {});
    wall.shiftMs = shiftMs;
    await client.call(read, {});
    await client.call(read, {});
    const gaps = at.slice(1).map((time, index) => time - (at[index] as number));
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(1000);
      expect(gap).toBeLessThan(1200);
    }
  });

  it('durations are never negative', async () => {
    const wall = settable(virtual());
    const { client } = service({ status: 503, headers: [] }, wall);
    const durations: number[] = [];
    await client.call(
      read,
      {},
      {
        observe: {
          event: (event) => {
            wall.shiftMs -= day;
            if ('durationMs' in event) durations.push(event.durationMs);
          },
        },
      },
    );
    expect(durations.length).toBeGreaterThan(1);
    for (const duration of durations) expect(duration).toBeGreaterThanOrEqual(0);
  });

  it('a date in Retry-After, read by a clock that is a day wrong, ends in a typed answer or error', async () => {
    const wall = settable(virtual());
    wall.shiftMs = -day;
    const { client } = service(
      { status: 429, headers: [['retry-after', new Date(Date.UTC(2026, 0, 1, 0, 0, 2)).toUTCString()]] },
      wall,
    );
    const error = await client.call(read, {}).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(HeadwaterError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'rate-limited' });
  });
});
