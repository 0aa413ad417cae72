import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';
import { readOpenAlexBudget } from './openalex-budget.ts';

const shownText = 300;
const merged = 'merged:';

/** OpenAlex says `error` in short and `message` at length: https://help.openalex.org/api/errors */
export function parseOpenAlexFailure({ status, headers, json }: VendorAnswer): VendorFailure | undefined {
  const body = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const parts = [body.error, body.message].filter((text): text is string => typeof text === 'string' && text !== '');
  const said = parts.length === 0 ? undefined : parts.join(': ').slice(0, shownText);
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return movedTo(headers.get('location'));
    case 400:
      return said === undefined ? undefined : { code: 'invalid-request', message: said, ...hintFor(said) };
    case 401:
      return keyRefused(said);
    case 403:
      return /api[ _-]?key/i.test(said ?? '')
        ? keyRefused(said)
        : {
            code: 'permission',
            message: said ?? 'OpenAlex refuses the request',
            hint: 'Some filters and files need a paid plan; the key may also be refused: check OPENALEX_API_KEY.',
          };
    case 404:
      return { code: 'not-found', message: said ?? 'OpenAlex does not know this id' };
    case 429:
      return refusal(headers, body, said);
    default:
      return undefined;
  }
}

function keyRefused(said: string | undefined): VendorFailure {
  return {
    code: 'authentication',
    message: said ?? 'OpenAlex does not know the key',
    hint: 'Check OPENALEX_API_KEY or the option apiKey. Without a key OpenAlex works as well, on a tenth of the budget.',
  };
}

/** The day's budget and the pace are refused with the same status: what is left tells them apart. */
function refusal(headers: Headers, body: Record<string, unknown>, said: string | undefined): VendorFailure {
  const budget = readOpenAlexBudget(headers);
  // Some credits can be left, and still be fewer than a search costs.
  if (budget?.remainingCredits === 0 || body.error === 'not_enough_credits' || /budget|credits/i.test(said ?? '')) {
    return {
      code: 'quota-exhausted',
      message: said ?? 'the budget of the day is used up',
      vendorCode: 'budget-exhausted',
      hint: 'The budget is filled up at midnight UTC. A free key has ten times the budget: set OPENALEX_API_KEY.',
      ...(budget?.resetsInMs === undefined ? {} : { retryAfterMs: budget.resetsInMs }),
    };
  }
  return { code: 'rate-limited', message: said ?? 'too many requests at once', vendorCode: 'burst' };
}

/** Only the id of the new place is taken: where the service's answer points to is nobody's to follow with a key. */
function movedTo(location: string | null): VendorFailure | undefined {
  const [, id] = /\/([a-z]\d+)\/?(?:\?[^#]*)?$/i.exec(location ?? '') ?? [];
  if (id === undefined) return undefined;
  return { code: 'not-found', message: 'this id was merged into another', vendorCode: `${merged}${id.toUpperCase()}` };
}

/** The id that the one asked for was merged into. */
export function mergedInto(error: unknown): string | undefined {
  if (!HeadwaterError.isInstance(error) || !error.vendorCode?.startsWith(merged)) return undefined;
  return error.vendorCode.slice(merged.length);
}

export const isUnknown = (error: unknown): boolean => HeadwaterError.isInstance(error) && error.code === 'not-found';

function hintFor(message: string): { hint?: string } {
  if (/URL too long/i.test(message)) return { hint: 'Split the search, and join the results by their ids.' };
  if (/filter/i.test(message)) return { hint: 'Filters take ids, never names; look the id up with autocomplete().' };
  return {};
}
