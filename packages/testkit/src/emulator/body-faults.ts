import type { Clock } from '@headwater/core';
import { sleep } from '../clock/sleep.ts';
import type { Fault } from './faults.ts';

export interface Payload {
  body: AsyncGenerator<Uint8Array> | undefined;
  /** Announced length in bytes; absent for a stream. */
  length?: number | undefined;
}

/** Thrown inside a body where the connection is to be cut. */
export class ConnectionCut extends Error {
  constructor() {
    super('the emulator cut the connection');
    this.name = 'ConnectionCut';
  }
}

/** Wraps a body so that it stops, stalls or crawls. The announced length stays that of the whole body. */
export function applyBodyFault(payload: Payload, fault: Fault | undefined, clock: Clock, signal: AbortSignal): Payload {
  const { body, length } = payload;
  if (!body || !fault) return payload;
  if (fault.kind === 'truncated-body') {
    const limit = fault.afterBytes ?? half(length);
    return { length, body: endAfter(body, limit, () => Promise.reject(new ConnectionCut())) };
  }
  if (fault.kind === 'stalled-body') {
    const limit = fault.afterBytes ?? half(length);
    return { length, body: endAfter(body, limit, () => sleep(clock, Number.POSITIVE_INFINITY, signal)) };
  }
  if (fault.kind === 'slow-body') {
    return { length, body: crawl(body, fault.chunkBytes ?? 64, () => sleep(clock, fault.everyMs, signal)) };
  }
  return payload;
}

/** Half of a body whose length is known; of a stream, no more than its first byte. */
function half(length: number | undefined): number {
  return length === undefined ? 1 : Math.floor(length / 2);
}

async function* endAfter(
  body: AsyncGenerator<Uint8Array>,
  limit: number,
  end: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let left = limit;
  for await (const chunk of body) {
    const piece = chunk.subarray(0, left);
    if (piece.length > 0) yield piece;
    left -= piece.length;
    if (left <= 0) break;
  }
  await end();
}

async function* crawl(
  body: AsyncGenerator<Uint8Array>,
  size: number,
  pause: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += size) {
      await pause();
      yield chunk.subarray(start, start + size);
    }
  }
}
