import { NetworkError } from '../errors/kinds.ts';
import type { CacheRecord, CacheStore } from './model.ts';
import { hex, importKey, keyedHash } from './partition.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

/** What is used of a Keyv: any object with these three will do. */
export interface KeyvLike {
  get(key: string): unknown;
  set(key: string, value: string, ttlMs?: number): unknown;
  delete(key: string): unknown;
}

export interface KeyvStoreOptions {
  /** Put before every key. @default 'headwater:' */
  prefix?: string;
  /**
   * Seals entries with an HMAC: whoever can write to the store but does not have the secret cannot make the cache
   * believe an entry. @default entries are not sealed
   */
  secret?: string;
}

/**
 * Keeps records in a [Keyv](https://keyv.org), as versioned JSON with a time to live. Keys are hashed: they hold neither
 * URLs nor queries. An entry that cannot be read is removed, reported and counts as a miss.
 */
export function fromKeyv(keyv: KeyvLike, options: KeyvStoreOptions = {}): CacheStore {
  const { prefix = 'headwater:', secret } = options;
  const sealing = secret === undefined ? undefined : { secret, key: undefined as Promise<CryptoKey> | undefined };
  const sealingKey = (): Promise<CryptoKey> | undefined => {
    if (sealing !== undefined) sealing.key ??= importKey(sealing.secret);
    return sealing?.key;
  };
  // Hashing takes a turn of its own, so without a queue a later delete could overtake a write.
  const queues = new Map<string, Promise<unknown>>();

  function inOrder<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (queues.get(key) ?? Promise.resolve()).then(work, work);
    queues.set(key, result);
    const leave = () => {
      if (queues.get(key) === result) queues.delete(key);
    };
    result.then(leave, leave);
    return result;
  }

  async function nameOf(key: string): Promise<string> {
    const sealed = sealingKey();
    if (sealed !== undefined) return prefix + (await keyedHash(await sealed, key));
    return prefix + hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))));
  }

  async function seal(name: string, text: string): Promise<string> {
    const sealed = sealingKey();
    return sealed === undefined ? text : `${await keyedHash(await sealed, `${name}\n${text}`)}.${text}`;
  }

  async function unseal(name: string, stored: unknown): Promise<unknown> {
    const sealed = sealingKey();
    if (sealed === undefined) return stored;
    const text = typeof stored === 'string' ? stored : '';
    const mac = Uint8Array.from(text.slice(0, 64).match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
    const content = text.slice(65);
    const data = new TextEncoder().encode(`${name}\n${content}`);
    // verify compares in constant time.
    return (await crypto.subtle.verify('HMAC', await sealed, mac, data)) ? content : undefined;
  }

  return {
    get: (key) =>
      inOrder(key, async (): Promise<CacheRecord | undefined> => {
        const name = await nameOf(key);
        const stored = await keyv.get(name);
        if (stored === undefined || stored === null) return undefined;
        try {
          return decodeRecord(await unseal(name, stored), name);
        } catch (error) {
          await keyv.delete(name);
          throw error;
        }
      }),
    set: (key, record, ttlMs) =>
      inOrder(key, async () => {
        const name = await nameOf(key);
        const text = await seal(name, encodeRecord(record, name));
        // Some stores refuse a fraction, and take zero for "for ever".
        const answer = await keyv.set(name, text, Math.max(1, Math.ceil(ttlMs)));
        if (answer === false) throw new NetworkError('the store did not take an entry');
      }),
    delete: (key) =>
      inOrder(key, async () => {
        await keyv.delete(await nameOf(key));
      }),
  };
}
