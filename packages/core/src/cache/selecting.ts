import { isSecretHeader } from '../security/redact.ts';
import { type CacheRecord, type HeaderList, headerOf, type StoredAnswer } from './model.ts';

/** A request's header fields by lower-case name. */
export type RequestHeaders = ReadonlyMap<string, string>;

/**
 * Fields that select an answer whether or not its `Vary` names them. Services that forget `Vary: Accept` are common, and
 * the others make a server answer for another host, path or method than the key says.
 */
const alwaysSelecting: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'forwarded',
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
]);

export function alwaysSelected(request: RequestHeaders): string {
  let first: string | undefined;
  let lines: string[] | undefined;
  for (const [name, value] of request) {
    if (!alwaysSelecting.has(name)) continue;
    const line = `${name}:${normalize(value)}\n`;
    if (first === undefined) first = line;
    else {
      lines ??= [first];
      lines.push(line);
    }
  }
  return lines === undefined ? (first ?? '') : lines.sort().join('');
}

/** The members of a `Vary` field, or `*` when it has that one: such an answer matches no other request. */
export function varyNames(headers: HeaderList): string[] | '*' {
  const vary = headerOf(headers, 'vary');
  if (vary === undefined) return [];
  const names = vary
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  return names.includes('*') ? '*' : [...new Set(names)];
}

/**
 * What a request had in the fields that `Vary` names. Credentials are left out: entries are partitioned by them already,
 * and none is ever stored.
 */
export function selectingFields(request: RequestHeaders, headers: HeaderList): [string, string | null][] {
  const names = varyNames(headers);
  if (names === '*') return [];
  return names
    .filter((name) => !isSecretHeader(name))
    .map((name) => {
      const value = request.get(name);
      return [name, value === undefined ? null : normalize(value)];
    });
}

/** Lines combined and space around commas may differ (RFC 9111, 4.1). */
function normalize(value: string): string {
  return value.includes(',') ? value.trim().replace(/[\t ]*,[\t ]*/g, ',') : value.trim();
}

function matches(answer: StoredAnswer, request: RequestHeaders, always: string): boolean {
  if (answer.always !== always) return false;
  for (const [name, stored] of answer.vary) {
    const value = request.get(name);
    if ((value === undefined ? null : normalize(value)) !== stored) return false;
  }
  return true;
}

/** The stored answer that this request selects; variants are kept newest first. */
export function selectVariant(record: CacheRecord, request: RequestHeaders): StoredAnswer | undefined {
  const always = alwaysSelected(request);
  for (const variant of record.variants) if (matches(variant, request, always)) return variant;
  return undefined;
}

/** More would let one URL with `Vary: User-Agent` grow without end. */
const maxVariants = 16;

/** The record with this answer in it, in place of all that its request would have selected. */
export function withVariant(
  record: CacheRecord | undefined,
  answer: StoredAnswer,
  request: RequestHeaders,
): CacheRecord {
  const always = alwaysSelected(request);
  const others = (record?.variants ?? []).filter((variant) => !matches(variant, request, always));
  return { variants: [answer, ...others.slice(0, maxVariants - 1)] };
}
