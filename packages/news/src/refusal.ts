import { InvalidRequestError } from '@headwater/core';
import { providerName } from './vendor-client.ts';

/** The error of what is refused before anything is sent. */
export function refusal(message: string, operation: string, advice?: string): InvalidRequestError {
  const hint = advice === undefined ? 'Nothing was sent.' : `Nothing was sent. ${advice}`;
  return new InvalidRequestError(message, { provider: providerName, operation, hint });
}
