import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';
import { budgetFailure } from '../daily-budget.ts';

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

export function parseGuardianFailure({ status, json, headers }: VendorAnswer): VendorFailure | undefined {
  const own = budgetFailure(json);
  if (own !== undefined) return own;
  const said = saidIn(json);
  switch (status) {
    case 400:
      return said === undefined ? undefined : { code: 'invalid-request', message: said, ...endCode(said) };
    case 401:
    case 403:
      return {
        code: 'authentication',
        message: said ?? 'the Guardian refuses the request',
        hint: 'Check GUARDIAN_API_KEY or the option apiKey. With keyIn: "header", try the default, "query".',
      };
    case 410:
      return {
        code: 'not-found',
        vendorCode: withdrawn,
        message: said ?? 'the content was withdrawn',
        hint: 'The Guardian has withdrawn this content, mostly for rights: remove copies you keep of it.',
      };
    case 429:
      return headers.get('x-ratelimit-remaining-day') === '0'
        ? {
            code: 'quota-exhausted',
            message: said ?? 'the calls of this day are used up',
            hint: 'Wait for the next day, turn the cache on, or ask the Guardian for a larger key.',
          }
        : { code: 'rate-limited', message: said ?? 'too many requests' };
    default:
      return said === undefined || status !== 404 ? undefined : { code: 'not-found', message: said };
  }
}

/** The same inside an answer that says 200. */
export function guardianSoftError(json: unknown): VendorFailure | undefined {
  const { response } = (json ?? {}) as { response?: Body };
  if (response?.status !== 'error') return undefined;
  const said = saidIn(json) ?? 'the Guardian gave no reason';
  return { code: 'invalid-request', message: said, ...endCode(said) };
}

const withdrawn = 'content-withdrawn';
const pastTheEnd = 'past-the-end';
const tooDeep = 'too-deep';

/** The service has no codes of its own; these stand for its sentences. */
function endCode(said: string): { vendorCode?: string } {
  if (/beyond the number of available pages/i.test(said)) return { vendorCode: pastTheEnd };
  return /not support paging this far/i.test(said) ? { vendorCode: tooDeep } : {};
}

/** HTTP 410: the content was withdrawn, mostly for rights. Copies have to go. */
export function isWithdrawn(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.vendorCode === withdrawn;
}

/** How a list ended, when this error is its end and no failure. */
export function endOfPaging(error: unknown): 'end' | 'too-deep' | undefined {
  if (!HeadwaterError.isInstance(error)) return undefined;
  return error.vendorCode === pastTheEnd ? 'end' : error.vendorCode === tooDeep ? 'too-deep' : undefined;
}
