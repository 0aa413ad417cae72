import {
  Circuit,
  type CircuitChange,
  type CircuitOptions,
  type CircuitOutcome,
} from '../../../src/resilience/circuit.ts';
import { createEventClock } from './event-clock.ts';

export const names = { s: 'success', f: 'failure', n: 'neutral' } as const satisfies Record<string, CircuitOutcome>;
export const small: CircuitOptions = {
  minimumCalls: 4,
  windowCalls: 12,
  windowMs: 10_000,
  openMs: 1000,
  maxOpenMs: 4000,
  probes: 2,
};

export function setUp(options: CircuitOptions = small) {
  const clock = createEventClock();
  const circuit = new Circuit(clock, options);
  const changes: CircuitChange[] = [];
  circuit.onChange((change) => changes.push(change));
  const feed = (outcomes: string, now = 0) => {
    for (const outcome of outcomes) circuit.tryEnter(now)?.record(names[outcome as keyof typeof names], now);
  };
  return { clock, circuit, changes, feed };
}
