import { networkError } from './exchange.ts';
import type { ResponseHead } from './node-response.ts';
import type { TransportRequest } from './request.ts';
import { withoutHeaders } from './request-headers.ts';

export const maxRedirects = 20;

const bodyHeaders = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'content-length',
]);
/** What must not reach another origin. */
const credentialHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'host']);

/**
 * The request that follows a redirect, by `fetch`'s rules: POST becomes GET after 301 and 302, everything but HEAD after
 * 303; credentials stay with their origin.
 *
 * @returns `undefined` when the answer names no place to go
 * @throws {TypeError} `fetch failed`, with the reason as its cause
 */
export function redirectedRequest(
  request: TransportRequest,
  { status, headers }: ResponseHead,
): TransportRequest | undefined {
  const { location } = headers;
  if (location === undefined) return undefined;
  const url = readLocation(String(location), request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw networkError(new Error(`redirected to ${url.protocol}, which is not HTTP`));
  }
  const sameOrigin = url.origin === request.url.origin;
  if (!sameOrigin && (url.username !== '' || url.password !== '')) {
    throw networkError(new Error('redirected to another origin with a user name or password in the URL'));
  }
  if (url.hash === '') url.hash = request.url.hash;
  const { method } = request;
  const becomesGet =
    ((status === 301 || status === 302) && method === 'POST') ||
    (status === 303 && method !== 'GET' && method !== 'HEAD');
  if (!becomesGet && request.body !== undefined && !request.body.replayable) {
    throw networkError(new Error('redirected, and a body that is a stream cannot be sent again'));
  }
  const kept = becomesGet ? withoutHeaders(request.headers, bodyHeaders) : request.headers;
  return {
    ...request,
    url,
    method: becomesGet ? 'GET' : method,
    body: becomesGet ? undefined : request.body,
    headers: sameOrigin ? kept : withoutHeaders(kept, credentialHeaders),
  };
}

function readLocation(location: string, base: URL): URL {
  try {
    return new URL(Buffer.from(location, 'latin1').toString('utf8'), base);
  } catch (error) {
    throw networkError(error);
  }
}
