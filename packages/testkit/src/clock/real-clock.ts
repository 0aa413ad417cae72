import type { Clock } from '@headwater/core';

/** The machine's clock, for an emulator that is given none. Core's own is not imported: this half needs core's types only. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimeout(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
