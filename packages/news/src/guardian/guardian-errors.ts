import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';
import { budgetFailure } from '../daily-budget.ts';
import { withdrawn } from './withdrawn.ts';

const shownText = 200;

interface Body {
  message?: unknown;
  status?: unknown;
}

/** The service says `{ response: { status: 'error', message } }`, its gateway `{ message }`. */
function saidIn(json: unknown): string | undefined {
  const body = json as (Body & { response?: Body }) | null | undefined;
  const message = [body?.response?.message, body?.message].find((text) => typeof text === 'string' && text !== '');
  return (message as string | undefined)?.slice(0, shownText);
}

const refused: VendorFailure = {
  code: 'authentication',
  message: 'the Guardian refuses the request',
  hint: 'Check GUARDIAN_API_KEY or the option apiKey. With keyIn: "header", try the default, "query".',
};

/** https://open-platform.theguardian.com/documentation/: what a status means, with the words for one that comes without. */
const byStatus: Readonly<Record<number, VendorFailure>> = {
  401: refused,
  403: refused,
  410: {
    code: 'not-found',
    vendorCode: withdrawn,
    message: 'the content was withdrawn',
    hint: 'The Guardian has withdrawn this content, mostly for rights: remove copies you keep of it.',
  },
  429: { code: 'rate-limited', message: 'too many requests' },
};
const daySpent: VendorFailure = {
  code: 'quota-exhausted',
  message: 'the calls of this day are used up',
  hint: 'Wait for the next day, turn the cache on, or ask the Guardian for a larger key.',
};

export function parseGuardianFailure({ status, json, headers }: VendorAnswer): VendorFailure | undefined {
  const own = budgetFailure(json);
  if (own !== undefined) return own;
  const said = saidIn(json);
  if (said !== undefined && status === 400) return { code: 'invalid-request', message: said, ...endCode(said) };
  if (said !== undefined && status === 404) return { code: 'not-found', message: said };
  const isDaySpent = status === 429 && headers.get('x-ratelimit-remaining-day') === '0';
  const meaning = isDaySpent ? daySpent : byStatus[status];
  return meaning && { ...meaning, message: said ?? meaning.message };
}

/** The same inside an answer that says 200. */
export function guardianSoftError(json: unknown): VendorFailure | undefined {
  const { response } = (json ?? {}) as { response?: Body };
  if (response?.status !== 'error') return undefined;
  const said = saidIn(json) ?? 'the Guardian gave no reason';
  return { code: 'invalid-request', message: said, ...endCode(said) };
}

const pastTheEnd = 'past-the-end';
const tooDeep = 'too-deep';

/** The service has no codes of its own; these stand for its sentences. */
function endCode(said: string): { vendorCode?: string } {
  if (/beyond the number of available pages/i.test(said)) return { vendorCode: pastTheEnd };
  return /not support paging this far/i.test(said) ? { vendorCode: tooDeep } : {};
}

/** How a list ended, when this error is its end and no failure. */
export function endOfPaging(error: unknown): 'end' | 'too-deep' | undefined {
  if (!HeadwaterError.isInstance(error)) return undefined;
  return error.vendorCode === pastTheEnd ? 'end' : error.vendorCode === tooDeep ? 'too-deep' : undefined;
}
