import { type ErrorDetails, HeadwaterError } from '../errors/headwater-error.ts';
import { InvalidRequestError } from '../errors/kinds.ts';
import type { EventOperation, Operation, RequestParts } from './operation.ts';
import { buildUrl } from './url.ts';

/** What goes to the wire, apart from what belongs to one attempt (key, signature). */
export interface PreparedRequest {
  method: string;
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string | undefined;
  /** What `body` was written from. */
  json: unknown;
  /** Equal for two requests that ask the same, whatever they are made of. */
  identity: string;
}

const accepted: Readonly<Record<string, string>> = {
  json: 'application/json',
  events: 'text/event-stream, application/x-ndjson, application/json',
};

/**
 * @throws {InvalidRequestError} when the operation's parts cannot be sent: a line break in a header, a path that leaves
 * the service, a body that is not JSON
 */
export function buildRequest(
  baseUrl: string,
  operation: Operation<any, any> | EventOperation<any, any>,
  parts: RequestParts,
  settingsHeaders: Readonly<Record<string, string>>,
  details: () => ErrorDetails,
): PreparedRequest {
  const headers: Record<string, string> = {
    accept: accepted[operation.response ?? 'json'] ?? '*/*',
    ...settingsHeaders,
  };
  let body: string | undefined;
  try {
    if (parts.body !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(parts.body);
    }
    if (parts.headers !== undefined) Object.assign(headers, cleanHeaders(parts.headers));
    const url = buildUrl(baseUrl, parts.path ?? operation.path, parts.query);
    const own = parts.headers === undefined ? '' : JSON.stringify(parts.headers);
    const identity = `${operation.name} ${url} ${own} ${body ?? ''}`;
    return { method: operation.method, url, headers, body, json: parts.body, identity };
  } catch (error) {
    if (HeadwaterError.isInstance(error)) throw error;
    throw new InvalidRequestError(`the request cannot be written: ${(error as Error).message}`, {
      ...details(),
      hint: 'Nothing was sent. Correct the value named.',
    });
  }
}

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
/** Visible characters, blanks and tabs: a line break or NUL would begin a header of somebody else's choosing. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Headers with lower-case names, so that a later one replaces an earlier one however it is written.
 *
 * @throws {TypeError} naming the header (not its value) that HTTP does not allow
 */
export function cleanHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) throw new TypeError(`${JSON.stringify(name)} is not a header name`);
    if (typeof value !== 'string' || !headerValue.test(value)) {
      throw new TypeError(`the header "${name}" holds characters that no header may have`);
    }
    clean[name.toLowerCase()] = value;
  }
  return clean;
}
