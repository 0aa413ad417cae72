import type { VendorAnswer, VendorErrorCode, VendorFailure } from '@headwater/core';

interface Meaning {
  code: VendorErrorCode;
  hint?: string;
  retryable?: boolean;
}

const noKey = 'Set FIRECRAWL_API_KEY or the option apiKey to a key of your team that is still active.';
const noCredit =
  'Raise the plan, buy credits, or set a lower limit: Firecrawl wants credit for all pages of a job at once.';
const refusedSite = 'Firecrawl does not serve this site, or the plan of this key does not include what was asked for.';

/** What a status means here beyond what it means everywhere: https://docs.firecrawl.dev/api-reference/errors */
const byStatus: Readonly<Record<number, Meaning>> = {
  401: { code: 'authentication', hint: noKey },
  402: { code: 'quota-exhausted', hint: noCredit },
  403: { code: 'permission', hint: refusedSite },
  404: { code: 'not-found', hint: 'There is no such job, or it has expired: Firecrawl keeps results for about a day.' },
  408: {
    code: 'upstream',
    hint: 'The page took longer than the option timeout, which counts time in the queue as well.',
  },
  409: { code: 'invalid-request', hint: 'The job has ended already, or the idempotency key was used before.' },
  422: { code: 'invalid-request', hint: 'The schema is not valid, or the page holds nothing that fits it.' },
};

/** Two limits share the status 429, and a third ends with the day. */
function limitOf(message: string): Meaning {
  if (/concurren|queue/i.test(message)) {
    return { code: 'rate-limited', hint: 'All browsers of the plan are busy: run fewer jobs at a time.' };
  }
  if (/daily|per day|keyless/i.test(message)) {
    return { code: 'quota-exhausted', hint: 'The free allowance of this address is used up for today; use a key.' };
  }
  return { code: 'rate-limited' };
}

/** For errors that come with a success status, where only words tell. */
const byWords: readonly (readonly [RegExp, number])[] = [
  [/unauthori[sz]ed|invalid token|api key/i, 401],
  [/insufficient credits|payment required/i, 402],
  [/rate limit|concurrency limit|too many requests/i, 429],
  [/not found/i, 404],
  [/bad request|invalid/i, 400],
  [/timed? ?out/i, 408],
];

const shownText = 200;

/** Reads `{ success: false, error, details?, code? }`, with or without `success`. Other answers are left to their status. */
export function parseFirecrawlFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const { error, message, details, code } = json as Record<string, unknown>;
  const words = [error, message].find((text): text is string => typeof text === 'string' && text.trim() !== '');
  const tag = typeof code === 'string' && code !== '' ? code : undefined;
  const place = status >= 400 ? status : (byWords.find(([pattern]) => pattern.test(`${words} ${tag}`))?.[1] ?? 0);
  const meaning = place === 429 ? limitOf(words ?? '') : (byStatus[place] ?? { code: codeOf(place) });
  if (words === undefined && byStatus[place] === undefined) return undefined;
  // An unknown failure behind a 200 may have been charged; Firecrawl says of one code only that it passes.
  const retryable = place === 0 ? tag === 'UNKNOWN_ERROR' : meaning.retryable;
  return {
    code: meaning.code,
    message: `${(words ?? 'Firecrawl gave no reason').trim().slice(0, shownText)}${fieldsOf(details)}`,
    ...(meaning.hint === undefined ? {} : { hint: meaning.hint }),
    ...(retryable === undefined ? {} : { retryable }),
    ...(tag === undefined ? {} : { vendorCode: tag }),
  };
}

function codeOf(status: number): VendorErrorCode {
  return status === 0 || status >= 500 ? 'upstream' : 'invalid-request';
}

/** `details` names the fields that a validation refused. */
function fieldsOf(details: unknown): string {
  if (typeof details === 'string') return `: ${details.slice(0, shownText)}`;
  if (!Array.isArray(details)) return '';
  const fields = details.flatMap((detail: { path?: unknown; message?: unknown } | null) => {
    if (typeof detail?.message !== 'string') return [];
    const path = Array.isArray(detail.path) ? detail.path.join('.') : '';
    return [path === '' ? detail.message : `${path}: ${detail.message}`];
  });
  return fields.length === 0 ? '' : `: ${fields.join('; ').slice(0, shownText)}`;
}

/** A failure behind a 200. A failed job is none: its state is the answer. */
export function softFailure(json: unknown, answer: VendorAnswer): VendorFailure | undefined {
  const { success, status } = (json ?? {}) as { success?: unknown; status?: unknown };
  if (success !== false || typeof status === 'string') return undefined;
  return (
    parseFirecrawlFailure(answer) ?? {
      code: 'upstream',
      message: 'Firecrawl reports a failure and gives no reason',
      retryable: false,
    }
  );
}

/** The id Firecrawl gives a search, a map or a scrape. */
export function firecrawlRequestId(json: unknown): string | undefined {
  const { id, data } = (json ?? {}) as { id?: unknown; data?: { metadata?: { scrapeId?: unknown } } };
  const found = [id, data?.metadata?.scrapeId].find((value) => typeof value === 'string' && value !== '');
  return found as string | undefined;
}
