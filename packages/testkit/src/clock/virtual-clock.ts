import type { Clock, TimerHandle } from '@headwater/core';
import { eventLoopTurn, realPause } from './event-loop.ts';

export interface VirtualClockOptions {
  /** Wall time at which the clock starts, in epoch milliseconds. @default 2026-01-01T00:00:00Z */
  start?: number;
  /**
   * Jump to the next timer by itself whenever nothing has touched the clock for `idleTurns` turns of the event loop.
   * Meant for code whose every wait goes through this clock; real sockets and files need `hold()`.
   * @default false
   */
  autoAdvance?: boolean;
  /** Turns of the event loop without activity after which the program counts as idle. @default 8 */
  idleTurns?: number;
}

/** A clock that only moves when told to (`advance`), or when everybody is waiting (`autoAdvance`). */
export interface VirtualClock extends Clock {
  /** Timers set and neither fired nor cancelled. */
  readonly pendingTimers: number;
  /**
   * Moves time forward by `ms`, firing every timer that falls due on the way, in order, including timers set by those
   * callbacks. Lets promises settle after each. Rejects with what a callback throws.
   */
  advance(ms: number): Promise<void>;
  /** Resolves once nothing has touched the clock for `idleTurns` turns and nobody holds it. Time does not move. */
  settle(): Promise<void>;
  /** Keeps time still until the returned function is called: for work the clock cannot see, such as a file read. */
  hold(): () => void;
  /** Drops all pending timers. Timers set afterwards never fire. Idempotent. */
  dispose(): void;
}

interface Timer {
  dueAt: number;
  callback: () => void;
}

/** The longest delay a real timer honours; a longer one fires at once on Node, so it is refused here. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Creates a deterministic clock for tests. */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { start = Date.UTC(2026, 0, 1), autoAdvance = false, idleTurns = 8 } = options;
  let elapsed = 0;
  let activity = 0;
  let holds = 0;
  let disposed = false;
  let driving = false;
  let timers: Timer[] = [];

  function insert(timer: Timer): void {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timers[middle] as Timer).dueAt <= timer.dueAt) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  }

  function remove(timer: Timer): void {
    const index = timers.indexOf(timer);
    if (index >= 0) timers.splice(index, 1);
  }

  function fireNext(): void {
    const timer = timers.shift();
    if (!timer) return;
    activity += 1;
    elapsed = Math.max(elapsed, timer.dueAt);
    timer.callback();
  }

  /** One real millisecond in the middle lets work on the thread pool (hashing, unzipping) come back. */
  async function settle(): Promise<void> {
    let quietTurns = 0;
    let seen = activity;
    while (!disposed && quietTurns < idleTurns) {
      await (quietTurns === idleTurns >> 1 ? realPause(1) : eventLoopTurn());
      quietTurns = activity === seen && holds === 0 ? quietTurns + 1 : 0;
      seen = activity;
    }
  }

  async function drive(): Promise<void> {
    if (driving) return;
    driving = true;
    try {
      while (!disposed && timers.length > 0) {
        await settle();
        if (disposed || holds > 0) continue;
        try {
          fireNext();
        } catch (error) {
          // As with a real timer, a throwing callback is an uncaught error of the program, not of the clock.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    } finally {
      driving = false;
    }
  }

  return {
    now: () => start + elapsed,
    monotonicNow: () => elapsed,
    setTimeout(callback, delayMs): TimerHandle {
      if (delayMs > MAX_DELAY_MS) {
        throw new RangeError(
          `virtual clock: a delay of ${delayMs} ms overflows a real timer (at most ${MAX_DELAY_MS})`,
        );
      }
      if (disposed) return { cancel() {} };
      const timer: Timer = { dueAt: elapsed + Math.max(delayMs || 0, 0), callback };
      activity += 1;
      insert(timer);
      if (autoAdvance) void drive();
      return {
        cancel() {
          activity += 1;
          remove(timer);
        },
      };
    },
    get pendingTimers() {
      return timers.length;
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`virtual clock: cannot advance by ${ms} ms`);
      const target = elapsed + ms;
      await settle();
      while (timers[0] && timers[0].dueAt <= target) {
        fireNext();
        await settle();
      }
      elapsed = Math.max(elapsed, target);
    },
    settle,
    hold() {
      let held = true;
      holds += 1;
      activity += 1;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        activity += 1;
      };
    },
    dispose() {
      disposed = true;
      timers = [];
    },
  };
}
