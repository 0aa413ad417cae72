import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';
import { budgetFailure } from '../daily-budget.ts';

type Meaning = Pick<VendorFailure, 'code' | 'hint' | 'retryable' | 'retryAfterMs'>;

const checkKey = 'Check NEWS_API_KEY or the option apiKey: NewsAPI refuses this key.';
/** NewsAPI names no wait; the developer plan's allowance comes back in steps of 12 hours. */
const halfDayMs = 43_200_000;
const spent: Meaning = {
  code: 'quota-exhausted',
  hint: 'The plan’s requests are used up: wait, turn the cache on, or raise the plan at NewsAPI. Trying again sooner only costs more.',
  retryAfterMs: halfDayMs,
};

/** https://newsapi.org/docs/errors. The set is open: an unknown code leaves it to the status. */
const byCode: Readonly<Record<string, Meaning>> = {
  apiKeyMissing: { code: 'authentication', hint: 'No key reached NewsAPI: check what removes the header X-Api-Key.' },
  apiKeyInvalid: { code: 'authentication', hint: checkKey },
  apiKeyDisabled: { code: 'authentication', hint: 'NewsAPI has disabled this key.' },
  apiKeyExhausted: spent,
  rateLimited: spent,
  parametersMissing: { code: 'invalid-request' },
  parameterInvalid: { code: 'invalid-request' },
  sourcesTooMany: { code: 'invalid-request', hint: 'At most 20 sources.' },
  sourceDoesNotExist: { code: 'invalid-request', hint: 'Take ids from sources().' },
  maximumResultsReached: {
    code: 'invalid-request',
    hint: 'The plan reads no deeper: narrow the search, or slice it by from and to.',
  },
  corsNotAllowed: {
    code: 'permission',
    hint: 'The developer plan answers browsers on localhost only: call from a server.',
  },
  userAgentMissing: {
    code: 'invalid-request',
    hint: 'Something removes the User-Agent header: NewsAPI insists on one.',
  },
  unexpectedError: { code: 'upstream', retryable: true },
};

const shownText = 200;

function parse(json: unknown): VendorFailure | undefined {
  const body = json as { status?: unknown; code?: unknown; message?: unknown } | null | undefined;
  if (typeof body !== 'object' || body === null || body.status !== 'error') return undefined;
  const vendorCode = typeof body.code === 'string' ? body.code : undefined;
  const message = typeof body.message === 'string' && body.message !== '' ? body.message : 'NewsAPI gave no reason';
  const meaning = vendorCode !== undefined && Object.hasOwn(byCode, vendorCode) ? byCode[vendorCode] : undefined;
  const tooOld = /too far in the past/i.test(message)
    ? { hint: 'The plan’s history does not reach as far back: use a later from, or set the option plan.' }
    : {};
  return {
    ...(meaning ?? ({} as Meaning)),
    message: message.slice(0, shownText),
    ...tooOld,
    ...(vendorCode === undefined ? {} : { vendorCode }),
  };
}

/** What an unknown code means follows from its status. */
const byStatus: Readonly<Record<number, VendorFailure['code']>> = {
  401: 'authentication',
  403: 'permission',
  404: 'not-found',
  429: 'rate-limited',
};
const meaningOf = (status: number) => byStatus[status] ?? (status >= 500 ? 'upstream' : 'invalid-request');

/** Reads `{ status: 'error', code, message }`. Cloudflare’s pages are left to their status. */
export function parseNewsApiFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  const own = budgetFailure(json);
  if (own !== undefined) return own;
  const failure = parse(json);
  if (failure === undefined) return undefined;
  // Whatever it calls itself: a request that was refused will be refused again.
  const contradicts = failure.code === 'upstream' && status < 500;
  return contradicts
    ? { ...failure, code: meaningOf(status), retryable: false }
    : { ...failure, code: failure.code ?? meaningOf(status) };
}

/** The same inside an answer that says 200. What nobody knows is not tried again: the day has few requests. */
export function newsApiSoftError(json: unknown): VendorFailure | undefined {
  const failure = parse(json);
  return failure && (failure.code === undefined ? { ...failure, code: 'upstream', retryable: false } : failure);
}

/** The plan reads no deeper: the list is over. */
export function isMaximumReached(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.vendorCode === 'maximumResultsReached';
}
