import {
  type Clock,
  parseRateLimitHeaders,
  type VendorAnswer,
  type VendorErrorCode,
  type VendorFailure,
} from '@headwater/core';

interface Meaning {
  code: VendorErrorCode;
  hint?: string;
  retryable?: boolean;
}

const console = 'https://console.x.com';
const checkToken =
  'Check TWITTER_BEARER_TOKEN or the option apiKey: X does not know this token, or it has expired (a user’s token lasts two hours).';
const spent: Meaning = {
  code: 'quota-exhausted',
  hint: `The month’s posts are used up, or the cap set for the project: see usage() and ${console}. Waiting for the rate window does not help.`,
};
const noCredit: Meaning = { code: 'quota-exhausted', hint: `The prepaid credit is gone: add credit in ${console}.` };
const spendCap: Meaning = {
  code: 'quota-exhausted',
  hint: `The spending limit of this billing cycle is reached: raise it in ${console}, or wait for the next cycle.`,
};
const notEnrolled: Meaning = {
  code: 'permission',
  hint: `The app is not enrolled for this endpoint: attach it to a project with access in ${console}.`,
};
const bearerOnly: Meaning = {
  code: 'permission',
  hint: 'This endpoint takes another kind of token: archive search, counts, rules and usage take an app’s bearer token only.',
};
const missing: Meaning = { code: 'not-found', hint: 'It was deleted, never existed, or its account is suspended.' };
const hidden: Meaning = { code: 'permission', hint: 'It is protected, withheld, or its author blocks this account.' };

/** By the last part of the problem's type, which says more than the status. The set is open. */
const byKind: Readonly<Record<string, Meaning>> = {
  'invalid-request': { code: 'invalid-request' },
  'resource-not-found': missing,
  'resource-unavailable': missing,
  'not-authorized-for-resource': hidden,
  'not-authorized-for-field': hidden,
  'field-unauthorized': hidden,
  'disallowed-resource': hidden,
  'field-hydration-failure': { code: 'upstream' },
  'internal-error': { code: 'upstream' },
  'client-forbidden': notEnrolled,
  'usage-capped': spent,
  'rate-limit-exceeded': { code: 'rate-limited' },
  'streaming-connection': {
    code: 'overloaded',
    retryable: false,
    hint: 'Another stream of this app is still open, perhaps one of a process that crashed: close it with closeConnections() and wait some minutes.',
  },
  'rule-cap': { code: 'quota-exhausted', hint: 'The app has as many stream rules as it may: delete some first.' },
  'invalid-rules': { code: 'invalid-request' },
  'duplicate-rules': { code: 'invalid-request', hint: 'These rules exist already.' },
  'unsupported-authentication': bearerOnly,
  'oauth1-permissions': { code: 'permission', hint: `The app lacks the permission: change it in ${console}.` },
  conflict: { code: 'invalid-request' },
};

/** Codes of the old form `{ errors: [{ code, message }] }`. */
const byLegacyCode: Readonly<Record<number, Meaning>> = {
  32: { code: 'authentication', hint: checkToken },
  64: { code: 'permission', hint: 'The account is suspended.' },
  88: { code: 'rate-limited' },
  89: { code: 'authentication', hint: checkToken },
  215: { code: 'authentication', hint: checkToken },
};

const byStatus: Readonly<Record<number, Meaning>> = {
  401: { code: 'authentication', hint: checkToken },
  402: noCredit,
  403: { code: 'permission', hint: `The app, its plan or the token’s scope does not allow this: see ${console}.` },
  409: { code: 'invalid-request', hint: 'The stream has no rules: add one first.' },
};

const shownText = 300;
type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (...candidates: unknown[]): string[] =>
  candidates.filter((text): text is string => typeof text === 'string' && text.trim() !== '');

interface Told {
  kind: string | undefined;
  legacyCode: number | undefined;
  words: string[];
  /** All that is said, for causes that only the wording tells. */
  all: string;
}

/** Reads every form of X's errors: problems, lists of errors, `{ code, message }`. */
function read(body: Fields): Told {
  const list = Array.isArray(body.errors) ? body.errors.filter(isFields) : [];
  const first = list[0] ?? {};
  const type = texts(body.type, first.type)[0];
  const last = /[^/]+$/.exec(type ?? '')?.[0];
  const code = [body.code, first.code].find((value) => typeof value === 'number');
  const details = list.flatMap((error) => texts(error.detail, error.message).slice(0, 1));
  const words = [...texts(body.detail, body.message, body.error).slice(0, 1), ...details];
  const titles = texts(body.title, first.title, body.reason);
  return {
    kind: last === undefined || last === 'about:blank' ? undefined : last,
    legacyCode: code as number | undefined,
    words: words.length > 0 ? [...new Set(words)] : titles,
    all: [...titles, ...words].join(' '),
  };
}

function meaningOf(status: number, { kind, legacyCode, all }: Told): Meaning | undefined {
  const said = kind === undefined ? undefined : byKind[kind];
  // The forms of these bodies are not documented; the words are all there is to tell them by.
  if (/spend(?:ing)?[ _-]?(?:cap|limit)/i.test(all)) return spendCap;
  if (/credits?[ _-]?depleted/i.test(all)) return noCredit;
  if (said === undefined && /usage[ _-]?cap/i.test(all)) return spent;
  if (said === undefined && /client-not-enrolled|not[ _-]enrolled/i.test(all)) return notEnrolled;
  return said ?? (legacyCode === undefined ? undefined : byLegacyCode[legacyCode]) ?? byStatus[status];
}

function defaultCode(status: number): VendorErrorCode {
  if (status === 404 || status === 410) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'upstream' : 'invalid-request';
}

function failureOf(told: Told, status: number, meaning: Meaning | undefined): VendorFailure {
  const { code = defaultCode(status), hint, retryable } = meaning ?? {};
  const vendorCode = told.kind ?? (told.legacyCode === undefined ? undefined : String(told.legacyCode));
  return {
    code,
    message: (told.words.join('; ') || 'X gave no reason').slice(0, shownText),
    ...(hint === undefined ? {} : { hint }),
    ...(retryable === undefined ? {} : { retryable }),
    ...(vendorCode === undefined ? {} : { vendorCode }),
  };
}

/**
 * Makes the reader of X's error answers. A full window ends at `x-rate-limit-reset`; a 429 whose window has requests left
 * is X's other limit of one request a second, or a cap.
 */
export function createFailureReader(clock: () => Clock): (answer: VendorAnswer) => VendorFailure | undefined {
  return ({ status, headers, json }) => {
    const told = read(isFields(json) ? json : {});
    const meaning = meaningOf(status, told);
    if (meaning === undefined && told.words.length === 0 && status !== 429) return undefined;
    const failure = failureOf(told, status, meaning);
    if (failure.code !== 'rate-limited' || headers.has('retry-after')) return failure;
    const now = clock().now();
    const { remaining = 0, resetsAt } = parseRateLimitHeaders(headers, now) ?? {};
    const wait = resetsAt === undefined || remaining > 0 ? undefined : Math.max(0, resetsAt.getTime() - now);
    return wait === undefined ? failure : { ...failure, retryAfterMs: wait };
  };
}

/** 200 with errors and nothing else: a look-up that found nothing, or something that is not to be seen. */
export function readSoftError(json: unknown): VendorFailure | undefined {
  if (!isFields(json) || json.data != null || !Array.isArray(json.errors) || json.errors.length === 0) return undefined;
  if (isFields(json.meta) && typeof json.meta.result_count === 'number') return undefined;
  const told = read(json);
  return failureOf(told, 404, meaningOf(404, told) ?? missing);
}
