import type { CallOptions } from '../contract/call.ts';
import type { CacheOutcome, SkippedItem } from '../contract/documents.ts';
import type { Schema } from '../contract/schema.ts';
import type { VendorErrorCode } from '../errors/kinds.ts';

/** `read` changes nothing; `idempotent` may be repeated; `unsafe` must reach the service at most once. */
export type OperationSafety = 'read' | 'idempotent' | 'unsafe';

/** `undefined` leaves the parameter out; `true` sends the bare name (`?openAccessPdf`). */
export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined;

/** What an operation sends, apart from what the service adds (key, user agent). */
export interface RequestParts {
  /** Replaces the operation's path, for paths with parameters. Segments must be encoded. */
  path?: string;
  query?: Readonly<Record<string, QueryValue>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
}

/** An array inside the answer whose items are checked one by one, so that a malformed one does not cost the others. */
export interface ItemsRule<Item> {
  /** Property that holds the array; `''` when the answer itself is the array. */
  at: string;
  schema: Schema<Item>;
  /** `drop` removes a malformed item; `null` keeps its place, for answers that match their request by position. */
  malformed?: 'drop' | 'null';
}

/** A failure the vendor describes: in an error answer, or inside a 200. */
export interface VendorFailure {
  code: VendorErrorCode;
  message: string;
  hint?: string;
  vendorCode?: string;
  requestId?: string;
  retryable?: boolean;
  retryAfterMs?: number;
}

export interface VendorAnswer {
  status: number;
  headers: Headers;
  /** The parsed JSON, or `undefined` when the body is not JSON. */
  json: unknown;
  /** The beginning of the body, for messages; untrusted. */
  text: string;
}

/** What every kind of endpoint says about itself. `Input` is what callers give. */
interface EndpointBase<Input> {
  /** For example `search`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the service's base URL, with a leading slash. */
  readonly path: string;
  readonly safety: OperationSafety;
  /** Whether the vendor charges for it. */
  readonly billed: boolean;
  /** Which of the plan's limits applies. @default 'default' */
  readonly costClass?: string;
  /** Guide price in US dollars, for budgets before the answer is known. @default 0 */
  readonly estimatedCostUsd?: number | ((input: Input) => number);
  /** Bound of the whole call in milliseconds, where the default of 30000 (streams: 600000) does not fit. */
  readonly timeoutMs?: number | ((input: Input) => number);
  /** Checks what the caller gave before anything is sent. */
  readonly input?: Schema<Input>;
  readonly request: (input: Input) => RequestParts;
  /** Finds a failure inside an answer, or an event, with a success status. */
  readonly softError?: (json: unknown, answer: VendorAnswer) => VendorFailure | undefined;
}

/** One endpoint that answers at once, as data. `Output` is the validated answer. */
export interface Operation<Input, Output> extends EndpointBase<Input> {
  /** @default 'json' */
  readonly response?: 'json' | 'text' | 'bytes';
  /** Bound of one attempt in milliseconds, where the service's default does not fit. */
  readonly attemptTimeoutMs?: number | ((input: Input) => number);
  /** Checks the answer. With `items`, the array is checked by `items.schema` instead. */
  readonly output: Schema<Output>;
  readonly items?: ItemsRule<unknown>;
  /** What the vendor says the call cost, in US dollars. */
  readonly cost?: (output: Output) => number | undefined;
  /**
   * How long an answer stays good when the cache is on and the service itself does not say, in milliseconds. Only for
   * `read` operations; a read-only POST is cached by its body. Absent: as long as the answer's own headers say.
   */
  readonly cacheTtlMs?: number;
}

/** One endpoint that answers with a stream of items, as data. */
export interface EventOperation<Input, Item> extends EndpointBase<Input> {
  readonly response: 'events';
  /** Server-sent events (WHATWG HTML 9.2), or one JSON value a line. */
  readonly format: 'sse' | 'ndjson';
  /** Checks each item; a malformed one is left out and counted. */
  readonly item: Schema<Item>;
  /** Makes what `item` checks out of an event's parsed data and the event: for services whose event names say something. @default the data */
  readonly toItem?: (json: unknown, event: ServerSentEvent) => unknown;
  /** Whether an event is the vendor's mark of the end, for example the data `[DONE]`. */
  readonly isEnd?: (event: ServerSentEvent) => boolean;
  /** Events that carry no item, for example a heartbeat. */
  readonly ignore?: (event: ServerSentEvent) => boolean;
  /** What an item says the call cost so far, in US dollars. The last one counts. */
  readonly cost?: (item: Item) => number | undefined;
  /** How long the first item may take, in milliseconds. @default 30000 */
  readonly firstItemTimeoutMs?: number;
  /** How long the stream may be silent between two items or comments, in milliseconds. @default 60000 */
  readonly idleTimeoutMs?: number;
  /** Longest event in characters. @default 1048576 */
  readonly maxEventLength?: number;
}

/** One event of a stream. For `ndjson`, only `data` is set. */
export interface ServerSentEvent {
  /** @default 'message' */
  type: string;
  data: string;
  id?: string;
}

/** Fixes the type parameters of an operation literal. */
export function defineOperation<Input, Output>(operation: Operation<Input, Output>): Operation<Input, Output> {
  return operation;
}

/** Fixes the type parameters of an event operation literal. */
export function defineEventOperation<Input, Item>(operation: EventOperation<Input, Item>): EventOperation<Input, Item> {
  return operation;
}

/** What is known about the HTTP side of a call. */
export interface ResponseInfo {
  status: number;
  headers: Headers;
  requestId?: string;
  /** Requests sent, retries included. */
  attempts: number;
  /** Size of the body in bytes, after decompression. */
  bytes: number;
  /** From the call to its result, in milliseconds. */
  durationMs: number;
  /** ISO 8601 time at which the answer arrived. */
  retrievedAt: string;
  costUsd?: number;
  /** Where the answer came from. A stale one is used while, or because, the service could not be asked. */
  cache: CacheOutcome;
  /** Set when another call with the same request was in flight already and its answer serves this one as well. */
  coalesced?: true;
}

export interface CallResult<Output> {
  value: Output;
  skipped: SkippedItem[];
  response: ResponseInfo;
}

export type { CallOptions };
