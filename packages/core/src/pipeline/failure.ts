import type { ErrorDetails, HeadwaterError } from '../errors/headwater-error.ts';
import { type VendorErrorCode, vendorError } from '../errors/kinds.ts';
import { readRetryAfter } from '../resilience/retry-after.ts';
import type { VendorAnswer, VendorFailure } from './operation.ts';

interface StatusMeaning {
  code: VendorErrorCode;
  hint?: string;
  retryable?: boolean;
}

/** What an HTTP status means where the vendor's body does not say it better. */
const byStatus: Readonly<Record<number, StatusMeaning>> = {
  400: { code: 'invalid-request' },
  401: { code: 'authentication', hint: 'Check that the key is the right one and still active.' },
  402: { code: 'quota-exhausted', hint: 'Add credit or raise the plan at the service.' },
  403: { code: 'permission', hint: 'The key is not allowed to do this, or is suspended.' },
  404: { code: 'not-found' },
  408: { code: 'upstream' },
  410: { code: 'not-found', hint: 'The service has retired this endpoint.' },
  413: { code: 'invalid-request', hint: 'Ask for less in one request.' },
  425: { code: 'upstream' },
  429: { code: 'rate-limited' },
  501: { code: 'upstream', retryable: false },
  505: { code: 'upstream', retryable: false },
};

function meaningOf(status: number): StatusMeaning {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return { code: 'upstream' };
  if (status >= 400) return { code: 'invalid-request' };
  // A failure inside a success: its own words say what it is.
  if (status < 300) return { code: 'upstream' };
  // Following would carry the key to a host nobody checked.
  return { code: 'upstream', retryable: false, hint: 'The service redirects; check the option baseUrl.' };
}

const shownText = 200;

/** Makes the error of an answer that is not a success. */
export function answerError(
  answer: VendorAnswer,
  failure: VendorFailure | undefined,
  wallNow: number,
  details: ErrorDetails,
): HeadwaterError {
  const meaning = meaningOf(answer.status);
  const retryAfterMs = failure?.retryAfterMs ?? readRetryAfter(answer.headers, wallNow);
  const code = failure?.code ?? meaning.code;
  const message = failure?.message ?? describe(answer);
  return vendorError(code, headline(code, answer.status, message, retryAfterMs), {
    ...details,
    status: answer.status,
    hint: failure?.hint ?? (failure?.code === undefined || failure.code === meaning.code ? meaning.hint : undefined),
    retryable: failure?.retryable ?? (code === meaning.code ? meaning.retryable : undefined),
    retryAfterMs,
    vendorCode: failure?.vendorCode,
    requestId: failure?.requestId ?? details.requestId,
  });
}

function headline(code: VendorErrorCode, status: number, message: string, retryAfterMs: number | undefined): string {
  if (code !== 'rate-limited') return `${message} (HTTP ${status})`;
  const when = retryAfterMs === undefined ? '' : `, retry in ${formatSeconds(retryAfterMs)}`;
  return `rate limited${when}: ${message} (HTTP ${status})`;
}

function describe(answer: VendorAnswer): string {
  const json = answer.json as { error?: unknown; message?: unknown } | undefined;
  for (const candidate of [json?.error, json?.message]) {
    if (typeof candidate === 'string' && candidate !== '') return candidate.slice(0, shownText);
  }
  if (/^\s*</.test(answer.text)) return 'the service answered with an HTML page';
  return answer.text.trim().slice(0, shownText) || 'the service gave no reason';
}

/** `12 s`, `0.4 s`, `3 min` */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds >= 120) return `${Math.round(seconds / 60)} min`;
  return `${seconds >= 10 ? Math.round(seconds) : Math.round(seconds * 10) / 10} s`;
}
