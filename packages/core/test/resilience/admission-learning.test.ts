import { describe, expect, it } from 'vitest';
import { setUp } from './support/admission.ts';

describe('a service that asks for silence', () => {
  it('gets it, and the queue goes on by itself afterwards', async () => {
    const { clock, admission, enter, taken } = setUp({});
    admission.throttled(2000);
    expect(admission.tryEnter()).toBeUndefined();
    const waiting = enter();
    expect(clock.pending).toBe(1);
    await clock.run();
    (await waiting).release();
    expect(clock.monotonicNow()).toBe(2000);
    taken();
  });

  it('silences those who wait already', async () => {
    const { clock, admission, enter, taken } = setUp({ requestsPerSecond: 100 });
    taken();
    const waiting = enter();
    admission.pauseUntil(500);
    await clock.run();
    await waiting;
    expect(clock.monotonicNow()).toBe(500);
    const other = setUp({ requestsPerSecond: 100 });
    other.taken();
    const next = other.enter();
    other.admission.throttled(400);
    await other.clock.run();
    await next;
    expect(other.clock.monotonicNow()).toBe(400);
  });

  it('is asked again after an hour, whatever it said', async () => {
    const { clock, admission, enter } = setUp({});
    admission.throttled(1e12);
    const waiting = enter();
    await clock.run();
    (await waiting).release();
    expect(clock.monotonicNow()).toBe(3_600_000);
  });

  it('changes no fixed rate', () => {
    const { admission } = setUp({ requestsPerSecond: 5 });
    admission.throttled();
    admission.succeeded();
    expect(admission.requestsPerSecond).toBe(5);
    expect(setUp({}).admission.requestsPerSecond).toBeUndefined();
  });
});

describe('a quota read from headers', () => {
  const quota = (remaining: number, resetMs: number, wall: number, limit = 1000) => ({
    remaining,
    limit,
    resetsAt: new Date(wall + resetMs),
  });

  it('stops the queue until the reset when nothing is left', async () => {
    const { clock, admission, taken, enter, refusalOf } = setUp({});
    const slot = taken();
    admission.learn(quota(0, 60_000, clock.now()), clock.now());
    slot.release();
    const signal = new AbortController().signal;
    expect(await refusalOf(enter(signal, { deadlineAt: 30_000 }))).toEqual({ reason: 'too-late', waitMs: 60_000 });
    const waiting = enter();
    await clock.run();
    (await waiting).release();
    expect(clock.monotonicNow()).toBe(60_000);
  });

  it('counts the others on the wire as spent, but not the answer’s own request', () => {
    const { clock, admission, taken } = setUp({});
    const slots = [taken(), taken(), taken()];
    admission.learn({ remaining: 3, resetsAt: new Date(clock.now() + 60_000) }, clock.now());
    for (const slot of slots) slot.release();
    taken();
    expect(admission.tryEnter()).toBeUndefined();
  });

  it('lets go as soon as the vendor says that more is left', async () => {
    const { clock, admission, enter } = setUp({});
    admission.learn(quota(0, 60_000, clock.now()), clock.now());
    const waiting = enter();
    admission.learn(quota(500, 60_000, clock.now()), clock.now());
    (await waiting).release();
    expect([clock.monotonicNow(), clock.pending]).toEqual([0, 0]);
  });

  it('follows the monotonic clock once it is learned: a wall clock that jumps changes nothing', async () => {
    const { clock, admission, enter } = setUp({});
    admission.learn(quota(0, 5000, clock.now()), clock.now());
    clock.shiftWall(-86_400_000);
    const waiting = enter();
    await clock.run();
    (await waiting).release();
    expect(clock.monotonicNow()).toBe(5000);
  });

  it('is no reason to forget a lane, until it is over', () => {
    const { clock, admission } = setUp({});
    expect(admission.atRest(0)).toBe(true);
    admission.learn(quota(0, 5000, clock.now()), clock.now());
    expect([admission.atRest(4999), admission.atRest(5000)]).toEqual([false, true]);
  });
});

describe('rest', () => {
  it('is when nobody waits and nothing is on the wire or owed', async () => {
    const { admission, taken, enter } = setUp({ concurrency: 1 });
    const slot = taken();
    expect(admission.atRest(0)).toBe(false);
    const waiting = enter();
    slot.release();
    const next = await waiting;
    next.release();
    expect(admission.atRest(0)).toBe(true);
    const paced = setUp({ requestsPerSecond: 1 });
    paced.taken().release();
    expect([paced.admission.atRest(1049), paced.admission.atRest(1050)]).toEqual([false, true]);
  });
});

describe('an adaptive limit', () => {
  it('goes down on a 429, once for those on the wire, and up while it is what holds calls back', () => {
    const { clock, admission, taken } = setUp({ adaptive: true, burst: 4 });
    expect(admission.requestsPerSecond).toBe(10);
    const slots = [taken(), taken(), taken()];
    admission.throttled();
    admission.throttled();
    expect(admission.requestsPerSecond).toBe(7);
    clock.jump(5000);
    admission.throttled();
    expect(admission.requestsPerSecond).toBe(7);
    for (const slot of slots) slot.release();
    admission.throttled();
    expect(admission.requestsPerSecond).toBeCloseTo(4.9);
    admission.succeeded();
    expect(admission.requestsPerSecond).toBeCloseTo(4.9);
    for (let count = 0; count < 4; count += 1) taken();
    admission.succeeded();
    expect(admission.requestsPerSecond).toBeCloseTo(4.92);
  });

  it('goes up for those who wait', async () => {
    const { clock, admission, taken, enter } = setUp({ adaptive: true, concurrency: 1 });
    const slot = taken();
    const waiting = enter();
    clock.jump(10_000);
    admission.succeeded();
    expect(admission.requestsPerSecond).toBe(10.02);
    slot.release();
    (await waiting).release();
  });

  it('wakes the queue when it rises', async () => {
    const { clock, admission, taken, enter } = setUp({ adaptive: { increasePerSecond: 1000 }, requestsPerSecond: 10 });
    taken();
    const waiting = enter();
    for (let count = 0; count < 5000; count += 1) admission.succeeded();
    await clock.run();
    await waiting;
    expect(clock.monotonicNow()).toBe(11);
  });

  it('slows those who wait already when it falls', async () => {
    const { clock, admission, taken, enter } = setUp({ adaptive: { decrease: 0.5 }, requestsPerSecond: 10 });
    taken();
    const waiting = enter();
    admission.throttled();
    await clock.run();
    await waiting;
    expect(clock.monotonicNow()).toBe(210);
  });

  it('keeps what it has found when other parts of the limit change', () => {
    const { admission } = setUp({ adaptive: true, concurrency: 1 });
    admission.throttled();
    admission.configure({ adaptive: {}, concurrency: 9 });
    expect(admission.requestsPerSecond).toBe(7);
    admission.configure({ adaptive: { decrease: 0.5 }, concurrency: 9 });
    expect(admission.requestsPerSecond).toBe(10);
    admission.configure({ adaptive: { decrease: 0.5 }, requestsPerSecond: 3 });
    expect(admission.requestsPerSecond).toBe(3);
    admission.configure({ requestsPerSecond: 5 });
    expect(admission.requestsPerSecond).toBe(5);
    admission.configure({ requestsPerSecond: 5, adaptive: true });
    admission.throttled();
    expect(admission.requestsPerSecond).toBe(3.5);
    admission.configure({ requestsPerSecond: 5, adaptive: false });
    expect(admission.requestsPerSecond).toBe(5);
  });
});
