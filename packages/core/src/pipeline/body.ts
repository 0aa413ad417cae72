/** Why a body could not be used. Worded by the pipeline. */
export class BodyError extends Error {
  readonly kind: 'too-large' | 'not-utf8' | 'not-json' | 'too-deep' | 'cut-off';
  constructor(kind: BodyError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * Reads a body up to `maxBytes`, counted after decompression. `content-length` alone proves nothing: it counts the
 * compressed bytes, and chunked answers have none.
 *
 * @throws {BodyError} `too-large`, or `cut-off` when the connection ends before the body does
 */
export async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  // Cancelling is what ends the connection when the transport does not watch the signal while a body is read.
  const onAbort = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener('abort', onAbort, { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw signal.reason;
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => {});
        throw new BodyError('too-large', `the answer is larger than ${maxBytes} bytes`);
      }
      chunks.push(value);
    }
  } catch (error) {
    if (signal.aborted || error instanceof BodyError) throw error;
    throw new BodyError('cut-off', 'the connection broke before the answer was complete', { cause: error });
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** @throws {BodyError} `not-utf8` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BodyError('not-utf8', 'the answer is not valid UTF-8', { cause: error });
  }
}

/**
 * Parses JSON from an untrusted source: bounded nesting, and no key that could reach a prototype when the value is
 * copied later.
 *
 * @throws {BodyError} `not-json` or `too-deep`
 */
export function parseJson(text: string, maxDepth: number): unknown {
  if (nestingExceeds(text, maxDepth))
    throw new BodyError('too-deep', `the answer nests deeper than ${maxDepth} levels`);
  try {
    const suspicious = /__proto__|constructor|\\u/.test(text);
    return suspicious ? JSON.parse(text, dropPrototypeKeys) : JSON.parse(text);
  } catch (error) {
    throw new BodyError('not-json', describeNonJson(text), { cause: error });
  }
}

function dropPrototypeKeys(this: unknown, key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  const reachesPrototype =
    key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
  return reachesPrototype ? undefined : value;
}

/** Counts brackets outside strings, in one pass and without recursion. */
function nestingExceeds(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

function describeNonJson(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'the answer is empty where JSON was expected';
  if (start.startsWith('<')) return 'the answer is an HTML or XML page where JSON was expected';
  if (/^[[{"]/.test(start)) return 'the answer is cut off or malformed JSON';
  return 'the answer is not JSON';
}
