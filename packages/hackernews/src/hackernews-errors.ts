import type { VendorAnswer, VendorFailure } from '@headwater/core';

const shownText = 200;

/** Reads `{ message }` of Algolia and `{ status, error }` of the site. Pages of HTML are left to their status. */
export function parseHackerNewsFailure({ status, json }: VendorAnswer): VendorFailure | undefined {
  const body = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const said = [body.message, body.error].find((text): text is string => typeof text === 'string' && text !== '');
  const message = said?.slice(0, shownText);
  switch (status) {
    case 403:
      return {
        code: 'permission',
        message: message ?? 'the service refuses this address',
        hint: 'Addresses that ask too often are blocked for a while. There is no key that would help.',
      };
    case 404:
      return {
        code: 'not-found',
        message: message ?? 'no such item or user',
        hint: 'Deleted items are gone for good.',
      };
    case 429:
      return { code: 'rate-limited', message: message ?? 'too many requests from this address' };
    default:
      return message === undefined || status !== 400 ? undefined : { code: 'invalid-request', message };
  }
}
