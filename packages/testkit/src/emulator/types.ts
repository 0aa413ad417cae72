import type { Clock } from '@headwater/core';
import type { FaultScript } from './faults.ts';

/** A request as a handler sees it. */
export interface EmulatorRequest {
  readonly method: string;
  /** The path below the service's base URL, still percent-encoded. */
  readonly path: string;
  /** Values of the `:name` parts of the route's path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly bodyText: string;
  /** The body as JSON; throws a `SyntaxError` when it is not JSON. */
  json(): unknown;
  readonly clock: Clock;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** What a handler answers: exactly one of `json`, `text` and `chunks`, or no body at all. */
export interface EmulatorReply {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** A streamed body, for example server-sent events. Sent as it is produced, without a length. */
  chunks?: Iterable<string> | AsyncIterable<string>;
}

export type EmulatorHandler = (request: EmulatorRequest) => EmulatorReply | Promise<EmulatorReply>;

export interface EmulatorRoute {
  method: string;
  /** `/paper/:id/citations`; a last part `:name*` takes the rest of the path, slashes included. */
  path: string;
  handler: EmulatorHandler;
  /** Name of the rate limit a request counts against, which may depend on its key; without one it is not limited. */
  limit?: string | ((request: EmulatorRequest) => string | undefined);
}

/** At most `requests` in any window of `perMs` milliseconds. */
export interface RateRule {
  requests: number;
  perMs: number;
}

/**
 * Which limits the emulator enforces: the service's published ones, the sandbox's 1,000 requests per second, none, one
 * rule for all, or a rule by limit name (names left out keep the published rule).
 */
export type EmulatorLimits = 'published' | 'sandbox' | 'unlimited' | RateRule | Readonly<Record<string, RateRule>>;

/** Settings every emulator takes. */
export interface EmulatorSettings {
  /** @default 'published' */
  limits?: EmulatorLimits;
  /** Time before each answer, in milliseconds on the emulator's clock. @default 0 */
  latencyMs?: number;
  /** @default the machine's clock */
  clock?: Clock;
  /** Seed of the faults' dice and of made-up ids. @default 1 */
  seed?: number;
}

/** The definition of one emulated service. */
export interface EmulatorDefinition extends EmulatorSettings {
  /** For example `exa`. */
  name: string;
  /** The real service's base URL, for example `https://api.exa.ai`; `fetch` answers below it only. */
  baseUrl: string;
  routes: readonly EmulatorRoute[];
  /** The published limits by name. */
  publishedLimits?: Readonly<Record<string, RateRule>>;
  /** Who is being limited: a key or an address. `undefined` exempts the request. @default one caller */
  limitKey?: (request: EmulatorRequest, limit: string) => string | undefined;
  /** Runs before the route, for example to check the key. An answer ends the request. */
  before?: (request: EmulatorRequest) => EmulatorReply | undefined | Promise<EmulatorReply | undefined>;
  /** The service's own shape of an error it makes: 404, 405, 429, 500 and injected statuses. */
  errorReply?: (error: EmulatorError, request: EmulatorRequest) => EmulatorReply;
  /** Headers added to every answer a handler gives. */
  replyHeaders?: (request: EmulatorRequest, status: number) => Record<string, string>;
  /** Called by `reset()`, for handlers that keep state. */
  onReset?: () => void;
}

export interface EmulatorError {
  status: number;
  reason: 'not-found' | 'method-not-allowed' | 'rate-limited' | 'handler-failed' | 'fault';
  /** For `rate-limited`: time until the next request would pass, in milliseconds. */
  retryAfterMs?: number;
}

/** What the emulator received, in order of arrival. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
  /** Arrival in epoch milliseconds of the emulator's clock. */
  readonly at: number;
  readonly transport: 'fetch' | 'socket' | 'msw';
  /** Status sent; absent as long as, or if, none was. */
  readonly status?: number;
  /** Name of the fault that was applied. */
  readonly fault?: string;
  /** The client went away before the last byte of the answer. */
  readonly aborted: boolean;
  /** The answer was sent to its end. */
  readonly finished: boolean;
}

export interface EmulatorServer {
  /** Base URL to give a client, without a trailing slash. */
  readonly url: string;
  /** Open TCP connections. */
  readonly connections: number;
  /** Closes the port and every connection. Idempotent. */
  close(): Promise<void>;
}

/** The part of the `msw` module that `mswHandlers` needs. */
export interface MswModule<Handler> {
  http: { all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler };
}

export interface Emulator {
  readonly name: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Answers in-process. Rejects like the real `fetch`: the signal's reason on abort, `TypeError` on a network fault. */
  readonly fetch: typeof globalThis.fetch;
  /** Faults to inject. */
  readonly faults: FaultScript;
  readonly requests: readonly ReceivedRequest[];
  /** Serves the same definition on a real port (Node only). @default a free port on 127.0.0.1 */
  listen(options?: { port?: number; host?: string }): Promise<EmulatorServer>;
  /** The same definition for Mock Service Worker: `setupServer(...emulator.mswHandlers(await import('msw')))`. */
  mswHandlers<Handler>(msw: MswModule<Handler>): Handler[];
  /** Forgets requests, faults, limits used and the service's own state. */
  reset(): void;
}
