import type { RunEvent } from '../shared/api.ts';
import type { EventLog } from '../storage/event-log.ts';

export interface EventStreamOptions {
  /** Send events after this id. @default 0 */
  afterId?: number;
  /** How often a comment is sent while nothing happens, in milliseconds. @default 15000 */
  heartbeatMs?: number;
  headers?: Record<string, string>;
}

/** How often the log is looked at without being told: another process may write to the same run. In milliseconds. */
const lookMs = 1_000;

/**
 * A run's events as server-sent events, from storage: what is stored first, then what comes, until `run-finished`.
 * Nothing is buffered for a slow reader; its next read goes on where its last one ended.
 */
export function eventStream(log: EventLog, runId: string, options: EventStreamOptions = {}): Response {
  const { afterId = 0, heartbeatMs = 15_000, headers } = options;
  const encoder = new TextEncoder();
  const stopped = new AbortController();
  const doorbell = createDoorbell();
  const unsubscribe = log.subscribe(runId, doorbell.ring);
  stopped.signal.addEventListener('abort', unsubscribe);
  let lastId = afterId;
  let lastSentAt = Date.now();
  let looked = false;

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode('retry: 2000\n: connected\n\n'));
      },
      async pull(controller) {
        try {
          while (!stopped.signal.aborted) {
            const events = await log.read(runId, lastId, 200);
            if (events.length > 0) {
              lastId = events.at(-1)?.id ?? lastId;
              lastSentAt = Date.now();
              controller.enqueue(encoder.encode(events.map(frame).join('')));
              if (events.some((event) => event.type === 'run-finished')) {
                stopped.abort();
                controller.close();
              }
              return;
            }
            if (!looked) {
              looked = true;
              // A reader who has seen the end already is told at once that there is nothing more to come.
              const last = await log.last(runId);
              if (last?.type === 'run-finished' && last.id <= lastId) {
                stopped.abort();
                controller.close();
                return;
              }
              continue;
            }
            const untilBeat = lastSentAt + heartbeatMs - Date.now();
            if (untilBeat <= 0) {
              lastSentAt = Date.now();
              controller.enqueue(encoder.encode(': heartbeat\n\n'));
              return;
            }
            await doorbell.wait(Math.min(lookMs, untilBeat), stopped.signal);
          }
        } catch (error) {
          stopped.abort();
          controller.error(error);
        }
      },
      cancel() {
        stopped.abort();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...headers,
    },
  });
}

function frame(event: RunEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** A bell that remembers a ring nobody waited for. */
function createDoorbell() {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: (timeoutMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        signal.addEventListener('abort', done);
        wake = done;
        if (rung || signal.aborted) done();
      }),
  };
}
