import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { HeadwaterError } from '../errors/headwater-error.ts';
import { NetworkError, ResponseInvalidError } from '../errors/kinds.ts';

/** Bounds a request from its look-up to the last byte. */
export interface TimeLimit {
  signal: AbortSignal;
  end(): void;
}

interface ResponseFacts {
  url: URL;
  method: string;
  redirected: boolean;
  maxResponseBytes: number;
  limit: TimeLimit;
}

const decoders: Record<string, (firstByte: number) => zlib.Gunzip | zlib.BrotliDecompress> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  // Some servers leave out the wrapper the standard asks for.
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  // Not every runtime that speaks Node's modules has it.
  ...(typeof zlib.createZstdDecompress === 'function' ? { zstd: () => zlib.createZstdDecompress() } : {}),
};

export const offeredEncodings = Object.keys(decoders)
  .filter((name) => name !== 'x-gzip')
  .join(', ');

/** More layers than anybody needs are an attack. */
const maxEncodings = 3;

/** A real `Response` whose body is read from the connection as it is consumed. */
export function toResponse(message: IncomingMessage, facts: ResponseFacts): Response {
  const status = message.statusCode as number;
  const headers = new Headers();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index] as string, message.rawHeaders[index + 1] as string);
  }
  const response = new Response(bodyOf(message, headers, facts), {
    status: status >= 200 && status <= 599 ? status : refuse(message, `the status ${status} is none of HTTP`),
    statusText: message.statusMessage ?? '',
    headers,
  });
  // What a constructor cannot set.
  const url = new URL(facts.url);
  url.hash = '';
  return Object.defineProperties(response, {
    url: { value: url.href, enumerable: true },
    redirected: { value: facts.redirected, enumerable: true },
  });
}

function bodyOf(message: IncomingMessage, headers: Headers, facts: ResponseFacts): ReadableStream<Uint8Array> | null {
  const { method, maxResponseBytes, limit } = facts;
  if (method === 'HEAD' || [204, 205, 304].includes(message.statusCode as number)) {
    message.destroy();
    limit.end();
    return null;
  }
  const encodings = (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > maxEncodings) refuse(message, `the body is compressed ${encodings.length} times`);
  const decodable = encodings.every((name) => Object.hasOwn(decoders, name));
  if (encodings.length === 0 && Number(headers.get('content-length')) > maxResponseBytes) {
    refuse(message, tooLarge(maxResponseBytes));
  }
  let source: AsyncIterable<Uint8Array> = message;
  if (decodable) for (const name of encodings.reverse()) source = decode(source, name, message);
  return limitedStream(source, message, facts);
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  name: string,
  message: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  // An empty body has nothing to decompress, whatever its header says.
  if (first.done) return;
  async function* all() {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  const decoder = (decoders[name] as (typeof decoders)[string])(first.value[0] as number);
  try {
    // Its error reaches the loop below through the decoder.
    yield* pipeline(Readable.from(all()), decoder, () => {});
  } catch (cause) {
    if (HeadwaterError.isInstance(cause) || !message.complete) throw cause;
    throw new ResponseInvalidError(`the body is not valid ${name}`, { cause, retryable: true });
  }
}

function limitedStream(
  source: AsyncIterable<Uint8Array>,
  message: IncomingMessage,
  { maxResponseBytes, limit }: ResponseFacts,
): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let size = 0;
  let onAbort = () => {};
  const end = () => {
    limit.end();
    limit.signal.removeEventListener('abort', onAbort);
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      onAbort = () => {
        end();
        controller.error(limit.signal.reason);
        message.destroy();
      };
      limit.signal.addEventListener('abort', onAbort, { once: true });
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done) {
          end();
          controller.close();
          return;
        }
        size += value.byteLength;
        if (size > maxResponseBytes) throw new ResponseInvalidError(tooLarge(maxResponseBytes), largerHint);
        // A copy: what Node hands out may share its memory with other connections.
        controller.enqueue(new Uint8Array(value));
      } catch (thrown) {
        end();
        message.destroy();
        // Without effect when the stream was cancelled or aborted meanwhile.
        controller.error(HeadwaterError.isInstance(thrown) ? thrown : cutOff(thrown));
      }
    },
    cancel() {
      end();
      message.destroy();
    },
  });
}

const largerHint = { hint: 'Raise maxResponseBytes, or fetch less.' };

function tooLarge(maxResponseBytes: number): string {
  return `the answer is larger than ${maxResponseBytes} bytes`;
}

function cutOff(cause: unknown): NetworkError {
  return new NetworkError('the connection broke before the answer was complete', { cause });
}

function refuse(message: IncomingMessage, reason: string): never {
  message.destroy();
  throw new ResponseInvalidError(reason, largerHint);
}
