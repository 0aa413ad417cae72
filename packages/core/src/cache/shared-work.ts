import type { Clock } from '../contract/clock.ts';

/** Work that several callers wait for, done once. It runs on a signal of its own and ends when nobody wants it any more. */
export interface SharedWork<T> {
  /** Waits for the work of this name, starting it if nobody has. Ends early with the caller's signal. */
  join(name: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Starts the work of this name without waiting, unless it is under way. It is given up after `timeoutMs`. */
  startInBackground(name: string, timeoutMs: number, start: (signal: AbortSignal) => Promise<T>): void;
}

interface Job<T> {
  controller: AbortController;
  result: Promise<T>;
  waiting: number;
  inBackground: boolean;
}

/** `abandoned` gets a result that nobody waits for. */
export function createSharedWork<T>(clock: Clock, abandoned: (result: T) => void): SharedWork<T> {
  const jobs = new Map<string, Job<T>>();

  function begin(name: string, start: (signal: AbortSignal) => Promise<T>, inBackground: boolean): Job<T> {
    const controller = new AbortController();
    const result = start(controller.signal);
    const job: Job<T> = { controller, result, waiting: 0, inBackground };
    jobs.set(name, job);
    const leave = () => {
      if (jobs.get(name) === job) jobs.delete(name);
    };
    result.then((value) => {
      leave();
      if (job.waiting === 0) abandoned(value);
    }, leave);
    return job;
  }

  return {
    join(name, signal, start) {
      const job = jobs.get(name) ?? begin(name, start, false);
      job.waiting += 1;
      const leave = () => {
        job.waiting -= 1;
        if (job.waiting > 0 || job.inBackground) return;
        if (jobs.get(name) === job) jobs.delete(name);
        job.controller.abort(signal?.reason);
      };
      return untilAborted(job.result, signal, leave);
    },
    startInBackground(name, timeoutMs, start) {
      if (jobs.has(name)) return;
      const job = begin(name, start, true);
      const timer = clock.setTimeout(() => {
        job.inBackground = false;
        if (jobs.get(name) === job) jobs.delete(name);
        job.controller.abort(new DOMException('The revalidation took too long.', 'TimeoutError'));
      }, timeoutMs);
      timer.unref?.();
      const stop = () => timer.cancel();
      job.result.then(stop, stop);
    },
  };
}

/** The result, or the signal's reason as soon as it is aborted. `left` is called in that case only. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, left?: () => void): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      signal.removeEventListener('abort', onAbort);
      left?.();
      reject(signal.reason);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    const done = () => signal.removeEventListener('abort', onAbort);
    work.then(
      (value) => {
        done();
        resolve(value);
      },
      (error) => {
        done();
        reject(error);
      },
    );
  });
}
