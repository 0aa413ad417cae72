import { UnsafeUrlError } from '../../errors/kinds.ts';

/** A URL that must not be fetched. Never shows more of it than its host: the rest may hold credentials. */
export function unsafe(message: string, hint: string): UnsafeUrlError {
  return new UnsafeUrlError(message, { hint });
}

const plainly = 'Write it as scheme://host/path, with the host as it is usually written.';

/**
 * Parses a URL whose text means the same to every parser. The URL standard accepts much more (backslashes, a missing
 * slash, octal addresses, full-width digits), and programs differ in what they make of it.
 *
 * @throws {UnsafeUrlError}
 */
export function readUrl(input: string | URL, protocols: ReadonlySet<string>): URL {
  const text = (typeof input === 'string' ? input : input.href).replace(/^ +| +$/g, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) throw unsafe('the URL holds a control character', plainly);
  const protocol = /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0].toLowerCase();
  if (protocol === undefined) throw unsafe('the URL has no scheme', plainly);
  if (!protocols.has(protocol)) {
    throw unsafe(`the scheme ${protocol} is not allowed`, `Use one of: ${[...protocols].join(', ')}.`);
  }
  const authority = /^[^:]+:\/\/([^/?#]+)/.exec(text)?.[1];
  if (authority === undefined) throw unsafe('the URL does not name its host after "//"', plainly);
  if (authority.includes('@')) throw unsafe('the URL holds a user name or password', 'Send credentials in a header.');
  if (/[\\%\s]/.test(authority)) throw unsafe('the host is written with escapes, blanks or backslashes', plainly);
  if (!URL.canParse(text)) throw unsafe('the URL cannot be parsed', plainly);
  const url = new URL(text);
  if (!isUsualNotation(authority, url.hostname)) {
    throw unsafe(`the host is written in an unusual notation of ${url.hostname}`, plainly);
  }
  return url;
}

/**
 * IPv6 means one thing however it is written, and a name with an IDNA label was meant to be translated. Anything else
 * must be what it says.
 */
function isUsualNotation(authority: string, hostname: string): boolean {
  if (hostname.startsWith('[') || /(^|\.)xn--/.test(hostname)) return true;
  const written = authority.replace(/:[0-9]*$/, '').toLowerCase();
  return written === hostname || written === `${hostname}.`;
}
