import type { Socket } from 'node:net';
import type { Clock, TimerHandle } from '@headwater/core';
import type { Toxic } from './types.ts';

/** Bytes one direction may hold back before it stops reading, as a kernel's buffers would. */
const maxHeldBytes = 1 << 20;

export interface LinkOptions {
  from: Socket;
  to: Socket;
  clock: Clock;
  random: () => number;
  /** The toxics of this direction and connection, asked before every step. */
  toxics: () => readonly Toxic[];
  /** Ends the whole connection, orderly or not. */
  cut(how: 'close' | 'reset'): void;
}

/** One direction of one connection. */
export interface Link {
  /** Looks at the toxics again. */
  refresh(): void;
  /** Forgets everything, timers included. */
  stop(): void;
  readonly ended: boolean;
}

interface Held {
  bytes: Uint8Array;
  dueAt: number;
}

/** Carries bytes from one socket to the other, as its toxics allow. */
export function createLink(options: LinkOptions): Link {
  const { from, to, clock, random, toxics, cut } = options;
  const held: Held[] = [];
  let heldBytes = 0;
  let passedBytes = 0;
  let lastDueAt = 0;
  /** Before then nothing more leaves: a slow line is still busy with the last piece. */
  let busyUntil = 0;
  let sourceEnded = false;
  /** When the last byte had passed and the end was due. */
  let finishedAt: number | undefined;
  let stopped = false;
  let draining = false;
  let timer: TimerHandle | undefined;

  const find = <Kind extends Toxic['kind']>(kind: Kind) =>
    toxics().find((toxic) => toxic.kind === kind) as Extract<Toxic, { kind: Kind }> | undefined;

  function receive(bytes: Uint8Array): void {
    const latency = find('latency');
    const jitter = latency?.jitterMs === undefined ? 0 : (random() * 2 - 1) * latency.jitterMs;
    // Bytes of one connection never overtake each other.
    lastDueAt = Math.max(lastDueAt, clock.monotonicNow() + Math.max(0, (latency?.ms ?? 0) + jitter));
    held.push({ bytes, dueAt: lastDueAt });
    heldBytes += bytes.byteLength;
    if (heldBytes > maxHeldBytes) from.pause();
    pump();
  }

  function wait(until: number): void {
    const delayMs = Math.max(0, Math.ceil(until - clock.monotonicNow()));
    timer = clock.setTimeout(() => {
      timer = undefined;
      pump();
    }, delayMs);
  }

  function pump(): void {
    timer?.cancel();
    timer = undefined;
    if (stopped || draining || find('timeout') !== undefined) return;
    const now = clock.monotonicNow();
    const first = held[0];
    if (first === undefined) {
      if (sourceEnded) finish(now);
      return;
    }
    const dueAt = Math.max(first.dueAt, busyUntil);
    if (dueAt > now) wait(dueAt);
    else pass(first, now);
  }

  function pass(first: Held, now: number): void {
    const slicer = find('slicer');
    const bandwidth = find('bandwidth');
    const limit = find('data-limit');
    let size = first.bytes.byteLength;
    if (slicer !== undefined) size = Math.min(size, Math.max(1, Math.round(slicer.bytes * (0.5 + random()))));
    // A twentieth of a second at a time, so that a slow line drips instead of pausing for the whole piece.
    if (bandwidth !== undefined) size = Math.min(size, Math.max(1, Math.ceil(bandwidth.bytesPerSecond / 20)));
    if (limit !== undefined) size = Math.min(size, limit.bytes - passedBytes);
    if (size <= 0) {
      cut('close');
      return;
    }
    const piece = first.bytes.subarray(0, size);
    if (size === first.bytes.byteLength) held.shift();
    else first.bytes = first.bytes.subarray(size);
    heldBytes -= size;
    passedBytes += size;
    busyUntil = now + (slicer?.ms ?? 0) + (bandwidth === undefined ? 0 : (size / bandwidth.bytesPerSecond) * 1000);
    if (heldBytes <= maxHeldBytes) from.resume();
    draining = true;
    to.write(piece, () => {
      draining = false;
      if (limit !== undefined && passedBytes >= limit.bytes) cut('close');
      else pump();
    });
  }

  function finish(now: number): void {
    finishedAt ??= now;
    const endAt = finishedAt + (find('slow-close')?.ms ?? 0);
    if (endAt > now) wait(endAt);
    else to.end();
  }

  from.on('data', receive);
  from.once('end', () => {
    sourceEnded = true;
    pump();
  });

  return {
    refresh: pump,
    stop() {
      stopped = true;
      timer?.cancel();
      held.length = 0;
    },
    get ended() {
      return sourceEnded;
    },
  };
}
