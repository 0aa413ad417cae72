import { InvalidRequestError } from '../../errors/kinds.ts';
import { type Bytes, sha256, toHex, utf8 } from '../bytes.ts';

/** What is signed. `headers` are not part of the signature: gateways add and change them. */
export interface SignableRequest {
  method: string;
  /** Absolute, or the target alone as a server sees it: `/path?query`. */
  url: string | URL;
  /** The bytes as sent; a string stands for its UTF-8. Absent, `null` and empty are the same. */
  body?: string | Uint8Array | ArrayBuffer | null | undefined;
}

export interface SignatureParts {
  keyId: string;
  /** Epoch milliseconds. */
  timestamp: number;
  nonce: string;
}

/** The first line of what is signed; a new rule gets a new one. */
const scheme = 'headwater-hmac-sha256-v1';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/;
const visible = /^[\x21-\x7e]+$/;
// fetch upper-cases these and no others.
const upperCased = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/**
 * The text a signature covers. No part can hold a line break, so that no two different requests share one text.
 *
 * @throws {InvalidRequestError} when method or URL hold what no request line can
 */
export async function canonicalRequest(request: SignableRequest, parts: SignatureParts): Promise<string> {
  const { keyId, timestamp, nonce } = parts;
  const method = methodOf(request.method);
  const target = targetOf(request.url);
  const bodyHash = toHex(await sha256(bodyBytes(request.body)));
  return [scheme, keyId, timestamp, nonce, method, target, bodyHash].join('\n');
}

function methodOf(method: string): string {
  if (!token.test(method)) throw refuse('the method is not an HTTP token');
  const upper = method.toUpperCase();
  return upperCased.has(upper) ? upper : method;
}

function targetOf(url: string | URL): string {
  const text = String(url);
  // The URL parser drops tabs and line breaks silently, and with them the difference between two requests.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) throw refuse('the URL holds a control character (CR, LF, NUL, …)');
  if (text.startsWith('/')) {
    if (!visible.test(text)) throw refuse('the target holds characters that must be percent-encoded');
    // Some clients send a question mark with nothing behind it, others drop it.
    return (text.split('#', 1)[0] as string).replace(/^([^?]*)\?$/, '$1');
  }
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw refuse('the URL is neither an absolute http(s) URL nor a target that begins with "/"');
  }
  return `${parsed.pathname}${parsed.search}`;
}

function bodyBytes(body: SignableRequest['body']): Bytes {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return utf8(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  throw refuse('the body is neither text nor bytes');
}

function refuse(message: string): InvalidRequestError {
  return new InvalidRequestError(`the request cannot be signed: ${message}`, {
    hint: 'Nothing was sent. Pass method, url and body exactly as they are sent.',
  });
}
