import type { Clock } from '@headwater/core';

/** Waits on a clock; rejects with the signal's reason as soon as it aborts. `Infinity` waits for the abort alone. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = Number.isFinite(ms) ? clock.setTimeout(finish, ms) : undefined;
    function finish(): void {
      signal.removeEventListener('abort', abort);
      resolve();
    }
    function abort(): void {
      timer?.cancel();
      reject(signal.reason);
    }
    signal.addEventListener('abort', abort, { once: true });
  });
}
