/** The seam for time. Everything in the pipeline that waits or measures does it through a clock. */
export interface Clock {
  /** Wall time in epoch milliseconds: for deadlines, `Retry-After` dates and provenance. */
  now(): number;
  /** A clock that never goes backwards, in milliseconds from an arbitrary origin: for pacing and durations. */
  monotonicNow(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
}

export interface TimerHandle {
  cancel(): void;
  /** Lets the process end while the timer is pending, where the runtime can. */
  unref?(): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimeout(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return {
      cancel: () => clearTimeout(timer),
      // Browsers and workers hand out numbers, which hold nothing open.
      unref: () => (timer as { unref?: () => void }).unref?.(),
    };
  },
};

const clockKey = Symbol.for('@headwater/core/system-clock@1');

/** The one system clock of this process, so that two installed copies share their lanes. */
export function processClock(): Clock {
  const holder = globalThis as { [clockKey]?: Clock };
  holder[clockKey] ??= systemClock;
  return holder[clockKey];
}
