import { ResponseInvalidError } from '@headwater/core';

/**
 * The query of a `next` address, which is all that is used of it. The address itself comes from an answer: followed as it
 * stands, it could carry the key to another host, or to another endpoint.
 *
 * @throws {ResponseInvalidError} when it is not the same job at the same service
 */
export function partOf(next: string, baseUrl: string, jobPath: string, operation: string): Record<string, string> {
  const base = new URL(baseUrl);
  const expected = `${base.pathname.replace(/\/+$/, '')}${jobPath}`;
  const url = URL.canParse(next) ? new URL(next) : undefined;
  if (url === undefined || url.origin !== base.origin || url.pathname !== expected) {
    throw new ResponseInvalidError('the next part of the result lies at another address than the job itself', {
      provider: 'firecrawl',
      operation,
      hint: `Not followed, because the key would go along. Expected ${base.origin}${expected}; check the option baseUrl.`,
    });
  }
  return Object.fromEntries(url.searchParams);
}
