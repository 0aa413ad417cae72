import { type BodySource, BodyTooLarge, highWaterBytes } from './body-source.ts';
import { NodeHeaders, type ParsedHeaders } from './response-headers.ts';

/** Reads the whole body up to a number of bytes, without streams: the pipeline's short way. */
export const readBody: unique symbol = Symbol.for('@headwater/core/read-body@1') as never;

/** What is known of an answer when its headers have arrived. */
export interface ResponseHead {
  status: number;
  statusText: string;
  headers: ParsedHeaders;
  url: URL;
  redirected: boolean;
  /** Absent for answers that have none: to HEAD, 204, 205, 304. */
  source: BodySource | undefined;
}

/** When a response or its stream is forgotten unread, the connection that waits for its reader is given up. */
const forgotten = new FinalizationRegistry<BodySource>((source) => {
  source.cancel(new Error('the response was dropped before its body was read'));
});

const used = () => new TypeError('the body has been read already');

/**
 * A `Response` that is not built before something needs it. Reading the whole body as text, JSON or bytes needs neither
 * streams nor a real `Response`; whatever else is asked goes to a real one made at that moment.
 */
export class NodeResponse {
  readonly #head: ResponseHead;
  #headers: NodeHeaders | undefined;
  /** The real one, once it was needed. From then on it owns the body. */
  #native: Response | undefined;
  #used = false;

  constructor(head: ResponseHead, native?: Response) {
    this.#head = head;
    this.#native = native;
    // A short body is never held back, so that nothing waits for its reader.
    const short = Number(head.headers['content-length']) <= highWaterBytes && !head.headers['content-encoding'];
    if (head.source !== undefined && native === undefined && !short) forgotten.register(this, head.source, this);
  }

  get status(): number {
    return this.#head.status;
  }

  get statusText(): string {
    return this.#head.statusText;
  }

  get ok(): boolean {
    return this.#head.status >= 200 && this.#head.status <= 299;
  }

  get headers(): Headers {
    this.#headers ??= new NodeHeaders(this.#head.headers);
    return this.#headers as unknown as Headers;
  }

  get url(): string {
    const { href, hash } = this.#head.url;
    return hash === '' ? href : href.slice(0, -hash.length);
  }

  get redirected(): boolean {
    return this.#head.redirected;
  }

  get type(): ResponseType {
    return 'basic';
  }

  get body(): Response['body'] {
    if (this.#head.source === undefined) return null;
    // After it was read in one go there is nothing to stream, but `body` stays an object, as it does in `fetch`.
    return this.#whole().body;
  }

  get bodyUsed(): boolean {
    return this.#native?.bodyUsed ?? this.#used;
  }

  clone(): Response {
    if (this.#used) throw used();
    const copy = new NodeResponse(this.#head, this.#whole().clone());
    return copy as unknown as Response;
  }

  async text(): Promise<string> {
    if (this.#native !== undefined) return this.#native.text();
    return decode(await this.#readAll());
  }

  async json(): Promise<unknown> {
    if (this.#native !== undefined) return this.#native.json();
    return JSON.parse(decode(await this.#readAll()));
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#native !== undefined) return this.#native.arrayBuffer();
    // Copied: what arrived may share its memory with other answers.
    return new Uint8Array(await this.#readAll()).slice().buffer as ArrayBuffer;
  }

  async blob(): Promise<Blob> {
    return this.#whole().blob();
  }

  async formData(): Promise<FormData> {
    return this.#whole().formData();
  }

  /** @throws {BodyTooLarge} beyond `maxBytes`; the connection is given up then */
  async [readBody](maxBytes: number): Promise<Uint8Array> {
    const { source, headers } = this.#head;
    if (this.#native !== undefined) return readNative(this.#native, maxBytes);
    if (source !== undefined && !headers['content-encoding'] && Number(headers['content-length']) > maxBytes) {
      source.cancel(new BodyTooLarge(maxBytes));
    }
    return this.#readAll(maxBytes);
  }

  #readAll(maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const { source } = this.#head;
    if (source === undefined) return Promise.resolve(new Uint8Array());
    if (this.#used) return Promise.reject(used());
    this.#used = true;
    forgotten.unregister(this);
    return source.readAll(maxBytes);
  }

  #whole(): Response {
    if (this.#native !== undefined) return this.#native;
    const { source, headers } = this.#head;
    const type = headers['content-type'];
    const init = type === undefined ? {} : { headers: { 'content-type': String(type) } };
    if (source === undefined) this.#native = new Response(null, init);
    else if (this.#used) {
      this.#native = new Response(new ReadableStream(), init);
      void this.#native.body?.cancel();
    } else {
      forgotten.unregister(this);
      const stream = streamOf(source);
      forgotten.register(stream, source);
      this.#native = new Response(stream, init);
    }
    return this.#native;
  }
}

/**
 * Makes ours `instanceof Response` and `instanceof Headers`, without the cost of their constructors. Touching those names
 * loads Node's own fetch, which takes tens of milliseconds: an import must not.
 */
export function joinPlatformClasses(): void {
  Object.setPrototypeOf(NodeResponse.prototype, Response.prototype);
  Object.setPrototypeOf(NodeHeaders.prototype, Headers.prototype);
}

function streamOf(source: BodySource): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const chunk = await source.readChunk();
      if (chunk !== undefined) {
        // Copied: a byte stream takes its memory over, and what arrived may share it with other answers.
        if (chunk.byteLength > 0) controller.enqueue(new Uint8Array(chunk));
        return;
      }
      controller.close();
      // A reader that brought its own buffer gets it back.
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => source.cancel(reason),
  });
}

async function readNative(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  if (response.bodyUsed || response.body.locked) throw used();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (size > maxBytes) throw new BodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** UTF-8 as `fetch` reads it: a byte order mark is dropped, a malformed byte is replaced. */
function decode(bytes: Uint8Array): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString('utf8');
}
