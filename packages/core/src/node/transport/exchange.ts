import { BodySource } from './body-source.ts';
import { type BodySink, decodingSink, readCodings } from './decompress.ts';
import type { ResponseHead } from './node-response.ts';
import type { TransportRequest } from './request.ts';
import type { ParsedHeaders } from './response-headers.ts';
import type { DispatchController, DispatchHandler, TransportDispatcher } from './undici.ts';

/** Bytes of a redirect's body that are read to keep its connection; beyond them the connection is given up. */
const drainBytes = 64 * 1024;

const withoutBody = new Set([204, 205, 304]);

/** What ends a request, whoever holds it at the moment: queue, connection or body. */
export interface Cancellation {
  reason: { value: unknown } | undefined;
  /** Ends what is going on now. */
  end: ((reason: unknown) => void) | undefined;
}

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** One request and its answer: no redirects. Resolves with the headers; the body comes through `source`. */
export function exchange(
  dispatcher: TransportDispatcher,
  request: TransportRequest,
  redirected: boolean,
  cancellation: Cancellation,
): Promise<ResponseHead> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, body, redirect } = request;
    const handler = new ExchangeHandler(request, redirected, resolve, reject);
    cancellation.end = (reason) => handler.cancel(reason);
    const options = {
      origin: url.origin,
      path: url.search === '' ? url.pathname : url.pathname + url.search,
      method,
      headers,
      body: body === undefined ? null : body.content,
    };
    handler.drainsRedirects = redirect === 'follow';
    try {
      dispatcher.dispatch(options, handler);
    } catch (error) {
      reject(networkError(error));
    }
  });
}

class ExchangeHandler implements DispatchHandler {
  drainsRedirects = false;
  readonly #request: TransportRequest;
  readonly #redirected: boolean;
  readonly #resolve: (head: ResponseHead) => void;
  readonly #reject: (error: unknown) => void;
  #controller: DispatchController | undefined;
  #sink: BodySink | undefined;
  #drained = 0;
  #cancelled: { reason: unknown } | undefined;

  constructor(
    request: TransportRequest,
    redirected: boolean,
    resolve: (head: ResponseHead) => void,
    reject: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#redirected = redirected;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  cancel(reason: unknown): void {
    this.#cancelled ??= { reason };
    this.#reject(reason);
    this.#sink?.fail(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    // It was cancelled while it waited for a connection.
    if (this.#cancelled !== undefined) controller.abort(this.#cancelled.reason);
  }

  onResponseStart(controller: DispatchController, status: number, headers: ParsedHeaders, statusText = ''): void {
    if (status < 200) return;
    const { method, url } = this.#request;
    const head: ResponseHead = { status, statusText, headers, url, redirected: this.#redirected, source: undefined };
    const hasBody = method !== 'HEAD' && !withoutBody.has(status);
    const drained = this.drainsRedirects && isRedirect(status) && headers.location !== undefined;
    if (hasBody && !drained) {
      const codings = readCodings(headers['content-encoding']);
      this.#sink = codings.length === 0 ? plainSink(controller) : decodingSink(codings, controller);
      head.source = this.#sink.source;
    }
    this.#resolve(head);
  }

  onResponseData(controller: DispatchController, chunk: Uint8Array): void {
    if (this.#sink !== undefined) {
      this.#sink.push(chunk);
      return;
    }
    this.#drained += chunk.byteLength;
    if (this.#drained > drainBytes) controller.abort(new Error('a body that nobody reads is too long'));
  }

  onResponseEnd(): void {
    this.#sink?.end();
  }

  onResponseError(_controller: DispatchController | undefined, error: Error): void {
    this.#reject(this.#cancelled?.reason ?? networkError(error));
    this.#sink?.fail(this.#cancelled?.reason ?? new TypeError('terminated', { cause: error }));
  }
}

function plainSink(controller: DispatchController): BodySink {
  const source = new BodySource(controller);
  return {
    source,
    push: (chunk) => source.push(chunk),
    end: () => source.end(),
    fail: (reason) => source.fail(reason),
  };
}

/** A failure as `fetch` tells it: what happened is in `cause`. */
export function networkError(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}
