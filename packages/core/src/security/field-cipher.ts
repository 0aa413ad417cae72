import { ConfigurationError, InvalidRequestError, ResponseInvalidError } from '../errors/kinds.ts';
import { type Bytes, fromBase64, toBase64Url, utf8 } from './bytes.ts';
import { mapField, parseFields } from './field-paths.ts';

export interface FieldCipherOptions {
  /** AES-256 keys by id: 32 bytes, or their base64 text. Old ones stay listed for as long as they must decrypt. */
  keys: Readonly<Record<string, string | Uint8Array>>;
  /** The key new values are encrypted with. Replace it before it has encrypted 2³² values. */
  activeKeyId: string;
  /** Dotted paths of the fields, `*` for every item of an array: `patient.name`, `visits.*.note`. */
  fields: readonly string[];
}

/** Why a field could not be decrypted. */
export type FieldCipherProblem = 'not-encrypted' | 'malformed' | 'unknown-key' | 'not-authentic';

/** A field that is not what this cipher wrote there. The value itself is not shown. */
export class FieldCipherError extends ResponseInvalidError {
  readonly reason: FieldCipherProblem;
  constructor(reason: FieldCipherProblem, message: string, hint: string) {
    super(message, { hint });
    this.reason = reason;
    this.name = 'FieldCipherError';
  }
}

/** All three return a copy; what they are given stays as it is. Fields that are absent are left absent. */
export interface FieldCipher {
  /** Replaces the named fields by envelopes. Throws `InvalidRequestError` for a value that is not JSON. */
  encrypt<T>(value: T): Promise<T>;
  /** Replaces the envelopes by their values. Throws `FieldCipherError`. */
  decrypt<T>(value: T): Promise<T>;
  /** Brings every field to the active key; fields already there are checked and kept. Throws `FieldCipherError`. */
  reencrypt<T>(value: T): Promise<T>;
}

const prefix = 'hw1';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts single fields of requests, responses or records with AES-256-GCM. Each envelope names its key, carries a
 * random nonce, and is bound to the field it stands in: moved to another field it does not decrypt. Items of an array
 * share a field, so they may be reordered. An envelope's length tells the length of its value.
 *
 * @throws {ConfigurationError} for keys that are not 32 bytes, an unknown `activeKeyId`, or fields that overlap
 */
export function createFieldCipher(options: FieldCipherOptions): FieldCipher {
  const { activeKeyId } = options;
  const keys = readKeys(options.keys);
  const activeKey = keys.get(activeKeyId);
  if (activeKey === undefined) {
    throw new ConfigurationError(`there is no key "${activeKeyId}"`, { hint: 'Add it to the option keys.' });
  }
  const fields = parseFields(options.fields);

  async function seal(value: unknown, field: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: boundTo(activeKeyId, field) };
    const sealed = await crypto.subtle.encrypt(algorithm, await (activeKey as LazyKey)(), utf8(toJson(value, field)));
    return [prefix, activeKeyId, toBase64Url(nonce), toBase64Url(new Uint8Array(sealed))].join('.');
  }

  async function open(envelope: unknown, field: string): Promise<unknown> {
    const { keyId, nonce, sealed } = readEnvelope(envelope, field);
    const key = keys.get(keyId);
    if (key === undefined) {
      throw new FieldCipherError(
        'unknown-key',
        `the field ${field} was encrypted with a key that is not known ("${keyId}")`,
        'Add that key to the option keys.',
      );
    }
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: boundTo(keyId, field) };
    const plain = await crypto.subtle.decrypt(algorithm, await key(), sealed).catch(() => {
      throw new FieldCipherError(
        'not-authentic',
        `the field ${field} was changed, moved from another field, or encrypted with another key of the id "${keyId}"`,
        'Restore the value from where it was written.',
      );
    });
    return JSON.parse(new TextDecoder().decode(plain));
  }

  const all = async <T>(value: T, transform: (value: unknown, field: string) => Promise<unknown>): Promise<T> => {
    let result: unknown = value;
    for (const { name, segments } of fields) {
      result = await mapField(result, segments, (found) => transform(found, name));
    }
    return result as T;
  };

  return {
    encrypt: (value) => all(value, seal),
    decrypt: (value) => all(value, open),
    reencrypt: (value) =>
      all(value, async (envelope, field) => {
        const plain = await open(envelope, field);
        return readEnvelope(envelope, field).keyId === activeKeyId ? envelope : seal(plain, field);
      }),
  };
}

type LazyKey = () => Promise<CryptoKey>;

function readKeys(keys: FieldCipherOptions['keys']): Map<string, LazyKey> {
  const known = new Map<string, LazyKey>();
  for (const [keyId, material] of Object.entries(keys)) {
    const bytes = typeof material === 'string' ? fromBase64(material) : Uint8Array.from(material);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(keyId)) {
      throw new ConfigurationError('a key id holds characters that no key id has', {
        hint: 'Use 1 to 64 letters, digits, _ and -.',
      });
    }
    if (bytes?.length !== 32) {
      throw new ConfigurationError(`the key "${keyId}" is not 32 bytes long`, {
        hint: 'Give 32 random bytes, or their base64 text.',
      });
    }
    let imported: Promise<CryptoKey> | undefined;
    known.set(keyId, () => {
      imported ??= crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
      return imported;
    });
  }
  return known;
}

function boundTo(keyId: string, field: string): Bytes {
  return utf8(`${prefix}\n${keyId}\n${field}`);
}

function readEnvelope(envelope: unknown, field: string): { keyId: string; nonce: Bytes; sealed: Bytes } {
  if (typeof envelope !== 'string' || !envelope.startsWith(`${prefix}.`)) {
    throw new FieldCipherError(
      'not-encrypted',
      `the field ${field} does not hold an envelope of this cipher`,
      'Encrypt it first, or take it off the option fields.',
    );
  }
  const [, keyId = '', nonceText = '', sealedText = '', ...rest] = envelope.split('.');
  const nonce = fromBase64(nonceText);
  const sealed = fromBase64(sealedText);
  if (rest.length > 0 || nonce?.length !== nonceBytes || sealed === undefined || sealed.length < tagBytes) {
    throw new FieldCipherError(
      'malformed',
      `the envelope in the field ${field} is cut off or malformed`,
      'Restore the value from where it was written.',
    );
  }
  return { keyId, nonce, sealed };
}

function toJson(value: unknown, field: string): string {
  const refuse = (cause?: unknown) =>
    new InvalidRequestError(`the field ${field} holds a value that is not JSON`, {
      hint: 'Nothing was encrypted. Use null, booleans, finite numbers, strings, arrays and plain objects.',
      cause,
    });
  try {
    return JSON.stringify(value, (_key, item) => {
      const lost =
        typeof item === 'number' ? !Number.isFinite(item) : /^(undefined|function|symbol)$/.test(typeof item);
      if (lost) throw refuse();
      return item;
    });
  } catch (error) {
    // A cycle or a bigint, of which JSON knows neither.
    throw error instanceof InvalidRequestError ? error : refuse(error);
  }
}
