import { HeadwaterError, type VendorAnswer, type VendorFailure } from '@headwater/core';

const shownText = 200;

/** Semantic Scholar says `error` for 400 and 404, and `message` (with a `code` in text) for the rest. */
export function parseSemanticScholarFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  const body = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const message = [body.error, body.message].find((text): text is string => typeof text === 'string' && text !== '');
  const said = message?.slice(0, shownText);
  switch (status) {
    case 400:
      return said === undefined ? undefined : { code: 'invalid-request', message: said, ...hintFor(said) };
    case 403:
    case 401:
      return {
        code: 'authentication',
        message: said ?? 'Semantic Scholar refuses the request',
        hint:
          'Check SEMANTIC_SCHOLAR_API_KEY or the option apiKey: a wrong, expired or long unused key is refused this way. ' +
          'Without a key the shared pool can be used; some regions are blocked.',
      };
    case 404:
      // Its own answers have `error`. Anything else comes from a gateway or another server: not a missing paper.
      return typeof body.error === 'string'
        ? { code: 'not-found', message: body.error.slice(0, shownText) }
        : {
            code: 'response-invalid',
            message: 'there is no such address at the service',
            retryable: false,
            hint: 'Check the option baseUrl.',
          };
    case 429:
      return {
        code: 'rate-limited',
        message: said ?? 'too many requests',
        hint: 'Without a key all callers share one pool: set SEMANTIC_SCHOLAR_API_KEY for a share of your own.',
      };
    default:
      return undefined;
  }
}

function hintFor(message: string): { hint?: string } {
  if (/exceed|too large|10 ?MB/i.test(message)) return { hint: 'Ask for fewer fields or a smaller page.' };
  if (/offset/i.test(message)) return { hint: 'Narrow the search: the service shows the first results only.' };
  return {};
}

/** Pages near the end of a search are refused before its `total` is reached: the list is over. */
export function isPastTheEnd(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.status === 400 && /not available/i.test(error.message);
}

/** The service knows no such paper. */
export function isUnknownPaper(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.code === 'not-found';
}
