import { describe, expect, it } from 'vitest';
import { processClock, systemClock } from '../../src/contract/clock.ts';
import { AdmissionRefused } from '../../src/resilience/admission.ts';
import {
  createStateStore,
  type Lane,
  type LaneCircuitChange,
  type LaneKey,
  processStateStore,
} from '../../src/resilience/lane.ts';
import { limitFor, sameLimit } from '../../src/resilience/limits.ts';
import { createEventClock } from './support/event-clock.ts';

const key = (partition: string, more: Partial<LaneKey> = {}): LaneKey => ({
  provider: 'exa',
  origin: 'https://exa.test',
  partition,
  costClass: 'search',
  ...more,
});
const options = { limit: { requestsPerSecond: 10 } };

function use(lane: Lane): void {
  const slot = lane.admission.tryEnter();
  if (slot === undefined || slot instanceof AdmissionRefused) throw new Error('no slot was free');
  slot.release();
}

describe('a state store', () => {
  it('gives one lane to one key, and another to every other', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const lane = store.lane(key('a'), clock, options);
    expect(store.lane({ ...key('a') }, clock, options)).toBe(lane);
    const others = [
      store.lane(key('b'), clock, options),
      store.lane(key('a', { provider: 'news' }), clock, options),
      store.lane(key('a', { origin: 'https://other.test' }), clock, options),
      store.lane(key('a', { costClass: 'contents' }), clock, options),
      store.lane(key('a'), createEventClock(), options),
      createStateStore().lane(key('a'), clock, options),
    ];
    expect(new Set([lane, ...others]).size).toBe(7);
    expect(new Set([lane, ...others.slice(0, 5)].map(({ id }) => id)).size).toBe(6);
    expect(lane).toMatchObject({ key: key('a'), retired: false, quota: undefined });
  });

  it('builds a lane as it is told', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const lane = store.lane(key('a'), clock, {
      limit: { concurrency: 1 },
      circuit: { minimumCalls: 1 },
      retryBudget: { floor: 3 },
    });
    expect(lane.retryBudget.remaining(0)).toBe(3);
    expect(store.lane(key('b'), clock, options).retryBudget.remaining(0)).toBe(10);
    use(lane);
    lane.circuit.tryEnter(0)?.record('failure');
    expect(lane.circuit.state(0)).toBe('open');
    for (let call = 0; call < 100; call += 1) lane.latency.record(50);
    expect(lane.hedging.delayMs()).toBeGreaterThan(70);
  });

  it('applies a limit that has changed, and only then', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const lane = store.lane(key('a'), clock, options);
    store.lane(key('a'), clock, { limit: { requestsPerSecond: 10 } });
    expect(lane.admission.limit).toBe(options.limit);
    store.lane(key('a'), clock, { limit: { requestsPerSecond: 11 } });
    expect(lane.admission.limit).toEqual({ requestsPerSecond: 11 });
  });

  it('names credentials without revealing them, and one alike each time', async () => {
    const store = createStateStore();
    const first = await store.partition('secret-one');
    expect(await store.partition('secret-two')).not.toBe(first);
    expect(await store.partition('secret-one')).toBe(first);
    expect(first).not.toContain('secret');
  });

  it('lists what every lane does, and nothing of its credential', async () => {
    const store = createStateStore();
    const clock = createEventClock();
    const lane = store.lane(key('partition-of-someone'), clock, { limit: { requestsPerSecond: 1, concurrency: 4 } });
    lane.admission.tryEnter();
    void lane.admission.enter({ signal: new AbortController().signal, deadlineAt: Number.POSITIVE_INFINITY });
    lane.quota = { remaining: 3 };
    store.lane(key('b', { costClass: 'plain' }), clock, { limit: {} });
    const [first, second] = [...store.listLanes()];
    expect(first).toEqual({
      provider: 'exa',
      origin: 'https://exa.test',
      costClass: 'search',
      circuit: 'closed',
      circuitSnapshot: lane.circuit.snapshot(0),
      queued: 1,
      inFlight: 1,
      retryBudget: 10,
      limit: { requestsPerSecond: 1, concurrency: 4 },
      requestsPerSecond: 1,
      quota: { remaining: 3 },
    });
    expect(Object.keys(second as object)).not.toContain('requestsPerSecond');
    expect(Object.keys(second as object)).not.toContain('quota');
    expect(JSON.stringify([...store.listLanes()])).not.toContain('partition-of-someone');
  });

  it('tells of every circuit that changes, until the listener leaves', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const changes: LaneCircuitChange[] = [];
    const leave = store.onCircuitChange((change) => changes.push(change));
    const lane = store.lane(key('a'), clock, { limit: {}, circuit: { minimumCalls: 1, openMs: 100 } });
    lane.circuit.tryEnter(5)?.record('failure', 5);
    expect(changes).toEqual([
      { provider: 'exa', origin: 'https://exa.test', costClass: 'search', from: 'closed', to: 'open', at: 5 },
    ]);
    leave();
    lane.circuit.state(105);
    expect(changes).toHaveLength(1);
  });
});

describe('what a store forgets', () => {
  const tenMinutes = 600_000;
  const fill = (
    store: ReturnType<typeof createStateStore>,
    clock: ReturnType<typeof createEventClock>,
    count: number,
    name = 'new',
  ) => {
    for (let index = 0; index < count; index += 1) store.lane(key(`${name}-${index}`), clock, options);
  };

  it('is lanes that rest and that nobody has used for ten minutes, when others are made', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const old = store.lane(key('old'), clock, options);
    const busy = store.lane(key('busy'), clock, options);
    const held = busy.admission.tryEnter();
    const silent = store.lane(key('silent'), clock, options);
    silent.admission.pauseUntil(3_600_000);
    const broken = store.lane(key('broken'), clock, {
      limit: {},
      circuit: { minimumCalls: 1, maxOpenMs: 1e9, openMs: 1e9 },
    });
    broken.circuit.tryEnter(0)?.record('failure');
    clock.jump(1);
    const used = store.lane(key('used'), clock, options);
    use(used);
    clock.jump(tenMinutes);
    fill(store, clock, 58);
    expect(old.retired).toBe(false);
    fill(store, clock, 1, 'last');
    expect([old, busy, silent, broken, used].map((lane) => lane.retired)).toEqual([true, false, false, false, false]);
    expect(store.lane(key('old'), clock, options)).not.toBe(old);
    expect(store.lane(key('used'), clock, options)).toBe(used);
    expect(held).toBeDefined();
  });

  it('is the longest unused ones above a thousand, those at rest first, those in use never', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const busy = store.lane(key('busy'), clock, options);
    busy.admission.tryEnter();
    const waitedFor = store.lane(key('waited-for'), clock, { limit: {} });
    waitedFor.admission.pauseUntil(1e6);
    void waitedFor.admission.enter({ signal: new AbortController().signal, deadlineAt: Number.POSITIVE_INFINITY });
    const silent = store.lane(key('silent'), clock, options);
    silent.admission.pauseUntil(1e6);
    const first = store.lane(key('first'), clock, options);
    clock.jump(10);
    const favourite = store.lane(key('favourite'), clock, { limit: {} });
    for (let index = 0; index < 3000; index += 1) {
      clock.jump(20 + index);
      store.lane(key(`rotating-${index}`), clock, options);
      use(favourite);
    }
    const lanes = [...store.listLanes()];
    expect(lanes.length).toBeLessThanOrEqual(1064);
    expect(lanes.length).toBeGreaterThanOrEqual(1000);
    expect([first, busy, waitedFor, silent, favourite].map((lane) => lane.retired)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('is never a lane in use, however many there are', () => {
    const store = createStateStore();
    const clock = createEventClock();
    const lanes = Array.from({ length: 1200 }, (_, index) => {
      const lane = store.lane(key(`busy-${index}`), clock, { limit: { concurrency: 1 } });
      lane.admission.tryEnter();
      return lane;
    });
    clock.jump(tenMinutes);
    fill(store, clock, 64);
    expect(lanes.filter((lane) => lane.retired)).toEqual([]);
    for (const lane of lanes) expect(store.lane(lane.key, clock, { limit: { concurrency: 1 } })).toBe(lane);
  });

  it('is credentials without a lane, above a thousand', async () => {
    const store = createStateStore();
    const clock = createEventClock();
    const kept = await store.partition('kept');
    store.lane(key(kept), clock, options);
    const lost = await store.partition('lost');
    for (let index = 0; index < 1000; index += 1) await store.partition(`token-${index}`);
    expect(await store.partition('kept')).toBe(kept);
    const again = await store.partition('lost');
    expect(again).not.toBe(lost);
    expect(again).not.toBe(kept);
  });
});

describe('limits', () => {
  it('are looked up by cost class, with a default', () => {
    const plan = { default: { requestsPerSecond: 1 }, search: { requestsPerSecond: 2 } };
    expect([limitFor(plan, 'search'), limitFor(plan, 'other'), limitFor({}, 'other')]).toEqual([
      { requestsPerSecond: 2 },
      { requestsPerSecond: 1 },
      {},
    ]);
  });

  it('are the same when every part is', () => {
    const full = {
      requestsPerSecond: 1,
      burst: 2,
      concurrency: 3,
      queueSize: 4,
      adaptive: { minimumRequestsPerSecond: 1, maximumRequestsPerSecond: 2, decrease: 0.5, increasePerSecond: 1 },
    };
    expect(sameLimit(full, full)).toBe(true);
    expect(sameLimit(full, structuredClone(full))).toBe(true);
    for (const part of ['requestsPerSecond', 'burst', 'concurrency', 'queueSize', 'adaptive'] as const) {
      expect(sameLimit(full, { ...full, [part]: part === 'adaptive' ? true : 9 })).toBe(false);
    }
    for (const part of Object.keys(full.adaptive)) {
      expect(sameLimit(full, { ...full, adaptive: { ...full.adaptive, [part]: 0.7 } })).toBe(false);
    }
    expect(sameLimit({ adaptive: true }, { adaptive: {} })).toBe(true);
    expect(sameLimit({ adaptive: false }, {})).toBe(true);
    expect(sameLimit({ adaptive: true }, {})).toBe(false);
    expect(sameLimit({}, { adaptive: true })).toBe(false);
  });
});

describe('the process', () => {
  it('has one store and one clock', () => {
    expect(processStateStore()).toBe(processStateStore());
    expect(processClock()).toBe(processClock());
    expect(processClock()).toBe(systemClock);
    const holder = globalThis as unknown as Record<symbol, unknown>;
    expect(holder[Symbol.for('@headwater/core/state-store@2')]).toBe(processStateStore());
    expect(holder[Symbol.for('@headwater/core/system-clock@1')]).toBe(processClock());
  });
});
