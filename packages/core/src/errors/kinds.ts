import { type ErrorCode, type ErrorDetails, HeadwaterError } from './headwater-error.ts';

/** A setting is missing or wrong; nothing was sent. */
export class ConfigurationError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('configuration', message, details);
  }
}

/** The service does not know the key. */
export class AuthenticationError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('authentication', message, details);
  }
}

/** The key is known but not allowed to do this. */
export class PermissionError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('permission', message, details);
  }
}

export class NotFoundError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('not-found', message, details);
  }
}

/** The request breaks the service's rules, or ours before it was sent. */
export class InvalidRequestError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('invalid-request', message, details);
  }
}

/** Too many requests, said by the service (429) or foreseen by our own pacing. */
export class RateLimitedError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('rate-limited', message, details);
  }
}

/** Credits, plan or daily allowance are used up; waiting a moment does not help. */
export class QuotaExhaustedError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('quota-exhausted', message, details);
  }
}

/** One attempt (`scope: 'attempt'`) or the whole call (`scope: 'deadline'`) took too long. */
export class TimeoutError extends HeadwaterError {
  readonly scope: 'attempt' | 'deadline';
  constructor(message: string, details: ErrorDetails & { scope: 'attempt' | 'deadline' }) {
    super('timeout', message, { retryable: details.scope === 'attempt', ...details });
    this.scope = details.scope;
  }
}

/** The caller's signal was aborted, or the adapter was disposed. */
export class CancelledError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('cancelled', message, details);
  }
}

/** The service could not be reached, or the connection broke. */
export class NetworkError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('network', message, details);
  }
}

/** The service answered that it failed (5xx). */
export class UpstreamError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('upstream', message, details);
  }
}

/** The service failed often enough to be left alone for a while; nothing was sent. */
export class CircuitOpenError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('circuit-open', message, details);
  }
}

/** Our own queue is full; nothing was sent. */
export class OverloadedError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('overloaded', message, details);
  }
}

/** The answer is not what the service promises: not JSON, cut off, too large, or of another shape. */
export class ResponseInvalidError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('response-invalid', message, details);
  }
}

/** The caller's own budget has nothing left; nothing was sent. */
export class BudgetExhaustedError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('budget-exhausted', message, details);
  }
}

/** A URL that must not be fetched on behalf of a model or a user. */
export class UnsafeUrlError extends HeadwaterError {
  constructor(message: string, details?: ErrorDetails) {
    super('unsafe-url', message, details);
  }
}

/** Kinds a vendor's answer can be translated to. */
export type VendorErrorCode = Exclude<
  ErrorCode,
  'configuration' | 'timeout' | 'cancelled' | 'circuit-open' | 'budget-exhausted' | 'unsafe-url'
>;

const vendorKinds: Record<VendorErrorCode, new (message: string, details?: ErrorDetails) => HeadwaterError> = {
  authentication: AuthenticationError,
  permission: PermissionError,
  'not-found': NotFoundError,
  'invalid-request': InvalidRequestError,
  'rate-limited': RateLimitedError,
  'quota-exhausted': QuotaExhaustedError,
  network: NetworkError,
  upstream: UpstreamError,
  overloaded: OverloadedError,
  'response-invalid': ResponseInvalidError,
};

/** Makes the error of a kind that is known only at run time. */
export function vendorError(code: VendorErrorCode, message: string, details: ErrorDetails): HeadwaterError {
  return new vendorKinds[code](message, details);
}
