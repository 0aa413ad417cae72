import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { BodySource } from './body-source.ts';
import type { DispatchController } from './undici.ts';

/** More codings than this, one in another, is an attack. */
const maxCodings = 5;

// Brotli and zstd over TLS only, as browsers do: some boxes in the middle of plain connections damage what they do not know.
const plainCodings = 'gzip, deflate';
const tlsCodings = typeof zlib.createZstdDecompress === 'function' ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** What a request says it can read. */
export const acceptedCodings = (protocol: string): string => (protocol === 'https:' ? tlsCodings : plainCodings);

type MakeDecoder = (firstByte: number) => Transform;

const gunzip: MakeDecoder = () => zlib.createGunzip();
const decoders: Readonly<Record<string, MakeDecoder | undefined>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // "deflate" means zlib's format, and raw deflate is what some servers send; the first byte tells them apart.
  deflate: (firstByte) => ((firstByte & 0x0f) === 0x08 ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  zstd: typeof zlib.createZstdDecompress === 'function' ? () => zlib.createZstdDecompress() : undefined,
};

/**
 * The codings of an answer in the order in which they are undone. Empty when there are none, or one is unknown: the
 * body is handed on as it came then, as `fetch` does.
 *
 * @throws {Error} for more codings than make sense
 */
export function readCodings(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const codings = String(header)
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > maxCodings) throw new Error(`more than ${maxCodings} content codings`);
  return codings.every((coding) => Object.hasOwn(decoders, coding) && decoders[coding]) ? codings.reverse() : [];
}

/** Where an exchange puts the bytes of an answer. */
export interface BodySink {
  readonly source: BodySource;
  push(chunk: Uint8Array): void;
  end(): void;
  fail(reason: unknown): void;
}

/** Undoes the codings of a body on its way to the reader. A malformed or cut-off body is an error, not a shorter one. */
export function decodingSink(codings: readonly string[], connection: DispatchController): BodySink {
  const stages: Transform[] = [];
  const give = (reason: unknown) => {
    source.fail(reason);
    for (const stage of stages) stage.destroy();
    connection.abort(reason);
  };
  const source = new BodySource({
    abort: give,
    pause: () => stages.at(-1)?.pause(),
    resume: () => stages.at(-1)?.resume(),
  });
  const start = (firstByte: number) => {
    for (const coding of codings) stages.push((decoders[coding] as MakeDecoder)(firstByte));
    for (const [index, stage] of stages.entries()) {
      const next = stages[index + 1];
      stage.on('error', (cause) => give(new TypeError('terminated', { cause })));
      if (next !== undefined) stage.pipe(next);
      else stage.on('data', (chunk: Uint8Array) => source.push(chunk)).on('end', () => source.end());
    }
    stages[0]?.on('drain', () => connection.resume());
  };
  return {
    source,
    push(chunk) {
      if (stages.length === 0) start(chunk[0] as number);
      if (stages[0]?.write(chunk) === false) connection.pause();
    },
    end() {
      // An empty body is no malformed one: some servers name a coding and send nothing.
      if (stages.length === 0) source.end();
      else stages[0]?.end();
    },
    fail(reason) {
      source.fail(reason);
      for (const stage of stages) stage.destroy();
    },
  };
}
