import { CancelledError, type Clock, type ErrorDetails } from '@headwater/core';

/** Waits; ends at once when the caller's signal aborts, and leaves no listener or timer behind. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined, place: ErrorDetails): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      timer?.cancel();
      reject(new CancelledError('cancelled by its caller between two looks', { ...place, cause: signal?.reason }));
    };
    const timer = signal?.aborted
      ? undefined
      : clock.setTimeout(() => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        }, ms);
    if (timer === undefined) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
