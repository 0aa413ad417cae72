import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';

const shownText = 300;

/** 400 comes with a list of problems where answers have their message; 404 and 429 come as text. */
export function parseCrossrefFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  switch (status) {
    case 400:
      return validationFailure(json);
    case 401:
      return {
        code: 'authentication',
        message: 'Crossref does not know the Plus token',
        hint: 'Check CROSSREF_PLUS_API_TOKEN or the option apiKey. Without a token Crossref works as well.',
      };
    case 403:
      return {
        code: 'permission',
        message: 'Crossref has blocked this caller',
        retryable: false,
        hint: 'Blocks are set by hand: write to support@crossref.org, and name yourself with the option mailto.',
      };
    case 404:
      return {
        code: 'not-found',
        message: 'Crossref does not know this id',
        hint: 'DOIs of other agencies (DataCite, arXiv) are not here; works.agency() says whose a DOI is.',
      };
    case 429:
      return {
        code: 'rate-limited',
        message: 'too many requests',
        hint: 'The option mailto moves you to the polite pool, which allows three times as many.',
      };
    case 504:
      return { code: 'upstream', message: 'the query took too long', hint: 'Narrow it with filter and select.' };
    default:
      return undefined;
  }
}

interface Problem {
  type?: unknown;
  value?: unknown;
  message?: unknown;
}

/** What is wrong with each parameter. Crossref words a refused `select` with all valid names, which are cut off. */
function validationFailure(json: unknown): VendorFailure | undefined {
  const { message } = (typeof json === 'object' && json !== null ? json : {}) as { message?: unknown };
  const problems = (Array.isArray(message) ? message : [message]).filter(
    (each): each is Problem => typeof each === 'object' && each !== null,
  );
  const said = problems.map((problem) => problem.message).filter((text): text is string => typeof text === 'string');
  const type = problems.map((problem) => problem.type).find((text): text is string => typeof text === 'string');
  if (said.length === 0)
    return typeof message === 'string' ? { code: 'invalid-request', message: message.slice(0, shownText) } : undefined;
  return {
    code: 'invalid-request',
    message: said.join('; ').slice(0, shownText),
    ...(type === undefined ? {} : { vendorCode: type }),
  };
}

/** A failure that comes with a 200. */
export function softCrossrefFailure(json: unknown): VendorFailure | undefined {
  const { status } = (typeof json === 'object' && json !== null ? json : {}) as { status?: unknown };
  if (status !== 'failed' && status !== 'error') return undefined;
  return validationFailure(json) ?? { code: 'upstream', message: 'Crossref says that it failed' };
}

export const isUnknown = (error: unknown): boolean => HeadwaterError.isInstance(error) && error.code === 'not-found';
