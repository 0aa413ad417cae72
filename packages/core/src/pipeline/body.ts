import type { Cancellation } from './cancellation.ts';

/** Why a body could not be used. Worded by the pipeline. */
export class BodyError extends Error {
  readonly kind: 'too-large' | 'not-utf8' | 'not-json' | 'too-deep' | 'cut-off';
  constructor(kind: BodyError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A transport that can read a body without a web stream offers it under this name. */
const readBodyKey: unique symbol = Symbol.for('@headwater/core/read-body@1');

interface DirectlyReadable {
  /** Rejects with an error named `BodyTooLarge` beyond the limit. */
  [readBodyKey]?: (maxBytes: number) => Promise<Uint8Array>;
}

/**
 * Reads a body up to `maxBytes`, counted after decompression.
 *
 * @throws {BodyError} `too-large`, or `cut-off` when the connection ends before the body does
 */
export async function readBody(response: Response, maxBytes: number, cancellation: Cancellation): Promise<Uint8Array> {
  try {
    const direct = (response as DirectlyReadable)[readBodyKey];
    if (direct !== undefined) return await direct.call(response, maxBytes);
    if (response.body === null) return new Uint8Array();
    if (sizeIsKnown(response, maxBytes)) {
      const whole = new Uint8Array(await response.arrayBuffer());
      if (whole.byteLength > maxBytes) throw tooLarge(maxBytes);
      return whole;
    }
    return await readStream(response.body, maxBytes, cancellation);
  } catch (error) {
    if (cancellation.cancelled || error instanceof BodyError) throw error;
    if ((error as Error | undefined)?.name === 'BodyTooLarge') throw tooLarge(maxBytes);
    throw new BodyError('cut-off', 'the connection broke before the answer was complete', { cause: error });
  }
}

/** HTTP holds a body to its `content-length`; after decompression it can be of any size. */
function sizeIsKnown({ headers }: Response, maxBytes: number): boolean {
  const length = headers.get('content-length');
  return length !== null && Number(length) <= maxBytes && headers.get('content-encoding') === null;
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  cancellation: Cancellation,
): Promise<Uint8Array> {
  const reader = body.getReader();
  // Cancelling is what ends the connection when the transport does not watch the signal while a body is read.
  const ignore = cancellation.onCancel((reason) => void reader.cancel(reason).catch(() => {}));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      cancellation.throwIfCancelled();
      if (done) return concatenate(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => {});
        throw tooLarge(maxBytes);
      }
      chunks.push(value);
    }
  } finally {
    ignore();
  }
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('too-large', `the answer is larger than ${maxBytes} bytes`);
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

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {BodyError} `not-utf8` */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BodyError('not-json', describeNonJson(text), { cause: error });
  }
  if (mayHoldPrototypeKeys(text)) dropPrototypeKeys(json);
  return json;
}

/**
 * The beginnings of words, because engines skip from one occurrence of the first character to the next, and short ones,
 * because they prepare for long ones: together a quarter of the time. An escape can hide either word.
 */
function mayHoldPrototypeKeys(text: string): boolean {
  return text.includes('__proto__') || text.includes('"const') || text.includes('\\u');
}

/** The nesting is bounded by now, so recursion is safe. */
function dropPrototypeKeys(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  if (Object.hasOwn(value, 'constructor')) {
    const held = (value as { constructor: unknown }).constructor as unknown;
    if (typeof held === 'object' && held !== null && Object.hasOwn(held, 'prototype')) {
      Reflect.deleteProperty(value, 'constructor');
    }
  }
  for (const item of Array.isArray(value) ? value : Object.values(value)) dropPrototypeKeys(item);
}

/** Counts brackets outside strings, in one pass and without recursion. */
function nestingExceeds(text: string, maxDepth: number): boolean {
  // As many brackets as levels are allowed cannot nest deeper, wherever they stand.
  if (occursAtMost(text, '[', maxDepth) + occursAtMost(text, '{', maxDepth) <= maxDepth) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = endOfString(text, index);
      if (index === -1) return false;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

/** How often `bracket` occurs, counted up to one more than `most`. */
function occursAtMost(text: string, bracket: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at !== -1 && count <= most; at = text.indexOf(bracket, at + 1)) count += 1;
  return count;
}

/** Where the string that begins at `start` ends, or -1. Searching for the quote passes over long texts at once. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

function describeNonJson(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'the answer is empty where JSON was expected';
  if (start.startsWith('<')) return 'the answer is an HTML or XML page where JSON was expected';
  if (/^[[{"]/.test(start)) return 'the answer is cut off or malformed JSON';
  return 'the answer is not JSON';
}
