import type { CacheOutcome } from '../contract/documents.ts';
import type { ResponseInfo } from './operation.ts';

export interface ResponseFacts {
  status: number;
  /** Or how to make them. */
  headers: Headers | (() => Headers);
  attempts: number;
  bytes: number;
  durationMs: number;
  /** Epoch milliseconds. */
  arrivedAt: number;
  cache: CacheOutcome;
  requestId?: string | undefined;
  costUsd?: number | undefined;
}

/**
 * What is known about the HTTP side of a call. A class, because what few callers look at (headers of a stored answer, the
 * time as text) is made when asked for, and accessors of a literal cost more than all the rest of a cache hit.
 */
export class CallResponse implements ResponseInfo {
  readonly status: number;
  readonly attempts: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly cache: CacheOutcome;
  declare readonly requestId?: string;
  declare readonly costUsd?: number;
  declare readonly coalesced?: true;
  readonly #arrivedAt: number;
  #headers: Headers | (() => Headers);
  #retrievedAt: string | undefined;

  constructor({ status, headers, attempts, bytes, durationMs, arrivedAt, cache, requestId, costUsd }: ResponseFacts) {
    this.status = status;
    this.attempts = attempts;
    this.bytes = bytes;
    this.durationMs = durationMs;
    this.cache = cache;
    this.#arrivedAt = arrivedAt;
    this.#headers = headers;
    if (requestId !== undefined) this.requestId = requestId;
    if (costUsd !== undefined) this.costUsd = costUsd;
  }

  get headers(): Headers {
    if (typeof this.#headers === 'function') this.#headers = this.#headers();
    return this.#headers;
  }

  get retrievedAt(): string {
    this.#retrievedAt ??= new Date(this.#arrivedAt).toISOString();
    return this.#retrievedAt;
  }

  /** Everything but the headers. */
  toJSON(): object {
    return { ...this, retrievedAt: this.retrievedAt };
  }
}

/** The same answer, for a call that joined the one it was sent for: nothing was sent or charged for it. */
export function joinedResponse(response: ResponseInfo): ResponseInfo {
  const { status, bytes, durationMs, cache, requestId, retrievedAt } = response;
  const headers = () => new Headers(response.headers);
  const arrivedAt = Date.parse(retrievedAt);
  const joined = new CallResponse({ status, headers, attempts: 0, bytes, durationMs, arrivedAt, cache, requestId });
  return Object.assign(joined, { coalesced: true as const });
}
