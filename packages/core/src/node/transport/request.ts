import { encodeBody, encodeText, type RequestBody } from './request-body.ts';
import { type RawHeaders, readHeaders } from './request-headers.ts';

/** Called with a function that ends the request wherever it is; cheaper than a signal. */
export const onCancel: unique symbol = Symbol.for('@headwater/core/on-cancel@1') as never;

export type OnCancel = (cancel: (reason: unknown) => void) => void;

/** A request, read from what `fetch` was given. */
export interface TransportRequest {
  url: URL;
  method: string;
  headers: RawHeaders;
  body: RequestBody | undefined;
  redirect: 'follow' | 'manual' | 'error';
  signal: AbortSignal | undefined;
  onCancel: OnCancel | undefined;
}

type Init = RequestInit & { duplex?: unknown; [onCancel]?: OnCancel };

const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);
const upperCased = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/**
 * Reads the arguments of `fetch`. A promise only where the body has to be read first.
 *
 * @throws {TypeError} for what `fetch` refuses as well
 */
export function readRequest(
  input: string | URL | Request,
  init: Init | undefined,
): TransportRequest | Promise<TransportRequest> {
  if (typeof input === 'object' && input !== null && !(input instanceof URL) && 'method' in input) {
    return readRequestObject(input, init);
  }
  const url = readUrl(input);
  const options = init ?? {};
  const method = readMethod(options.method);
  const { body, signal } = options;
  if (options.integrity) throw new TypeError('the option integrity is not supported');
  const request: TransportRequest = {
    url,
    method,
    headers: readHeaders(options.headers),
    body: undefined,
    redirect: readRedirect(options.redirect),
    signal: readSignal(signal),
    onCancel: options[onCancel],
  };
  if (body === undefined || body === null) return request;
  if (method === 'GET' || method === 'HEAD') throw new TypeError(`a ${method} request cannot have a body`);
  if (typeof body === 'string') {
    request.body = encodeText(body);
    return request;
  }
  return encodeBody(body, options.duplex).then((encoded) => Object.assign(request, { body: encoded }));
}

/** A `Request` is put together with its options by the platform: its rules for that are long. */
async function readRequestObject(input: Request, init: Init | undefined): Promise<TransportRequest> {
  const whole = new Request(input, init);
  if (whole.integrity) throw new TypeError('the option integrity is not supported');
  return {
    url: readUrl(whole.url),
    method: whole.method,
    headers: readHeaders(whole.headers),
    body: whole.body === null ? undefined : await encodeBody(whole.body, 'half'),
    redirect: readRedirect(whole.redirect),
    // The request's own signal follows the caller's, but weakly; the caller's is what must be watched.
    signal: readSignal(init?.signal ?? input.signal),
    onCancel: init?.[onCancel],
  };
}

function readUrl(input: string | URL): URL {
  let url: URL;
  try {
    url = new URL(input);
  } catch (error) {
    throw new TypeError(`Failed to parse URL from ${String(input)}`, { cause: error });
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('the URL holds a user name or password; send them in the header authorization');
  }
  return url;
}

function readMethod(method: unknown): string {
  if (method === undefined) return 'GET';
  const text = String(method);
  const upper = text.toUpperCase();
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)) throw new TypeError(`${JSON.stringify(text)} is not a method`);
  if (refusedMethods.has(upper)) throw new TypeError(`the method ${upper} is not allowed`);
  return upperCased.has(upper) ? upper : text;
}

function readRedirect(redirect: unknown): TransportRequest['redirect'] {
  if (redirect === undefined || redirect === 'follow') return 'follow';
  if (redirect === 'manual' || redirect === 'error') return redirect;
  throw new TypeError(`the option redirect must be follow, manual or error, not ${JSON.stringify(redirect)}`);
}

function readSignal(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!(signal instanceof AbortSignal)) throw new TypeError('the option signal must be an AbortSignal');
  return signal;
}
