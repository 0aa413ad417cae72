import { ResponseInvalidError } from '../errors/kinds.ts';
import type { CacheRecord, StoredAnswer } from './model.ts';

const version = 1;
const maxDepth = 200;

/** A record as text, bound to the name it is stored under. Throws for values that JSON cannot hold faithfully. */
export function encodeRecord(record: CacheRecord, name: string): string {
  const variants = record.variants.map((variant) => ({ ...variant, body: encodeValue(variant.body, 0) }));
  return JSON.stringify({ headwaterCache: version, name, variants });
}

/**
 * Reads such a text.
 *
 * @throws {ResponseInvalidError} for anything that is not a whole record of this version and name
 */
export function decodeRecord(text: unknown, name: string): CacheRecord {
  try {
    const parsed = JSON.parse(text as string) as { headwaterCache?: unknown; name?: unknown; variants?: unknown };
    const { variants } = parsed;
    if (parsed.headwaterCache !== version || parsed.name !== name || !Array.isArray(variants)) throw corrupt();
    return { variants: variants.map(decodeVariant) };
  } catch {
    // The text may hold anything, so nothing of it is repeated.
    throw corrupt();
  }
}

function corrupt(): ResponseInvalidError {
  return new ResponseInvalidError('the cache found an entry it cannot read, and removed it', {
    hint: 'Another program, or another version, writes to the same store under the same names.',
  });
}

function decodeVariant(value: unknown): StoredAnswer {
  const variant = value as StoredAnswer;
  const { status, statusText, headers, requestedAtMs, receivedAtMs, vary, always, ttl, bodyBytes } = variant;
  const isSound =
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    isLine(statusText) &&
    isFieldList(headers, (field) => isLine(field)) &&
    isFieldList(vary, (field) => field === null || isLine(field)) &&
    typeof always === 'string' &&
    [requestedAtMs, receivedAtMs, bodyBytes].every(Number.isFinite) &&
    (ttl === null || (Number.isFinite(ttl.ms) && (ttl.rule === 'only' || ttl.rule === 'fallback')));
  if (!isSound) throw corrupt();
  return {
    ...{ status, statusText, headers, requestedAtMs, receivedAtMs, vary, always, ttl, bodyBytes },
    body: decodeValue(variant.body, 0),
  };
}

function isFieldList(value: unknown, isValue: (field: unknown) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every((field) => Array.isArray(field) && field.length === 2 && isFieldName(field[0]) && isValue(field[1]))
  );
}

const isFieldName = (value: unknown) => typeof value === 'string' && /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(value);
/** Text that can stand in a header field: a line break in it would start another. */
const isLine = (value: unknown) => typeof value === 'string' && !/[\r\n\0]/.test(value);

/** JSON, with bytes as `{ "$bytes": base64 }`. A name that begins with a dollar sign gets another in front. */
function encodeValue(value: unknown, depth: number): unknown {
  if (depth > maxDepth) throw notStorable('is nested too deeply');
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof Uint8Array) return { $bytes: toBase64(value) };
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, depth + 1));
  if (!isPlain(value)) throw notStorable('holds something that JSON has no form for');
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name === '__proto__') throw notStorable('has a property named __proto__');
      return [name.startsWith('$') ? `$${name}` : name, encodeValue(item, depth + 1)];
    }),
  );
}

function decodeValue(value: unknown, depth: number): unknown {
  if (depth > maxDepth) throw corrupt();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => decodeValue(item, depth + 1));
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === '$bytes') return fromBase64(entries[0][1]);
  return Object.fromEntries(
    entries.map(([name, item]) => {
      if (name === '__proto__' || (name.startsWith('$') && !name.startsWith('$$'))) throw corrupt();
      return [name.startsWith('$') ? name.slice(1) : name, decodeValue(item, depth + 1)];
    }),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notStorable(why: string): ResponseInvalidError {
  return new ResponseInvalidError(`the cache did not store a value in its external store: it ${why}`, {
    hint: 'Use a memory store for such values.',
  });
}

const chunk = 8192;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

function fromBase64(text: unknown): Uint8Array {
  if (typeof text !== 'string') throw corrupt();
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
