import { type Clock, systemClock } from '../../contract/clock.ts';
import { ConfigurationError } from '../../errors/kinds.ts';
import { hmacSha256, importHmacKey, toHex } from '../bytes.ts';
import { canonicalRequest, type SignableRequest } from './canonical-request.ts';
import { signatureHeaders, signaturePatterns } from './signature-headers.ts';

/** A shared secret. A string stands for its UTF-8 bytes; use at least 32 random ones. */
export type SigningSecret = string | Uint8Array;

export interface RequestSignerOptions {
  /** Names the secret to the receiver. Letters, digits and `._:/@+-`, at most 128. */
  keyId: string;
  secret: SigningSecret;
  /** @default the system clock */
  clock?: Clock;
  /** Makes a value that is never used twice: 16 to 128 letters, digits, `_` or `-`. @default 128 random bits */
  nonce?: () => string;
}

/** Signs one request as it is sent and returns the headers to add. Call it anew for every attempt. */
export type RequestSigner = (request: SignableRequest) => Promise<Record<string, string>>;

/**
 * Signs requests with HMAC-SHA-256 over method, target, body hash, timestamp and nonce.
 *
 * @example
 * const sign = createRequestSigner({ keyId: 'agent-1', secret: process.env.SIGNING_SECRET });
 * await fetch(url, { method: 'POST', body, headers: await sign({ method: 'POST', url, body }) });
 *
 * @throws {ConfigurationError} when key id or secret cannot be used
 */
export function createRequestSigner(options: RequestSignerOptions): RequestSigner {
  const { keyId, secret, clock = systemClock, nonce: makeNonce = randomNonce } = options;
  if (!signaturePatterns.keyId.test(keyId)) {
    throw new ConfigurationError('the option keyId is empty or holds characters that no key id has', {
      hint: 'Use letters, digits and ._:/@+- only, at most 128 of them.',
    });
  }
  if (secret === undefined || secret.length === 0) {
    throw new ConfigurationError('the option secret is empty', { hint: 'Use at least 32 random bytes.' });
  }
  let key: Promise<CryptoKey> | undefined;

  return async (request) => {
    const parts = { keyId, timestamp: Math.trunc(clock.now()), nonce: makeNonce() };
    if (!signaturePatterns.nonce.test(parts.nonce)) {
      throw new ConfigurationError('the option nonce returned something that is not 16 to 128 of A–Z a–z 0–9 _ -', {
        hint: 'Leave the option out to use 128 random bits.',
      });
    }
    const text = await canonicalRequest(request, parts);
    key ??= importHmacKey(secret);
    return {
      [signatureHeaders.keyId]: keyId,
      [signatureHeaders.timestamp]: String(parts.timestamp),
      [signatureHeaders.nonce]: parts.nonce,
      [signatureHeaders.signature]: `v1=${await hmacSha256(await key, text)}`,
    };
  };
}

function randomNonce(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}
