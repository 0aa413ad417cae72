import type { Clock } from '@headwater/core';

/** What goes wrong on the way between a client and a service. */
export type ToxicAction =
  /** Every byte arrives `ms` later, give or take up to `jitterMs`. Order is kept. */
  | { kind: 'latency'; ms: number; jitterMs?: number }
  /** Nobody listens: open connections are reset, new ones refused. */
  | { kind: 'down' }
  /** At most this many bytes per second. */
  | { kind: 'bandwidth'; bytesPerSecond: number }
  /** Data pass, but the end of the connection is passed on `ms` later. */
  | { kind: 'slow-close'; ms: number }
  /** Connections are accepted and nothing ever comes through; with `ms` they are closed after that time. */
  | { kind: 'timeout'; ms?: number }
  /** The connection is reset `ms` after it was made. @default 0 */
  | { kind: 'reset'; ms?: number }
  /** Data arrive in pieces of `bytes` on average, `ms` apart. @default 0 */
  | { kind: 'slicer'; bytes: number; ms?: number }
  /** The connection is closed once this many bytes have passed. */
  | { kind: 'data-limit'; bytes: number };

/** `upstream` is from the client to the service, `downstream` back. `down` and `reset` act on the connection itself. */
export type ToxicDirection = 'upstream' | 'downstream';

export type Toxic = ToxicAction & {
  /** @default 'downstream' */
  direction?: ToxicDirection;
  /** Chance from 0 to 1 that a connection is affected, drawn from the proxy's seed. @default 1 */
  probability?: number;
};

export interface ToxicProxyOptions {
  /** Where connections lead: a URL, for example of an emulator that listens. Only host, port and path are used. */
  upstream: string;
  /** Seed of jitter, sizes and chances. @default 1 */
  seed?: number;
  /** @default the machine's clock */
  clock?: Clock;
}

export interface ToxicProxy {
  /** The upstream's URL with the proxy's own address in place of its host. */
  readonly url: string;
  readonly toxics: readonly Toxic[];
  /** Connections accepted since the proxy was made. */
  readonly accepted: number;
  /** Sockets open now, on both sides. */
  readonly openSockets: number;
  /** Replaces all toxics, for open connections as well. Resolves when they are in force. */
  set(...toxics: Toxic[]): Promise<void>;
  /** Breaks every open connection; goes on listening. Resolves when no socket is left. */
  disconnect(): Promise<void>;
  /** Stops listening and breaks every connection. Resolves when no socket is left. Idempotent. */
  close(): Promise<void>;
}
