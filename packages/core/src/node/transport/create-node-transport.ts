import { acceptedCodings } from './decompress.ts';
import { type Cancellation, exchange, isRedirect, networkError } from './exchange.ts';
import { joinPlatformClasses, NodeResponse, type ResponseHead } from './node-response.ts';
import { maxRedirects, redirectedRequest } from './redirects.ts';
import { onCancel, readRequest, type TransportRequest } from './request.ts';
import { addDefault } from './request-headers.ts';
import { createAgent, type TransportDispatcher } from './undici.ts';

export interface NodeTransportOptions {
  /** Connections per origin. @default no bound */
  connections?: number;
  /** Requests sent on one connection before the first is answered. @default 1 */
  pipelining?: number;
  /** How long an idle connection is kept, in milliseconds, unless the server says otherwise. @default 4000 */
  keepAliveMs?: number;
  /** Bound of connecting, TLS included, in milliseconds. @default 10000 */
  connectTimeoutMs?: number;
  /** Bound of the wait for headers, in milliseconds; 0 for none. @default 300000 */
  headersTimeoutMs?: number;
  /** Bound of the wait between two pieces of a body, in milliseconds; 0 for none. @default 300000 */
  bodyTimeoutMs?: number;
  /** Offers HTTP/2 over TLS. @default false */
  http2?: boolean;
  /** PEM certificates trusted besides none other, for a private authority. Default: those of Node. */
  ca?: string | string[];
  /** An undici 8 dispatcher of your own, a `ProxyAgent` for example. The other options do nothing then, nor does `close`. */
  dispatcher?: TransportDispatcher;
}

/** A `fetch` on undici's core. `close` ends its connections once the requests on them are answered. */
export type NodeTransport = typeof globalThis.fetch &
  AsyncDisposable & {
    close(): Promise<void>;
  };

/**
 * Makes a `fetch` that costs a fraction of the global one: the same requests, redirects, decompression, cancellation and
 * errors, without web streams and `Headers` where nobody asks for them. Needs the package `undici`.
 *
 * URLs other than http and https go to the global `fetch`.
 *
 * @example
 * const exa = createExa({ fetch: createNodeTransport() });
 * @throws {ConfigurationError} when undici is not installed
 */
export function createNodeTransport(options: NodeTransportOptions = {}): NodeTransport {
  joinPlatformClasses();
  const dispatcher = options.dispatcher ?? createAgent(agentOptions(options));
  const transport = (input: string | URL | Request, init?: RequestInit) => send(dispatcher, input, init);
  const close = async () => {
    if (options.dispatcher === undefined) await dispatcher.close();
  };
  // The symbol says that it takes a function in place of a signal.
  return Object.assign(transport, { close, [Symbol.asyncDispose]: close, [onCancel]: true }) as NodeTransport;
}

function agentOptions(options: NodeTransportOptions) {
  const { connections, pipelining, keepAliveMs, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, http2, ca } =
    options;
  return {
    allowH2: http2 ?? false,
    connect: { timeout: connectTimeoutMs ?? 10_000, ...(ca === undefined ? {} : { ca }) },
    ...(connections === undefined ? {} : { connections }),
    ...(pipelining === undefined ? {} : { pipelining }),
    ...(keepAliveMs === undefined ? {} : { keepAliveTimeout: keepAliveMs }),
    ...(headersTimeoutMs === undefined ? {} : { headersTimeout: headersTimeoutMs }),
    ...(bodyTimeoutMs === undefined ? {} : { bodyTimeout: bodyTimeoutMs }),
  };
}

async function send(
  dispatcher: TransportDispatcher,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const read = readRequest(input, init);
  const request = read instanceof Promise ? await read : read;
  const { protocol } = request.url;
  if (protocol !== 'http:' && protocol !== 'https:') return globalThis.fetch(input, init);
  const { signal } = request;
  if (signal?.aborted) throw signal.reason;
  setDefaults(request);
  const cancellation: Cancellation = { reason: undefined, end: undefined };
  const cancel = (reason: unknown) => {
    if (cancellation.reason !== undefined) return;
    cancellation.reason = { value: reason };
    cancellation.end?.(reason);
  };
  request.onCancel?.(cancel);
  const onAbort = signal && (() => cancel(signal.reason));
  if (onAbort !== undefined) signal?.addEventListener('abort', onAbort, { once: true });
  const forget = () => onAbort && signal?.removeEventListener('abort', onAbort);
  try {
    const head = await follow(dispatcher, request, cancellation);
    if (signal !== undefined) watchBody(head, forget);
    return new NodeResponse(head) as unknown as Response;
  } catch (error) {
    forget();
    throw error;
  }
}

function setDefaults({ headers, body, url }: TransportRequest): void {
  if (body?.contentType !== undefined) addDefault(headers, 'content-type', body.contentType);
  if (body?.length !== undefined) addDefault(headers, 'content-length', String(body.length));
  addDefault(headers, 'accept', '*/*');
  addDefault(headers, 'accept-encoding', acceptedCodings(url.protocol));
  addDefault(headers, 'user-agent', 'node');
}

async function follow(
  dispatcher: TransportDispatcher,
  first: TransportRequest,
  cancellation: Cancellation,
): Promise<ResponseHead> {
  let request = first;
  for (let redirects = 0; ; redirects += 1) {
    if (cancellation.reason !== undefined) throw cancellation.reason.value;
    const head = await exchange(dispatcher, request, redirects > 0, cancellation);
    if (request.redirect === 'manual' || !isRedirect(head.status)) return head;
    if (request.redirect === 'error') {
      const error = networkError(new Error('redirected, and the option redirect is error'));
      cancellation.end?.(error);
      throw error;
    }
    const next = redirectedRequest(request, head);
    if (next === undefined) return head;
    if (redirects === maxRedirects) throw networkError(new Error(`redirected more than ${maxRedirects} times`));
    request = next;
  }
}

/** Lets go of the caller's signal as soon as the body is complete. */
function watchBody({ source }: ResponseHead, forget: () => void): void {
  if (source === undefined) forget();
  else source.onSettled = forget;
}
