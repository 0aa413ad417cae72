import type { VendorAnswer, VendorErrorCode, VendorFailure } from '@headwater/core';

interface Meaning {
  code: VendorErrorCode;
  hint: string;
}

/** What a status means here beyond what it means everywhere: https://docs.tavily.com/documentation/api-reference */
const byStatus: Readonly<Record<number, Meaning>> = {
  401: {
    code: 'authentication',
    hint: 'Check TAVILY_API_KEY or the option apiKey: Tavily does not know this key.',
  },
  403: { code: 'permission', hint: 'The plan of this key, or a rule of Tavily, does not allow this request.' },
  432: {
    code: 'quota-exhausted',
    hint: 'The credits of the key or plan are used up: raise the plan at Tavily, or wait for the next month.',
  },
  433: { code: 'quota-exhausted', hint: 'The limit for pay-as-you-go is reached: raise it in the Tavily dashboard.' },
};

const shownText = 200;
/** Caps of use without a key that end with the hour or later, not within a call. */
const longWindow = /hour|day|daily|month/i;

/** Reads `{ detail: { error } }`, `{ detail: "…" }`, validators' lists, and the errors of use without a key. */
export function parseTavilyFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  const { detail, error, message } = isObject(json) ? json : {};
  if (status === 429 && isObject(error)) return keylessLimit(error);
  const inner = isObject(detail) ? detail : isObject(error) ? error : {};
  const words = firstText(inner.error, inner.message, detail, error, message, listed(detail));
  const meaning = byStatus[status];
  if (words === undefined && meaning === undefined) return undefined;
  const vendorCode = firstText(inner.code) ?? (status === 432 || status === 433 ? String(status) : undefined);
  return {
    code: meaning?.code ?? codeOf(status),
    message: words ?? 'Tavily gave no reason',
    ...(meaning === undefined ? {} : { hint: meaning.hint, retryable: false }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
  };
}

/** `{ code, message, window?, retry_after_seconds?, next_actions? }` */
function keylessLimit(error: Record<string, unknown>): VendorFailure {
  const { retry_after_seconds: seconds, window } = error;
  const code = firstText(error.code);
  const isLong = longWindow.test(`${code ?? ''} ${firstText(window) ?? ''}`);
  return {
    code: isLong ? 'quota-exhausted' : 'rate-limited',
    message: firstText(error.message) ?? 'the allowance without a key is used up',
    hint: 'Use a key: set TAVILY_API_KEY and leave the option keyless out.',
    ...(code === undefined ? {} : { vendorCode: code }),
    ...(typeof seconds === 'number' && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}),
  };
}

function codeOf(status: number): VendorErrorCode {
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 || status < 400 ? 'upstream' : 'invalid-request';
}

/** A validator's list: `[{ loc: ['body', 'query'], msg }]`. */
function listed(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const parts = detail.flatMap((each) => {
    if (!isObject(each) || typeof each.msg !== 'string') return [];
    const place = Array.isArray(each.loc) ? each.loc.filter((part) => part !== 'body').join('.') : '';
    return [place === '' ? each.msg : `${place}: ${each.msg}`];
  });
  return parts.join('; ') || undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(...candidates: unknown[]): string | undefined {
  const found = candidates.find((text): text is string => typeof text === 'string' && text.trim() !== '');
  return found?.trim().slice(0, shownText);
}

/** An error in the place of an answer, with a success status. */
export function softFailure(json: unknown, answer: VendorAnswer): VendorFailure | undefined {
  if (!isObject(json) || 'results' in json || 'request_id' in json) return undefined;
  if (!('detail' in json) && !('error' in json)) return undefined;
  const failure = parseTavilyFailure(answer);
  return failure === undefined ? undefined : { ...failure, code: 'upstream', retryable: false };
}

export function tavilyRequestId(json: unknown): string | undefined {
  const id = (json as { request_id?: unknown } | null | undefined)?.request_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
