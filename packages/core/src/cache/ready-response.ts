type Bytes = Uint8Array<ArrayBuffer>;

type ReadyResponseClass = new (bytes: Bytes, init: ResponseInit) => Response;

let ReadyResponse: ReadyResponseClass | undefined;

/** Makes one. The class is made with the first: naming `Response` makes Node load all of its `fetch`, which costs 40 ms. */
export function readyResponse(bytes: Bytes, init: ResponseInit): Response {
  ReadyResponse ??= readyResponseClass();
  return new ReadyResponse(bytes, init);
}

/**
 * A response whose whole body is at hand. Runtimes read a body through a stream whatever it is made of, which for 60 KB
 * costs several times what parsing it does; the usual ways to read a body go past that here. To everything else, the
 * runtime's own code included, it is a plain response with a stream that copies the bytes when it is read.
 */
function readyResponseClass(): ReadyResponseClass {
  return class extends Response {
    readonly #bytes: Bytes;

    constructor(bytes: Bytes, init: ResponseInit) {
      super(streamOf(bytes), init);
      this.#bytes = bytes;
    }

    override async json(): Promise<any> {
      return JSON.parse(await this.text());
    }

    override async text(): Promise<string> {
      return new TextDecoder().decode(this.#take());
    }

    override async arrayBuffer(): Promise<ArrayBuffer> {
      return this.#take().slice().buffer;
    }

    override async bytes(): Promise<Bytes> {
      return this.#take().slice();
    }

    override clone(): Response {
      if (this.bodyUsed || this.body?.locked) throw unusable('cloned');
      const { status, statusText, headers } = this;
      const copy = readyResponse(this.#bytes, { status, statusText, headers });
      Object.defineProperty(copy, 'url', { value: this.url, configurable: true });
      return copy;
    }

    /** Once: afterwards the body counts as used, for the runtime too. */
    #take(): Bytes {
      if (this.bodyUsed || this.body?.locked) throw unusable('read');
      void this.body?.cancel();
      return this.#bytes;
    }
  };
}

const unusable = (how: string) => new TypeError(`the body cannot be ${how}: somebody has read it or is reading it`);

function streamOf(bytes: Bytes): ReadableStream<Bytes> {
  return new ReadableStream(
    {
      pull(controller) {
        // A reader owns what it is given, and may write into it.
        if (bytes.byteLength > 0) controller.enqueue(bytes.slice());
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
