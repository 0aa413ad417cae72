import type { Clock } from '../../../src/contract/clock.ts';

interface Event {
  at: number;
  callback: () => void;
}

/** A clock for simulations: jumps from event to event as fast as promises settle. `jump` moves it without firing anything. */
export interface EventClock extends Clock {
  readonly pending: number;
  /** Fires events in order until none is left or `until` is reached, and stands there then. */
  run(until?: number): Promise<void>;
  /** Sets the monotonic time, also backwards: what a clock should never do. */
  jump(to: number): void;
  /** Sets the wall clock apart from the monotonic one. */
  shiftWall(byMs: number): void;
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface EventClockOptions {
  /** Events after which `run` fails, so that a loop that never ends is seen at once. @default 5000 */
  maxEvents?: number;
}

export function createEventClock({ maxEvents = 5000 }: EventClockOptions = {}): EventClock {
  const heap: Event[] = [];
  let now = 0;
  let wallOffset = Date.UTC(2026, 0, 1);

  function push(event: Event): void {
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((heap[parent] as Event).at <= event.at) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  function pop(): Event {
    const top = heap[0] as Event;
    const last = heap.pop() as Event;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Event).at < (heap[child] as Event).at) child += 1;
      if ((heap[child] as Event).at >= last.at) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
    return top;
  }

  return {
    now: () => wallOffset + now,
    monotonicNow: () => now,
    setTimeout(callback, delayMs) {
      const event = { at: now + Math.max(0, delayMs), callback };
      push(event);
      return {
        cancel() {
          event.callback = nothing;
        },
      };
    },
    get pending() {
      return heap.filter((event) => event.callback !== nothing).length;
    },
    async run(until = Number.POSITIVE_INFINITY) {
      await settled();
      for (let events = 0; heap[0] !== undefined && heap[0].at <= until; ) {
        const event = pop();
        if (event.callback === nothing) continue;
        events += 1;
        if (events > maxEvents) throw new Error(`event clock: more than ${maxEvents} events`);
        now = Math.max(now, event.at);
        event.callback();
        await settled();
      }
      if (Number.isFinite(until)) now = Math.max(now, until);
    },
    jump(to) {
      now = to;
    },
    shiftWall(byMs) {
      wallOffset += byMs;
    },
  };
}

function nothing(): void {}
