import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Circuit, type CircuitOutcome } from '../../src/resilience/circuit.ts';
import { setUp, small } from './support/circuit.ts';
import { createEventClock } from './support/event-clock.ts';

const script = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 1500 }),
    outcome: fc.constantFrom(...(['success', 'failure', 'neutral'] as const)),
    takesMs: fc.integer({ min: 0, max: 3000 }),
  }),
  { minLength: 1, maxLength: 120 },
);

/** Runs calls that overlap, as they would. */
function play(
  circuit: Circuit,
  calls: { gapMs: number; outcome: CircuitOutcome; takesMs: number }[],
  from = 0,
): number {
  const pending: { at: number; settle: () => void }[] = [];
  let now = from;
  const settleUntil = (until: number) => {
    pending.sort((a, b) => a.at - b.at);
    while (pending[0] !== undefined && pending[0].at <= until) pending.shift()?.settle();
  };
  for (const { gapMs, outcome, takesMs } of calls) {
    now += gapMs;
    settleUntil(now);
    const permit = circuit.tryEnter(now);
    const at = now + takesMs;
    if (permit !== undefined) pending.push({ at, settle: () => permit.record(outcome, at) });
  }
  settleUntil(Number.POSITIVE_INFINITY);
  return Math.max(now, now + 3000);
}

describe('properties of a circuit', () => {
  it('only moves along its edges, whatever happens', () => {
    const allowed = new Set(['closed>open', 'open>half-open', 'half-open>open', 'half-open>closed']);
    fc.assert(
      fc.property(script, (calls) => {
        const { circuit, changes } = setUp();
        play(circuit, calls);
        for (const [index, { from, to }] of changes.entries()) {
          expect(allowed).toContain(`${from}>${to}`);
          expect(from).toBe(index === 0 ? 'closed' : changes[index - 1]?.to);
        }
      }),
    );
  });

  it('never counts more than its window, nor more failures than calls', () => {
    fc.assert(
      fc.property(script, (calls) => {
        const { circuit } = setUp();
        const snapshot = circuit.snapshot(play(circuit, calls));
        expect(snapshot.calls).toBeLessThanOrEqual(12);
        expect(snapshot.samples).toHaveLength(snapshot.calls);
        expect(snapshot.samples.filter((sample) => sample.failed)).toHaveLength(snapshot.failures);
        for (const { ageMs } of snapshot.samples) expect(ageMs).toBeLessThan(10_000);
      }),
    );
  });

  it('goes on from a snapshot as if nothing had happened', () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const { clock, circuit } = setUp();
        const now = play(circuit, before);
        clock.jump(now);
        const snapshot = JSON.parse(JSON.stringify(circuit.snapshot(now)));
        const elsewhere = createEventClock();
        elsewhere.jump(now);
        const restored = Circuit.restore(snapshot, elsewhere, small);
        expect(restored.snapshot(now)).toEqual(snapshot);
        expect(restored.snapshot(play(restored, after, now))).toEqual(circuit.snapshot(play(circuit, after, now)));
      }),
      { numRuns: 300 },
    );
  });

  it('never waits longer than its longest open time', () => {
    fc.assert(
      fc.property(script, fc.integer({ min: -100_000, max: 100_000 }), (calls, jump) => {
        const { circuit } = setUp();
        const now = play(circuit, calls) + jump;
        expect(circuit.snapshot(now).retryAfterMs).toBeLessThanOrEqual(4000);
        expect(circuit.state(now + 4000)).not.toBe('open');
      }),
    );
  });
});
