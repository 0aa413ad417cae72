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
  const names = createNames();
  let key: Promise<CryptoKey> | undefined;
  return {
    name(credential) {
      const known = names.get(credential);
      if (known !== undefined) return known;
      key ??= importKey(secret);
      return key.then(async (imported) => {
        const name = `h${await keyedHash(imported, credential)}`;
        names.add(credential, name);
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
  const names = createNames();
  let prefix: string | undefined;
  let count = 0;
  return {
    name(credential) {
      const known = names.get(credential);
      if (known !== undefined) return known;
      // Drawn at first use: some runtimes refuse randomness while a module loads.
      prefix ??= `p${hex(crypto.getRandomValues(new Uint8Array(12)))}`;
      count += 1;
      const name = `${prefix}.${count}`;
      names.add(credential, name);
      return name;
    },
  };
}

interface Names {
  get(credential: string): string | undefined;
  add(credential: string, name: string): void;
}

/** Forgets what was unused while as many others were added; in two halves, so that finding one costs a look-up. */
function createNames(): Names {
  let recent = new Map<string, string>();
  let before = new Map<string, string>();
  const add = (credential: string, name: string) => {
    if (recent.size >= remembered / 2) {
      before = recent;
      recent = new Map();
    }
    recent.set(credential, name);
  };
  return {
    add,
    get(credential) {
      const name = recent.get(credential);
      if (name !== undefined) return name;
      const older = before.get(credential);
      if (older !== undefined) add(credential, older);
      return older;
    },
  };
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
