import { ConfigurationError } from '../errors/kinds.ts';
import type { CacheRecord, CacheStore } from './model.ts';

export interface MemoryStoreOptions {
  /** Bound of everything kept: keys, header fields and bodies. @default 67108864 (64 MiB) */
  maxBytes?: number;
  /** Bound of the number of keys. @default no bound but the bytes */
  maxEntries?: number;
}

/** A store in this process's memory. */
export interface MemoryStore extends CacheStore {
  get(key: string): CacheRecord | undefined;
  set(key: string, record: CacheRecord, ttlMs: number): void;
  delete(key: string): void;
  clear(): void;
  /** Bytes taken at the moment. */
  readonly bytes: number;
  /** Keys held at the moment. */
  readonly entries: number;
}

/**
 * Keeps records in memory, the most recently used ones, within a number of bytes. Records are handed out as they are,
 * neither copied nor parsed: they are frozen, and so are the values inside them.
 *
 * @throws {ConfigurationError} when a bound is not a positive number
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { maxBytes = 64 * 1024 * 1024, maxEntries = Number.POSITIVE_INFINITY } = options;
  for (const [name, value] of Object.entries({ maxBytes, maxEntries })) {
    if (!(value > 0)) {
      throw new ConfigurationError(`createMemoryStore: ${name} is ${value}`, {
        hint: `Make ${name} a positive number.`,
      });
    }
  }
  // A ring through all entries, the most recently used behind its head. Moving a key to the end of a Map would cost more
  // than all the rest of a hit.
  const head = {} as Entry;
  head.newer = head;
  head.older = head;
  const held = new Map<string, Entry>();
  let bytes = 0;

  function remove(key: string): void {
    const entry = held.get(key);
    if (entry === undefined) return;
    held.delete(key);
    unlink(entry);
    bytes -= entry.bytes;
  }

  return {
    get(key) {
      const entry = held.get(key);
      if (entry === undefined) return undefined;
      if (head.older !== entry) {
        unlink(entry);
        linkBehind(head, entry);
      }
      return entry.record;
    },
    set(key, record) {
      remove(key);
      const entry = { key, record: freezeRecord(record), bytes: recordBytes(key, record) } as Entry;
      // Making room for it would throw out everything else, and in vain.
      if (entry.bytes > maxBytes) return;
      held.set(key, entry);
      linkBehind(head, entry);
      bytes += entry.bytes;
      while (bytes > maxBytes || held.size > maxEntries) remove(head.newer.key);
    },
    delete: remove,
    clear() {
      held.clear();
      head.newer = head;
      head.older = head;
      bytes = 0;
    },
    get bytes() {
      return bytes;
    },
    get entries() {
      return held.size;
    },
  };
}

/** A place in the ring: `head.older` is the most recently used, `head.newer` the one longest unused. */
interface Entry {
  key: string;
  record: CacheRecord;
  bytes: number;
  newer: Entry;
  older: Entry;
}

function unlink(entry: Entry): void {
  entry.newer.older = entry.older;
  entry.older.newer = entry.newer;
}

function linkBehind(head: Entry, entry: Entry): void {
  entry.newer = head;
  entry.older = head.older;
  head.older.newer = entry;
  head.older = entry;
}

/** What objects, arrays and map slots of one entry and of one variant weigh beside their text (measured on V8). */
const entryOverhead = 250;
const variantOverhead = 400;
const fieldOverhead = 100;

function recordBytes(key: string, record: CacheRecord): number {
  let bytes = entryOverhead + textBytes(key);
  for (const variant of record.variants) {
    bytes += variantOverhead + variant.bodyBytes + textBytes(variant.always) + textBytes(variant.statusText);
    for (const [name, value] of variant.headers) bytes += fieldOverhead + textBytes(name) + textBytes(value);
    for (const [name, value] of variant.vary) bytes += fieldOverhead + textBytes(name) + textBytes(value ?? '');
  }
  return bytes;
}

/** A string takes one byte a character, or two when any of them is beyond Latin-1. */
export function textBytes(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of Latin-1
  return /[^\u0000-\u00ff]/.test(text) ? text.length * 2 : text.length;
}

function freezeRecord(record: CacheRecord): CacheRecord {
  for (const variant of record.variants) {
    if (Object.isFrozen(variant)) continue;
    for (const list of [variant.headers, variant.vary]) {
      for (const field of list) Object.freeze(field);
      Object.freeze(list);
    }
    if (variant.ttl !== null) Object.freeze(variant.ttl);
    Object.freeze(variant);
  }
  Object.freeze(record.variants);
  return Object.freeze(record);
}
