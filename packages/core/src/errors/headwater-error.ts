import { redactText, safeCause } from '../security/redact.ts';

/** The closed list of things that can go wrong. Branch on `code`; messages may change. */
export type ErrorCode =
  | 'configuration'
  | 'authentication'
  | 'permission'
  | 'not-found'
  | 'invalid-request'
  | 'rate-limited'
  | 'quota-exhausted'
  | 'timeout'
  | 'cancelled'
  | 'network'
  | 'upstream'
  | 'circuit-open'
  | 'overloaded'
  | 'response-invalid'
  | 'budget-exhausted'
  | 'unsafe-url';

export interface ErrorDetails {
  /** The provider's name; absent for errors of the core itself. */
  provider?: string | undefined;
  /** The operation, for example `search`. */
  operation?: string | undefined;
  /** Overrides the default of the error's kind. */
  retryable?: boolean | undefined;
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** HTTP status of the answer, when there was one. */
  status?: number | undefined;
  /** The vendor's id of the request, for a support ticket. */
  requestId?: string | undefined;
  /** The vendor's own error tag, for example `NO_MORE_CREDITS`. */
  vendorCode?: string | undefined;
  /** Requests that were sent for this call. @default 0 */
  attempts?: number | undefined;
  /** What to do next. */
  hint?: string | undefined;
  cause?: unknown;
  /** Strings that must appear nowhere in the error. */
  secrets?: readonly string[] | undefined;
}

/** A service's own words stand in messages: they must not begin a line of a log, colour a terminal or turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const unprintable = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

function oneLine(text: string): string {
  return text.replace(unprintable, ' ');
}

const brand = Symbol.for('@headwater/core/error@1');

/**
 * Base of every error this project throws. Built without secrets: message, hint and cause are redacted when the error is
 * made, and no request object is ever held. `toJSON()` is safe to log and safe to show to a model.
 */
export class HeadwaterError extends Error {
  readonly code: ErrorCode;
  readonly provider: string | undefined;
  readonly operation: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly vendorCode: string | undefined;
  readonly attempts: number;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const clean = (text: string) => oneLine(redactText(text, details.secrets));
    const place = [details.provider && `[${details.provider}]`, details.operation && `${details.operation}:`];
    super(clean([...place, message].filter(Boolean).join(' ')));
    if (details.cause !== undefined) {
      Object.defineProperty(this, 'cause', {
        value: safeCause(details.cause, details.secrets),
        configurable: true,
        writable: true,
      });
    }
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.provider = details.provider;
    this.operation = details.operation;
    this.retryable = details.retryable ?? retryableByDefault.has(code);
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    this.requestId = details.requestId === undefined ? undefined : clean(details.requestId);
    this.vendorCode = details.vendorCode === undefined ? undefined : clean(details.vendorCode);
    this.attempts = details.attempts ?? 0;
    this.hint = details.hint === undefined ? undefined : clean(details.hint);
    this.name = new.target.name;
  }

  /** True for errors of any installed copy of this package. */
  static isInstance(value: unknown): value is HeadwaterError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  }

  toJSON(): Record<string, unknown> {
    const { name, code, message, provider, operation, retryable, retryAfterMs, status, requestId, vendorCode } = this;
    const all = { name, code, message, provider, operation, retryable, retryAfterMs, status, requestId, vendorCode };
    return Object.fromEntries(
      Object.entries({ ...all, attempts: this.attempts, hint: this.hint }).filter(([, value]) => value !== undefined),
    );
  }
}

const retryableByDefault: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate-limited',
  'timeout',
  'network',
  'upstream',
  'circuit-open',
  'overloaded',
]);
