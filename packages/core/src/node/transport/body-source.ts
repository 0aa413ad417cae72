import type { DispatchController } from './undici.ts';

/** What a body may hold back before the connection is told to wait, in bytes. */
export const highWaterBytes = 64 * 1024;

/** The answer is larger than its reader wants. Told by its name, so that no class has to be shared. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  constructor(maxBytes: number) {
    super(`the body is larger than ${maxBytes} bytes`);
  }
}

/**
 * The bytes of one answer between the connection, which pushes, and its reader, who reads the whole or a stream. A
 * small answer is complete before its reader asks, and then costs neither a stream nor a wait.
 */
export class BodySource {
  readonly #controller: DispatchController;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #ended = false;
  #error: { reason: unknown } | undefined;
  /** Called when something changed and a reader waits for it. */
  #wake: (() => void) | undefined;
  #maxBytes = Number.POSITIVE_INFINITY;
  #wantsAll = false;
  #onSettled: (() => void) | undefined;

  constructor(controller: DispatchController) {
    this.#controller = controller;
  }

  /** Called once when the last byte has arrived or none will; at once when that has happened. */
  set onSettled(callback: () => void) {
    if (this.#ended || this.#error !== undefined) callback();
    else this.#onSettled = callback;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.byteLength;
    if (this.#wantsAll) {
      if (this.#held > this.#maxBytes) this.cancel(new BodyTooLarge(this.#maxBytes));
    } else if (this.#wake !== undefined) this.#notify();
    else if (this.#held > highWaterBytes) this.#controller.pause();
  }

  end(): void {
    this.#ended = true;
    this.#onSettled?.();
    this.#notify();
  }

  fail(reason: unknown): void {
    if (!this.#ended) this.#spoil(reason);
  }

  /** Everything, once it is there. Rejects with `BodyTooLarge`, and gives the connection up, beyond `maxBytes`. */
  readAll(maxBytes: number): Promise<Uint8Array> {
    this.#maxBytes = maxBytes;
    if (this.#held > maxBytes) this.cancel(new BodyTooLarge(maxBytes));
    if (this.#error !== undefined) return Promise.reject(this.#error.reason);
    if (this.#ended) return Promise.resolve(this.#take());
    this.#wantsAll = true;
    this.#controller.resume();
    return new Promise((resolve, reject) => {
      this.#wake = () => (this.#error === undefined ? resolve(this.#take()) : reject(this.#error.reason));
    });
  }

  /** The next chunk, or `undefined` at the end. One reader at a time. */
  readChunk(): Promise<Uint8Array | undefined> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#held -= chunk.byteLength;
      return Promise.resolve(chunk);
    }
    if (this.#error !== undefined) return Promise.reject(this.#error.reason);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#wake = () => this.readChunk().then(resolve, reject);
      this.#controller.resume();
    });
  }

  /** Drops what has arrived and gives the connection up if more is to come. */
  cancel(reason: unknown): void {
    this.#spoil(reason);
    if (!this.#ended) this.#controller.abort(reason);
  }

  #spoil(reason: unknown): void {
    if (this.#error !== undefined) return;
    this.#error = { reason };
    this.#chunks = [];
    this.#onSettled?.();
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #take(): Uint8Array {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  }
}
