/** Header names and values in turn, as undici takes them: `[name, value, name, value]`. Names are lower case. */
export type RawHeaders = string[];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const surroundingSpace = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const notAValue = /[\0\n\r]|[^\0-\xff]/;

/**
 * Reads headers in any of the forms `fetch` takes, by `fetch`'s rules: names are compared without case, white space
 * around a value is removed, values of one name are joined by a comma.
 *
 * @throws {TypeError} for a name or value that cannot be sent, such as one with a line break
 */
export function readHeaders(init: RequestInit['headers']): RawHeaders {
  if (init === undefined || init === null) return [];
  if (typeof init !== 'object') throw new TypeError('headers must be Headers, an object or a list of pairs');
  const headers: RawHeaders = [];
  if (Symbol.iterator in init) {
    for (const pair of init as Iterable<readonly string[]>) {
      const [name, value, ...rest] = pair;
      if (name === undefined || value === undefined || rest.length > 0) {
        throw new TypeError('each header in a list must be a pair of name and value');
      }
      addHeader(headers, name, value);
    }
  } else for (const name of Object.keys(init)) addHeader(headers, name, (init as Record<string, string>)[name]);
  return headers;
}

function addHeader(headers: RawHeaders, name: string, value: unknown): void {
  if (!token.test(name)) throw new TypeError(`${JSON.stringify(name)} is not a valid header name`);
  const lowered = name.toLowerCase();
  const trimmed = String(value).replace(surroundingSpace, '');
  // The value may be a secret, so only its name is told.
  if (notAValue.test(trimmed)) throw new TypeError(`the value of the header ${lowered} cannot be sent`);
  const at = indexOfHeader(headers, lowered);
  if (at === -1) headers.push(lowered, trimmed);
  else headers[at + 1] = `${headers[at + 1]}, ${trimmed}`;
}

/** Where the name of a header stands, or -1. */
export function indexOfHeader(headers: RawHeaders, name: string): number {
  for (let index = 0; index < headers.length; index += 2) if (headers[index] === name) return index;
  return -1;
}

/** Adds a header unless the caller has set it. */
export function addDefault(headers: RawHeaders, name: string, value: string): void {
  if (indexOfHeader(headers, name) === -1) headers.push(name, value);
}

/** The headers without some of them. */
export function withoutHeaders(headers: RawHeaders, names: ReadonlySet<string>): RawHeaders {
  return headers.filter((_, index) => !names.has(headers[index - (index % 2)] as string));
}
