// Taken once at load, so that a test runner's fake timers cannot stop the clock's own view of the event loop.
const { setImmediate: immediate, setTimeout: timeout } = globalThis as {
  setImmediate?: (callback: () => void) => unknown;
  setTimeout: (callback: () => void, delayMs: number) => unknown;
};

/** Resolves after one turn of the real event loop. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else timeout(resolve, 0);
  });
}

/** Resolves after `ms` real milliseconds. */
export function realPause(ms: number): Promise<void> {
  return new Promise((resolve) => timeout(resolve, ms));
}
