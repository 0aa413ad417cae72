import { textBytes } from './memory-store.ts';

export interface Measured {
  /** What the value weighs in memory, about. */
  bytes: number;
  /** Made of plain objects, arrays and primitives only, so that freezing protects all of it. */
  isPlain: boolean;
}

/** Freezes a value all the way down, and weighs it on the way. */
export function freezeDeeply(value: unknown): Measured {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  const measured: Measured = { bytes: 0, isPlain: true };
  while (waiting.length > 0) {
    const item = waiting.pop();
    measured.bytes += 8;
    if (typeof item === 'string') measured.bytes += 16 + textBytes(item);
    if (typeof item !== 'object' || item === null || seen.has(item)) continue;
    seen.add(item);
    if (ArrayBuffer.isView(item)) {
      // A filled view cannot be frozen.
      measured.bytes += 100 + item.byteLength;
      measured.isPlain = false;
      continue;
    }
    const isArray = Array.isArray(item);
    if (!isArray && !isPlainObject(item)) measured.isPlain = false;
    Object.freeze(item);
    measured.bytes += 32;
    if (isArray) for (const element of item) waiting.push(element);
    else {
      for (const name of Object.keys(item)) {
        // Names are shared between objects of one shape; their slot is not.
        measured.bytes += 8;
        waiting.push((item as Record<string, unknown>)[name]);
      }
    }
  }
  return measured;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A copy its holder may change. Plain values are copied by hand, several times as fast as `structuredClone`. */
export function copyValue<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue) as T;
  if (!isPlainObject(value)) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const item = copyValue((value as Record<string, unknown>)[name]);
    if (name === '__proto__') Object.defineProperty(copy, name, { value: item, enumerable: true, writable: true });
    else copy[name] = item;
  }
  return copy as T;
}

/** JSON with the properties of every object in one order: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return canonicalJson(toJSON.call(value));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '';
  for (const name of inOrder(Object.keys(value))) {
    const item = (value as Record<string, unknown>)[name];
    if (item === undefined || typeof item === 'function' || typeof item === 'symbol') continue;
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** Printable ASCII without quote and backslash: needs no escape. */
const plainText = /^[ !#-[\]-~]*$/;

const quoted = (text: string) => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));

/** Most bodies are built the same way each time, so that finding them sorted is common and sorting rare. */
function inOrder(names: string[]): string[] {
  for (let at = 1; at < names.length; at += 1)
    if ((names[at - 1] as string) > (names[at] as string)) return names.sort();
  return names;
}
