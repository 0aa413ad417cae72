const encoder = new TextEncoder();

/** Bytes of a fresh buffer of their own, which is what Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function fromHex(text: string): Bytes {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads base64 and base64url, padded or not. `undefined` for anything that no encoder writes. */
export function fromBase64(text: string): Bytes | undefined {
  const unpadded = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(unpadded) || unpadded.length % 4 === 1) return undefined;
  const binary = atob(unpadded);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // Unused bits at the end would let two texts mean the same bytes.
  return btoa(binary).replace(/=+$/, '') === unpadded ? bytes : undefined;
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

const hmac = { name: 'HMAC', hash: 'SHA-256' };

export function importHmacKey(secret: string | Uint8Array): Promise<CryptoKey> {
  const bytes = typeof secret === 'string' ? utf8(secret) : Uint8Array.from(secret);
  return crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']);
}

export async function hmacSha256(key: CryptoKey, text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign(hmac, key, utf8(text))));
}

/** Compares in constant time: the comparison is Web Crypto's own. */
export function hmacMatches(key: CryptoKey, text: string, signatureHex: string): Promise<boolean> {
  return crypto.subtle.verify(hmac, key, fromHex(signatureHex), utf8(text));
}
