import { type Clock, systemClock } from '../../contract/clock.ts';
import { AuthenticationError, ConfigurationError } from '../../errors/kinds.ts';
import { hmacMatches, importHmacKey } from '../bytes.ts';
import { canonicalRequest, type SignableRequest } from './canonical-request.ts';
import { memoryReplayStore, type ReplayStore } from './replay-store.ts';
import type { SigningSecret } from './request-signer.ts';
import { signatureHeaders, signaturePatterns } from './signature-headers.ts';

/** Why a request was refused. */
export type SignatureProblem =
  | 'missing-header'
  | 'malformed-header'
  | 'unknown-key'
  | 'too-old'
  | 'from-the-future'
  | 'signature-mismatch'
  | 'replayed';

/** A request whose signature does not hold. `reason` is for your log: a stranger is told no more than 401. */
export class SignatureError extends AuthenticationError {
  readonly reason: SignatureProblem;
  constructor(reason: SignatureProblem, message: string, hint: string) {
    super(`the signature was refused: ${message}`, { hint });
    this.reason = reason;
    this.name = 'SignatureError';
  }
}

export interface SignatureVerifierOptions {
  /** Secrets by key id. While a secret is being replaced, list the new and the old one. */
  keys: Readonly<Record<string, SigningSecret | readonly SigningSecret[]>>;
  /** How long after its timestamp a request is accepted, in milliseconds. @default 300000 */
  maxAgeMs?: number;
  /** How far the sender's clock may run ahead of ours, in milliseconds. @default 30000 */
  clockSkewMs?: number;
  /** @default a `memoryReplayStore()` of its own */
  replayStore?: ReplayStore;
  /** @default the system clock */
  clock?: Clock;
}

export interface SignedRequest extends SignableRequest {
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Who signed, and when. */
export interface VerifiedSignature {
  keyId: string;
  /** Epoch milliseconds. */
  timestamp: number;
  nonce: string;
}

/** Resolves for a genuine, fresh request that was not seen before; rejects with a `SignatureError` otherwise. */
export type SignatureVerifier = (request: SignedRequest) => Promise<VerifiedSignature>;

/**
 * The other side of `createRequestSigner`. Compares in constant time, against every secret of the key.
 *
 * @throws {ConfigurationError} when there is no key, or one has no secret
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const { maxAgeMs = 300_000, clockSkewMs = 30_000, clock = systemClock } = options;
  const replayStore = options.replayStore ?? memoryReplayStore({ clock });
  const secretsOf = readKeys(options.keys);
  const imported = new Map<string, Promise<CryptoKey[]>>();

  const keysFor = (keyId: string, secrets: readonly SigningSecret[]) => {
    const keys = imported.get(keyId) ?? Promise.all(secrets.map(importHmacKey));
    imported.set(keyId, keys);
    return keys;
  };

  return async (request) => {
    const header = (part: keyof typeof signatureHeaders) => readHeader(request.headers, part);
    const [keyId, timestampText, nonce] = [header('keyId'), header('timestamp'), header('nonce')];
    const signature = header('signature').slice('v1='.length);
    const timestamp = Number(timestampText);
    const ageMs = clock.now() - timestamp;
    if (ageMs > maxAgeMs) {
      throw new SignatureError('too-old', 'the timestamp is too old', 'Sign anew for every attempt; check the clocks.');
    }
    if (ageMs < -clockSkewMs) {
      throw new SignatureError('from-the-future', 'the timestamp lies in the future', 'Check the clocks.');
    }
    const secrets = secretsOf.get(keyId);
    if (secrets === undefined) {
      throw new SignatureError('unknown-key', 'the key id is not known', 'Add the key to the option keys.');
    }
    const text = await canonicalRequest(request, { keyId, timestamp, nonce });
    const keys = await keysFor(keyId, secrets);
    // All of them, always: the time taken must not tell which one matched.
    const matches = await Promise.all(keys.map((key) => hmacMatches(key, text, signature)));
    if (!matches.includes(true)) {
      throw new SignatureError(
        'signature-mismatch',
        'method, target, body or secret differ from what was signed',
        'Verify the raw body and the target as received, before any parsing.',
      );
    }
    // After the signature: strangers must not be able to fill the store.
    if (!(await replayStore.remember(`${keyId}\n${nonce}`, maxAgeMs + clockSkewMs))) {
      throw new SignatureError('replayed', 'the nonce was used before', 'Sign anew for every attempt.');
    }
    return { keyId, timestamp, nonce };
  };
}

function readKeys(keys: SignatureVerifierOptions['keys']): Map<string, readonly SigningSecret[]> {
  const known = new Map<string, readonly SigningSecret[]>();
  for (const [keyId, value] of Object.entries(keys)) {
    const secrets = typeof value === 'string' || value instanceof Uint8Array ? [value] : value;
    if (secrets.length === 0 || secrets.some((secret) => secret.length === 0)) {
      throw new ConfigurationError(`the key "${keyId}" has no secret`, { hint: 'Set it in the option keys.' });
    }
    known.set(keyId, secrets);
  }
  if (known.size === 0) throw new ConfigurationError('the option keys is empty', { hint: 'Add a key id and secret.' });
  return known;
}

function readHeader(headers: SignedRequest['headers'], part: keyof typeof signatureHeaders): string {
  const name = signatureHeaders[part];
  const value = headers instanceof Headers ? headers.get(name) : recordHeader(headers, name);
  if (value === undefined || value === null) {
    throw new SignatureError('missing-header', `the header ${name} is missing`, 'The request was not signed.');
  }
  if (!signaturePatterns[part].test(value)) {
    throw new SignatureError('malformed-header', `the header ${name} is malformed`, 'Send it once, unchanged.');
  }
  return value;
}

function recordHeader(headers: Exclude<SignedRequest['headers'], Headers>, name: string): string | undefined {
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  return values.length === 0 ? undefined : values.join(', ');
}
