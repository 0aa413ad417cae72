import { ConnectionCut } from './body-faults.ts';
import type { IncomingRequest, MutableRecord, WireAnswer } from './exchange.ts';

export type Answerer = (
  incoming: IncomingRequest,
  signal: AbortSignal,
) => { record: MutableRecord; answer: Promise<WireAnswer> };

/** Makes a `fetch` that answers in-process and fails the way the real one does. */
export function createInProcessFetch(
  baseUrl: URL,
  answer: Answerer,
  transport: 'fetch' | 'msw',
  hold: () => () => void,
): typeof globalThis.fetch {
  return async function fetch(input, init) {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    // The copy carries no signal: listeners on the caller's signal are then only the ones set below.
    const copy = new Request(input instanceof Request ? input.clone() : input, { ...init, signal: null });
    const url = new URL(copy.url);
    if (url.origin !== baseUrl.origin) {
      throw networkError('ENOTFOUND', `no route to ${url.host}: this emulator is ${baseUrl.host}`);
    }
    const client = new AbortController();
    const leave = (): void => client.abort(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
    const release = (): void => signal?.removeEventListener('abort', leave);
    try {
      // A virtual clock cannot see that a body is being read, and must not run away meanwhile.
      const goOn = hold();
      const bodyText = await rejectOnAbort(copy.text(), client.signal).finally(goOn);
      const incoming = { method: copy.method, url, headers: copy.headers, bodyText, transport };
      const { record, answer: pending } = answer(incoming, client.signal);
      const wire = await rejectOnAbort(pending, client.signal).catch((error: unknown) => {
        if (client.signal.aborted) record.aborted = true;
        throw error;
      });
      if (wire.kind === 'reset') throw networkError('ECONNRESET', 'the emulator reset the connection');
      const stream = wire.body && toStream(wire.body, record, client, release);
      if (!stream) {
        record.finished = true;
        release();
      }
      const response = new Response(stream ?? null, { status: wire.status, headers: wire.headers });
      Object.defineProperty(response, 'url', { value: copy.url });
      return response;
    } catch (error) {
      release();
      throw error;
    }
  };
}

function toStream(
  body: AsyncGenerator<Uint8Array>,
  record: MutableRecord,
  client: AbortController,
  release: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const leave = (): void => {
    if (record.finished) return;
    record.aborted = true;
    release();
  };
  return new ReadableStream(
    {
      start(controller) {
        client.signal.addEventListener('abort', () => {
          if (record.finished) return;
          leave();
          controller.error(client.signal.reason);
        });
      },
      async pull(controller) {
        try {
          const { done, value } = await body.next();
          if (client.signal.aborted) return;
          if (!done) return controller.enqueue(value as Uint8Array<ArrayBuffer>);
          record.finished = true;
          release();
          controller.close();
        } catch (error) {
          if (client.signal.aborted) return;
          release();
          controller.error(error instanceof ConnectionCut ? new TypeError('terminated', { cause: error }) : error);
        }
      },
      cancel(reason) {
        leave();
        client.abort(reason);
      },
    },
    // Nothing is produced before the client asks for it, as with a socket whose buffer is full.
    { highWaterMark: 0 },
  );
}

/** The shape of Node's own network failures: a `TypeError` whose cause has a system error code. */
function networkError(code: string, detail: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`${code}: ${detail}`), { code }) });
}

function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
