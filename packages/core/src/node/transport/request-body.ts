/** A body as it goes on the wire. */
export interface RequestBody {
  /** Bytes can be sent again after a redirect; a stream cannot. */
  readonly content: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly replayable: boolean;
  /** Absent: chunked. */
  readonly length?: number;
  /** What the kind of body says about itself, used unless the caller sets the header. */
  readonly contentType?: string | undefined;
}

/**
 * Turns a body of any kind `fetch` takes into what undici sends.
 *
 * @throws {TypeError} for a stream without `duplex: 'half'`, or a stream in use
 */
export async function encodeBody(body: unknown, duplex: unknown): Promise<RequestBody> {
  if (body instanceof URLSearchParams) {
    const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
    return { content: body.toString(), replayable: true, contentType };
  }
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) {
    return { content: new Uint8Array(body.slice(0) as ArrayBuffer), replayable: true };
  }
  if (ArrayBuffer.isView(body)) {
    // A copy, as fetch makes one: the caller may go on writing into it.
    return { content: new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice(), replayable: true };
  }
  if (body instanceof Blob) {
    const contentType = body.type === '' ? undefined : body.type;
    if (body.size === 0) return { content: new Uint8Array(), replayable: true, contentType };
    const content = { [Symbol.asyncIterator]: () => body.stream()[Symbol.asyncIterator]() };
    return { content, replayable: true, length: body.size, contentType };
  }
  if (body instanceof FormData) {
    const encoded = new Response(body);
    const contentType = encoded.headers.get('content-type') ?? undefined;
    return { content: new Uint8Array(await encoded.arrayBuffer()), replayable: true, contentType };
  }
  if (isAsyncIterable(body)) {
    if (duplex !== 'half') throw new TypeError("a body that is a stream needs the option duplex: 'half'");
    if (body instanceof ReadableStream && body.locked) throw new TypeError('the body is a stream that is in use');
    return { content: bytesOnly(body), replayable: false };
  }
  return encodeText(String(body));
}

export function encodeText(text: string): RequestBody {
  return { content: text, replayable: true, contentType: 'text/plain;charset=UTF-8' };
}

function isAsyncIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function* bytesOnly(body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body that is a stream must yield Uint8Array chunks');
    yield chunk;
  }
}
