import { HeadwaterError } from '@headwater/core';

const maxRemembered = 500;

/** Names documents by their SHA-256. Remembers the latest few hundred: a program has no more, unless it builds them. */
export function createHashes(): (text: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (text) => {
    let hash = known.get(text);
    if (hash === undefined) {
      const [oldest] = known.keys();
      if (known.size >= maxRemembered && oldest !== undefined) known.delete(oldest);
      hash = sha256(text);
      known.set(text, hash);
    }
    return hash;
  };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the service says of a hash it was given alone. */
export function persistedAnswer(error: unknown): 'unknown' | 'unsupported' | undefined {
  if (!HeadwaterError.isInstance(error)) return undefined;
  if (error.vendorCode === 'PERSISTED_QUERY_NOT_FOUND') return 'unknown';
  return error.vendorCode === 'PERSISTED_QUERY_NOT_SUPPORTED' ? 'unsupported' : undefined;
}
