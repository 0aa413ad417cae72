import { HeadwaterError } from '@headwater/core';

/** Our name of the Guardian's status 410. */
export const withdrawn = 'content-withdrawn';

/** HTTP 410: the content was withdrawn, mostly for rights. Copies have to go. */
export function isWithdrawn(error: unknown): boolean {
  return HeadwaterError.isInstance(error) && error.vendorCode === withdrawn;
}
