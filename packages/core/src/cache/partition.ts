/** Names credentials, so that entries can be kept apart without any of them being in a key. */
export interface Partitioner {
  /** The same text for the same credential. A promise only the first time, and only with a secret. */
  name(credential: string): string | Promise<string>;
}

/** Credentials remembered at a time. A forgotten one gets a new name: its entries are never found again, not shared. */
const remembered = 10_000;

const counters = Symbol.for('@headwater/core/cache-partitions@1');

/**
 * Without a `secret`, names are counted within this process and begin with a random part, so that no two processes ever
 * use the same one, even in a store they share. With a secret they are HMAC-SHA-256 of the credential: all processes that
 * were given the secret find the same entries.
 */
export function createPartitioner(secret?: string): Partitioner {
  if (secret === undefined) return processPartitioner();
  const names = new Map<string, string>();
  let key: Promise<CryptoKey> | undefined;
  return {
    name(credential) {
      const known = recall(names, credential);
      if (known !== undefined) return known;
      key ??= importKey(secret);
      return key.then(async (imported) => {
        const name = `h${await keyedHash(imported, credential)}`;
        remember(names, credential, name);
        return name;
      });
    },
  };
}

/** One for the process, whatever copies of this package are installed. */
function processPartitioner(): Partitioner {
  const holder = globalThis as { [counters]?: Partitioner };
  holder[counters] ??= countingPartitioner();
  return holder[counters];
}

function countingPartitioner(): Partitioner {
  const names = new Map<string, string>();
  let prefix: string | undefined;
  let count = 0;
  return {
    name(credential) {
      const known = recall(names, credential);
      if (known !== undefined) return known;
      // Drawn at first use: some runtimes refuse randomness while a module loads.
      prefix ??= `p${hex(crypto.getRandomValues(new Uint8Array(12)))}`;
      count += 1;
      const name = `${prefix}.${count}`;
      remember(names, credential, name);
      return name;
    },
  };
}

/** Moves what is used to the end of the order in which names are forgotten. */
function recall(names: Map<string, string>, credential: string): string | undefined {
  const name = names.get(credential);
  if (name !== undefined) {
    names.delete(credential);
    names.set(credential, name);
  }
  return name;
}

function remember(names: Map<string, string>, credential: string, name: string): void {
  if (names.size >= remembered) names.delete(names.keys().next().value as string);
  names.set(credential, name);
}

export function importKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

export async function keyedHash(key: CryptoKey, text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))));
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
