type Bytes = Uint8Array<ArrayBuffer>;
type BodyStream = ReadableStream<Bytes>;

/**
 * A body as its reader sees it, with a copy kept on the side. `complete` gets the copy when the end was reached, and
 * only then: not of a body that broke off, was cancelled, or is larger than `maxBytes`. `ended` is called in every case.
 */
export function tapBody(
  body: BodyStream,
  maxBytes: number,
  complete: (bytes: Bytes) => void,
  ended: () => void = () => {},
): BodyStream {
  const reader = body.getReader();
  let pieces: Bytes[] | undefined = [];
  let size = 0;
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            if (pieces !== undefined) complete(join(pieces, size));
            controller.close();
            return ended();
          }
          size += value.byteLength;
          if (size > maxBytes) pieces = undefined;
          // The reader owns what it is given, and may write into it.
          pieces?.push(value.slice());
          controller.enqueue(value);
        } catch (error) {
          ended();
          throw error;
        }
      },
      async cancel(reason) {
        ended();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads a whole body, or, past `maxBytes`, gives it back as a stream that has lost nothing. */
export async function readWhole(body: BodyStream, maxBytes: number): Promise<Bytes | BodyStream> {
  const reader = body.getReader();
  const pieces: Bytes[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return join(pieces, size);
    pieces.push(value);
    size += value.byteLength;
    if (size > maxBytes) break;
  }
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const first = pieces.shift();
        if (first !== undefined) return controller.enqueue(first);
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function join(pieces: readonly Bytes[], size: number): Bytes {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
