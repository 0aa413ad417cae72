import {
  Admission,
  AdmissionRefused,
  type AdmissionRequest,
  type AdmissionSlot,
} from '../../../src/resilience/admission.ts';
import { Circuit, type CircuitOptions } from '../../../src/resilience/circuit.ts';
import type { RateLimit } from '../../../src/resilience/limits.ts';
import { createEventClock } from './event-clock.ts';

export function setUp(limit: RateLimit, circuitOptions: CircuitOptions = { minimumCalls: 1 }) {
  const clock = createEventClock();
  const circuit = new Circuit(clock, circuitOptions);
  const admission = new Admission(clock, circuit, limit);
  const enter = (signal = new AbortController().signal, more: Partial<AdmissionRequest> = {}) =>
    admission.enter({ signal, deadlineAt: Number.POSITIVE_INFINITY, ...more });
  const taken = (): AdmissionSlot => {
    const slot = admission.tryEnter();
    if (slot === undefined || slot instanceof AdmissionRefused) throw new Error('no slot was free');
    return slot;
  };
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => 'admitted',
      (thrown: unknown) => (thrown instanceof AdmissionRefused ? thrown.refusal : thrown),
    );
  return { clock, circuit, admission, enter, taken, refusalOf };
}
