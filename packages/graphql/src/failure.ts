import {
  AuthenticationError,
  type HeadwaterError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  QuotaExhaustedError,
  RateLimitedError,
  UpstreamError,
  type VendorAnswer,
  type VendorErrorCode,
  type VendorFailure,
} from '@headwater/core';
import { isRecord, readErrors } from './answer.ts';
import type { GraphQLErrorEntry, GraphQLResult } from './graphql-types.ts';

/** Reads what a service means by its `errors`. `undefined` leaves them to the common meanings. */
export type ReadFailure = (errors: readonly GraphQLErrorEntry[], answer: VendorAnswer) => VendorFailure | undefined;

interface Meaning {
  code: VendorErrorCode;
  retryable?: boolean;
  hint?: string;
}

const throttled: Meaning = { code: 'rate-limited' };
const invalid: Meaning = { code: 'invalid-request' };
/** Said in a 200 mostly, from which nobody could tell that trying again helps. */
const failed: Meaning = { code: 'upstream', retryable: true, hint: 'The service failed; try again later.' };

/** Tags that servers share by convention, in `extensions.code` or `type`. The set is open. */
const byTag: Readonly<Record<string, Meaning>> = {
  UNAUTHENTICATED: { code: 'authentication', hint: 'Check the option apiKey.' },
  FORBIDDEN: { code: 'permission' },
  INSUFFICIENT_SCOPES: { code: 'permission', hint: 'Give the key the scopes that the message names.' },
  NOT_FOUND: { code: 'not-found' },
  RATE_LIMITED: throttled,
  RATE_LIMIT_EXCEEDED: throttled,
  THROTTLED: throttled,
  TOO_MANY_REQUESTS: throttled,
  QUOTA_EXCEEDED: { code: 'quota-exhausted' },
  INTERNAL_SERVER_ERROR: failed,
  SERVICE_UNAVAILABLE: failed,
  TIMEOUT: failed,
  BAD_USER_INPUT: invalid,
  GRAPHQL_PARSE_FAILED: invalid,
  GRAPHQL_VALIDATION_FAILED: invalid,
  PERSISTED_QUERY_NOT_FOUND: invalid,
  PERSISTED_QUERY_NOT_SUPPORTED: invalid,
};

const byStatus: Readonly<Record<number, Meaning>> = {
  401: { code: 'authentication', hint: 'Check the option apiKey.' },
  403: { code: 'permission' },
  404: { code: 'not-found' },
  429: throttled,
};

/** Some servers say it in the message alone. */
const persistedMessages: Readonly<Record<string, string>> = {
  PersistedQueryNotFound: 'PERSISTED_QUERY_NOT_FOUND',
  PersistedQueryNotSupported: 'PERSISTED_QUERY_NOT_SUPPORTED',
};

export function tagOf({ extensions, type, message }: GraphQLErrorEntry): string | undefined {
  const code = extensions?.code;
  return persistedMessages[message] ?? (typeof code === 'string' ? code : type);
}

const shownText = 300;

function meaningOf(errors: readonly GraphQLErrorEntry[], answer: VendorAnswer): VendorFailure {
  const tags = errors.map(tagOf);
  const place = tags.findIndex((tag) => tag !== undefined && Object.hasOwn(byTag, tag));
  const tag = tags[Math.max(0, place)];
  const known = place < 0 ? byStatus[answer.status] : byTag[tag as string];
  const { code, retryable, hint } = known ?? (answer.status >= 500 ? failed : invalid);
  const more = errors.length - 1;
  const message = (errors[Math.max(0, place)]?.message ?? '').slice(0, shownText);
  return {
    code,
    message: more > 0 ? `${message} (and ${more} more)` : message,
    ...(tag === undefined ? {} : { vendorCode: tag }),
    ...(retryable === undefined ? {} : { retryable }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Failures that say nothing about the fields asked for: an answer of nulls beside them is no answer. */
const ofTheWhole: ReadonlySet<VendorErrorCode> = new Set(['rate-limited', 'quota-exhausted', 'upstream']);

/**
 * Finds the failure inside a 200: `errors` without data, and limits or faults of the service beside nothing but nulls.
 * Other errors beside data are not failures; they stay in the result.
 */
export function readSoftError(
  json: unknown,
  answer: VendorAnswer,
  readFailure: ReadFailure | undefined,
): VendorFailure | undefined {
  const errors = readErrors(json);
  if (errors.length === 0) return undefined;
  const { data } = json as { data?: unknown };
  const failure = readFailure?.(errors, answer) ?? meaningOf(errors, answer);
  if (!isRecord(data)) return failure;
  const holdsNothing = Object.values(data).every((value) => value === null);
  return holdsNothing && ofTheWhole.has(failure.code) ? failure : undefined;
}

/** Reads a GraphQL body with an error status; other bodies are left to their status. */
export function readHttpFailure(answer: VendorAnswer, readFailure?: ReadFailure): VendorFailure | undefined {
  const errors = readErrors(answer.json);
  if (errors.length === 0) return undefined;
  return readFailure?.(errors, answer) ?? meaningOf(errors, answer);
}

type ErrorKind = new (
  message: string,
  details: { provider: string; operation: string; vendorCode?: string | undefined; hint?: string | undefined },
) => HeadwaterError;
const kinds: Partial<Record<VendorErrorCode, ErrorKind>> = {
  authentication: AuthenticationError,
  permission: PermissionError,
  'not-found': NotFoundError,
  'rate-limited': RateLimitedError,
  'quota-exhausted': QuotaExhaustedError,
  upstream: UpstreamError,
};

/** The error of entries that cost the caller what was asked for. */
export function errorOf(
  errors: readonly GraphQLErrorEntry[],
  provider: string,
  operation: string,
  readFailure?: ReadFailure,
): HeadwaterError {
  const answer: VendorAnswer = { status: 200, headers: new Headers(), json: undefined, text: '' };
  const { code, message, vendorCode, hint } = readFailure?.(errors, answer) ?? meaningOf(errors, answer);
  return new (kinds[code] ?? InvalidRequestError)(message, { provider, operation, vendorCode, hint });
}

/**
 * The data of a result that must be whole.
 *
 * @throws {HeadwaterError} of the first error, where there are any
 */
export function wholeData<Data>({ data, errors }: GraphQLResult<Data>, provider = 'graphql'): Data {
  if (errors.length > 0) throw errorOf(errors, provider, 'query');
  return data;
}
