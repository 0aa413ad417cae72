import { ConfigurationError } from '@headwater/core';

/** `AlgorithmIdentifier` of RSA (RFC 8017, appendix C): OID 1.2.840.113549.1.1.1 and NULL. */
const rsaAlgorithm = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const version0 = [0x02, 0x01, 0x00];

/** Length in DER: short, or the number of bytes that hold it. */
function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

const der = (tag: number, content: readonly number[]): number[] => [tag, ...derLength(content.length), ...content];

/**
 * Reads an RSA private key for RS256. Web Crypto takes PKCS #8 only; GitHub hands out PKCS #1, which is wrapped.
 *
 * @throws {ConfigurationError} that never shows the key
 */
export async function importPrivateKey(pem: string): Promise<CryptoKey> {
  const match = /-----BEGIN (RSA )?PRIVATE KEY-----([\s\S]*?)-----END (?:RSA )?PRIVATE KEY-----/.exec(
    // Environment variables often hold the two characters \n instead of line breaks.
    pem.replaceAll('\\n', '\n'),
  );
  try {
    if (match === null) throw new TypeError('it is no PEM of an unencrypted RSA key');
    const bytes = [...atob((match[2] ?? '').replace(/\s+/g, ''))].map((character) => character.charCodeAt(0));
    const pkcs8 = match[1] === undefined ? bytes : der(0x30, [...version0, ...rsaAlgorithm, ...der(0x04, bytes)]);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    return await crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm, false, ['sign']);
  } catch {
    throw new ConfigurationError('auth.privateKey cannot be read', {
      provider: 'github',
      hint: 'Give the whole PEM file, from BEGIN to END, of an unencrypted RSA key.',
    });
  }
}
