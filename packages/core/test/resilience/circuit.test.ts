import { describe, expect, it } from 'vitest';
import { Circuit, type CircuitChange } from '../../src/resilience/circuit.ts';
import { setUp, small } from './support/circuit.ts';
import { createEventClock } from './support/event-clock.ts';

describe('a closed circuit', () => {
  it('opens by share, not by streak, and only with enough calls', () => {
    const few = setUp();
    few.feed('fff');
    expect(few.circuit.state(0)).toBe('closed');
    few.feed('f');
    expect(few.circuit.state(0)).toBe('open');
    const mixed = setUp();
    mixed.feed('ssssssfffff');
    expect(mixed.circuit.state(0)).toBe('closed');
    mixed.feed('f');
    expect(mixed.circuit.state(0)).toBe('open');
  });

  it('looks back on so many calls, so that old success does not hide an outage', () => {
    const { circuit, feed } = setUp();
    feed('s'.repeat(1000));
    feed('fffff');
    expect(circuit.state(0)).toBe('closed');
    feed('f');
    expect(circuit.snapshot(0)).toMatchObject({ state: 'open', calls: 12, failures: 6 });
  });

  it('forgets what is older than its window', () => {
    const { circuit, feed } = setUp();
    feed('fff', 0);
    feed('s', 9_999);
    expect(circuit.snapshot(9_999)).toMatchObject({ calls: 4, failures: 3 });
    expect(circuit.snapshot(10_000)).toMatchObject({ calls: 1, failures: 0 });
    feed('fff', 10_000);
    expect(circuit.snapshot(10_000)).toMatchObject({ state: 'open', calls: 4, failures: 3 });
  });

  it('judges no failure by older ones, also where nobody has looked in between', () => {
    const { circuit, feed } = setUp();
    feed('fff', 0);
    feed('f', 10_000);
    expect(circuit.state(10_000)).toBe('closed');
  });

  it('opens on a failure only, even where successes before it were too few to judge', () => {
    const { circuit, feed } = setUp();
    feed('fffs');
    expect(circuit.state(0)).toBe('closed');
  });

  it('counts nothing that decides nothing', () => {
    const { circuit, feed } = setUp();
    feed('n'.repeat(50));
    expect(circuit.snapshot(0)).toMatchObject({ state: 'closed', calls: 0, failures: 0, outageMs: 0, retryAfterMs: 0 });
  });

  it('counts each permit once', () => {
    const { circuit } = setUp();
    const permit = circuit.tryEnter(0);
    for (let time = 0; time < 10; time += 1) permit?.record('failure');
    expect(circuit.snapshot(0)).toMatchObject({ calls: 1, failures: 1 });
  });

  it('has defaults that ordinary faults do not trip and an outage does within 20 calls', () => {
    const { circuit, feed } = setUp({});
    for (let call = 0; call < 700; call += 1) feed(call % 7 === 0 ? 'f' : 's', call * 50);
    expect(circuit.state(35_000)).toBe('closed');
    feed('f'.repeat(20), 35_000);
    expect(circuit.state(35_000)).toBe('open');
    expect(circuit.snapshot(35_000).retryAfterMs).toBe(500);
    const fresh = setUp({});
    fresh.feed('f'.repeat(19));
    expect(fresh.circuit.state(0)).toBe('closed');
    fresh.feed('f');
    expect(fresh.circuit.state(0)).toBe('open');
    expect(fresh.circuit.snapshot(59_999).calls).toBe(20);
    expect(fresh.circuit.snapshot(60_000).calls).toBe(0);
    const probes = [1, 2, 3, 4].map(() => fresh.circuit.tryEnter(500));
    expect(probes.map(Boolean)).toEqual([true, true, true, false]);
  });

  it('can hold the calls its minimum asks for, whatever windowCalls says', () => {
    const { circuit, feed } = setUp({ minimumCalls: 30, windowCalls: 5 });
    feed('f'.repeat(30));
    expect(circuit.state(0)).toBe('open');
  });
});

describe('an open circuit', () => {
  it('lets nothing through before its time, then a measured trickle', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    expect(circuit.allows(999)).toBe(false);
    expect(circuit.tryEnter(999)).toBeUndefined();
    expect(circuit.snapshot(400)).toMatchObject({ state: 'open', retryAfterMs: 600, outageMs: 400 });
    expect(circuit.allows(1000)).toBe(true);
    const probes = [1, 2, 3].map(() => circuit.tryEnter(1000));
    expect(probes.map(Boolean)).toEqual([true, true, false]);
    expect(circuit.allows(1000)).toBe(false);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'half-open', retryAfterMs: 0, outageMs: 1000 });
  });

  it('stays open for a fifth of the outage so far, between openMs and maxOpenMs', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    feed('f', 1000);
    expect(circuit.snapshot(1000).retryAfterMs).toBe(1000);
    feed('f', 10_000);
    expect(circuit.snapshot(10_000)).toMatchObject({ retryAfterMs: 2000, outageMs: 10_000 });
    feed('f', 100_000);
    expect(circuit.snapshot(100_000).retryAfterMs).toBe(4000);
  });

  it('reckons from when the failed probe was sent', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    const [quick, slow] = [circuit.tryEnter(1000), circuit.tryEnter(1000)];
    quick?.record('failure', 1600);
    expect(circuit.snapshot(1600).retryAfterMs).toBe(400);
    slow?.record('failure', 1900);
    expect(circuit.snapshot(1900).retryAfterMs).toBe(100);
    const late = circuit.tryEnter(2000);
    late?.record('failure', 3900);
    expect(circuit.state(3900)).toBe('half-open');
  });

  it('waits no longer than its longest time when the clock goes back', () => {
    const { circuit, feed } = setUp();
    feed('ffff', 1_000_000);
    expect(circuit.snapshot(0)).toMatchObject({ state: 'open', retryAfterMs: 4000, outageMs: 0 });
    expect(circuit.allows(4000)).toBe(true);
  });
});

describe('a half-open circuit', () => {
  it('closes after so many successes and starts with a clean window', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    feed('s', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'half-open', probeSuccesses: 1 });
    feed('s', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({
      state: 'closed',
      calls: 0,
      failures: 0,
      outageMs: 0,
      probeSuccesses: 0,
    });
    feed('fff', 1000);
    expect(circuit.state(1000)).toBe('closed');
    feed('f', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'open', retryAfterMs: 1000, outageMs: 0 });
  });

  it('is decided by no uncounted outcome, but gets the probe’s place back', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    for (let round = 0; round < 10; round += 1) feed('nn', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'half-open', probeSuccesses: 0 });
    feed('ss', 1000);
    expect(circuit.state(1000)).toBe('closed');
  });

  it('opens again at the first failure', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    feed('sf', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'open', probeSuccesses: 0 });
    feed('s', 2000);
    expect(circuit.state(2000)).toBe('half-open');
  });

  it('lets one more through each open time while its probes hang', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    expect([1, 2].map(() => circuit.tryEnter(1000)).every(Boolean)).toBe(true);
    expect(circuit.tryEnter(1999)).toBeUndefined();
    expect(circuit.tryEnter(2000)).toBeDefined();
    expect(circuit.tryEnter(2999)).toBeUndefined();
    circuit.tryEnter(3000)?.record('success', 3010);
    circuit.tryEnter(4000)?.record('success', 4010);
    expect(circuit.state(4010)).toBe('closed');
  });

  it('does not believe a hung probe over a later one that succeeded', () => {
    const { circuit, feed } = setUp();
    feed('ffff');
    const hung = circuit.tryEnter(1000);
    circuit.tryEnter(1500)?.record('success', 1510);
    hung?.record('failure', 1600);
    expect(circuit.snapshot(1600)).toMatchObject({ state: 'half-open', probeSuccesses: 1 });
    circuit.tryEnter(1500)?.record('failure', 1700);
    expect(circuit.state(1700)).toBe('open');
    circuit.tryEnter(2500)?.record('failure', 2600);
    expect(circuit.state(2600)).toBe('open');
  });

  it('ignores late answers of an earlier state', () => {
    const { circuit, feed } = setUp();
    const late = circuit.tryEnter(0);
    feed('ffff');
    feed('ss', 1000);
    late?.record('failure', 1000);
    expect(circuit.snapshot(1000)).toMatchObject({ state: 'closed', calls: 0 });
  });
});

describe('listeners of a circuit', () => {
  it('are told of each change once, until they leave', () => {
    const { circuit, changes, feed } = setUp();
    const others: CircuitChange[] = [];
    const leave = circuit.onChange((change) => others.push(change));
    feed('ffff', 5);
    leave();
    circuit.state(1005);
    feed('ss', 1006);
    expect(changes).toEqual([
      { from: 'closed', to: 'open', at: 5 },
      { from: 'open', to: 'half-open', at: 1005 },
      { from: 'half-open', to: 'closed', at: 1006 },
    ]);
    expect(others).toEqual(changes.slice(0, 1));
  });

  it('do not pass their faults on', () => {
    const { circuit, feed } = setUp();
    const seen: string[] = [];
    circuit.onChange(() => {
      throw new Error('of a listener');
    });
    circuit.onChange(({ to }) => seen.push(to));
    feed('ffff');
    expect(seen).toEqual(['open']);
  });

  it('reads the clock where no time is given', () => {
    const { clock, circuit, changes } = setUp({ ...small, minimumCalls: 1 });
    const permit = circuit.tryEnter(0);
    clock.jump(77);
    permit?.record('failure');
    expect(changes).toEqual([{ from: 'closed', to: 'open', at: 77 }]);
  });
});

describe('a snapshot from elsewhere', () => {
  const { circuit, feed } = setUp();
  feed('sfff');
  feed('f', 100);
  const good = circuit.snapshot(200);

  it('says everything, as JSON', () => {
    expect(JSON.parse(JSON.stringify(good))).toEqual({
      state: 'open',
      retryAfterMs: 800,
      calls: 4,
      failures: 3,
      outageMs: 200,
      openMs: 1000,
      probeSuccesses: 0,
      samples: [
        { ageMs: 200, failed: false },
        { ageMs: 200, failed: true },
        { ageMs: 200, failed: true },
        { ageMs: 200, failed: true },
      ],
    });
  });

  it.each([
    ['an unknown state', { ...good, state: 'ajar' }],
    ['a wait that is no number', { ...good, retryAfterMs: Number.NaN }],
    ['a negative wait', { ...good, retryAfterMs: -1 }],
    ['an endless outage', { ...good, outageMs: Number.POSITIVE_INFINITY }],
    ['probes of text', { ...good, probeSuccesses: '1' }],
    ['a sample from the future', { ...good, samples: [{ ageMs: -5, failed: true }] }],
  ])('is refused with %s', (_, bad) => {
    const clock = createEventClock();
    expect(() => Circuit.restore(bad as never, clock)).toThrow(
      expect.objectContaining({ code: 'configuration', message: 'the snapshot is not one of a circuit' }),
    );
  });

  it('cannot keep a circuit open for longer than its own options allow', () => {
    const restored = Circuit.restore({ ...good, retryAfterMs: 1e9 }, createEventClock(), small);
    expect(restored.snapshot(0).retryAfterMs).toBe(4000);
  });

  it('is adopted by a running circuit, whose listeners hear of it', () => {
    const { circuit: running, changes } = setUp();
    running.adopt(good);
    expect(changes).toEqual([{ from: 'closed', to: 'open', at: 0 }]);
    running.adopt(good);
    expect(changes).toHaveLength(1);
    expect(running.snapshot(0)).toEqual(good);
  });
});
