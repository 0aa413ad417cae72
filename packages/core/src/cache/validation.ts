import { parseHttpDate } from './http-date.ts';
import { type HeaderList, headerOf, type StoredAnswer } from './model.ts';
import type { RequestHeaders } from './selecting.ts';
import { makeStored } from './storing.ts';

/** Header fields that ask the service whether a stored answer is still good (RFC 9111, 4.3.1). Empty without a validator. */
export function conditions(answer: StoredAnswer): Record<string, string> {
  const etag = headerOf(answer.headers, 'etag');
  const lastModified = headerOf(answer.headers, 'last-modified');
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

/** An entity tag without its weakness: `W/"a"` and `"a"` compare weakly equal (RFC 9110, 8.8.3.2). */
const opaque = (etag: string) => etag.trim().replace(/^W\//, '');
const isStrong = (etag: string) => !etag.trim().startsWith('W/');

/**
 * Whether a 304 speaks of this stored answer (RFC 9111, 4.3.4). One without any validator can only mean the one it was
 * asked about.
 */
export function identifies(notModified: HeaderList, answer: StoredAnswer): boolean {
  const etag = headerOf(notModified, 'etag');
  const storedEtag = headerOf(answer.headers, 'etag');
  if (etag !== undefined) {
    if (storedEtag === undefined) return false;
    return isStrong(etag) ? etag.trim() === storedEtag.trim() : opaque(etag) === opaque(storedEtag);
  }
  const lastModified = headerOf(notModified, 'last-modified');
  // With an entity tag stored, a date alone is the weaker word, but it must not contradict.
  return lastModified === undefined || lastModified === headerOf(answer.headers, 'last-modified');
}

/**
 * Fields that describe the stored body as it was received, decoded by now: a 304 must not change them (RFC 9111, 3.2).
 * `Age` and `Date` are the answer's own and never outlive it.
 */
const notUpdated: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'content-range']);

export interface Confirmation {
  headers: HeaderList;
  requestedAtMs: number;
  receivedAtMs: number;
}

/** The stored answer with what a 304 (or a HEAD) says now. */
export function refreshed<Body>(
  answer: StoredAnswer<Body>,
  confirmation: Confirmation,
  request: RequestHeaders,
  secrets: readonly string[],
): StoredAnswer<Body> {
  const news = confirmation.headers.filter(([name]) => !notUpdated.has(name));
  const replaced = new Set(news.map(([name]) => name)).add('age').add('date');
  const headers = [...answer.headers.filter(([name]) => !replaced.has(name)), ...news];
  return makeStored({ ...answer, ...confirmation, headers }, request, secrets);
}

/** Whether a HEAD's answer shows that the stored one is still what the service has (RFC 9111, 4.3.5). */
export function headConfirms(head: HeaderList, answer: StoredAnswer): boolean {
  return ['etag', 'last-modified', 'content-length'].every((name) => {
    const now = headerOf(head, name);
    return now === undefined || now === headerOf(answer.headers, name);
  });
}

/**
 * Whether a caller that sent conditions of its own has what is stored already, so that a 304 answers it (RFC 9111,
 * 4.3.2). `If-None-Match` compares weakly and decides alone.
 */
export function callerHasIt(request: RequestHeaders, answer: StoredAnswer): boolean {
  if (answer.status < 200 || answer.status > 299) return false;
  const ifNoneMatch = request.get('if-none-match');
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return true;
    const etag = headerOf(answer.headers, 'etag');
    return etag !== undefined && entityTags(ifNoneMatch).some((tag) => opaque(tag) === opaque(etag));
  }
  const since = parseHttpDate(request.get('if-modified-since') ?? '', answer.receivedAtMs);
  if (since === undefined) return false;
  const modified = headerOf(answer.headers, 'last-modified') ?? headerOf(answer.headers, 'date') ?? '';
  return (parseHttpDate(modified, answer.receivedAtMs) ?? answer.receivedAtMs) <= since;
}

/** The tags of an `If-None-Match` list. A tag may hold commas. */
export function entityTags(list: string): string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
