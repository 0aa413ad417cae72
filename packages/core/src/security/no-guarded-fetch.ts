import { ConfigurationError } from '../errors/kinds.ts';
import type { GuardedFetch, GuardedFetchOptions } from './guarded-fetch-types.ts';

/** Stands in for `src/node/guarded-fetch.ts` where a connection cannot be pinned to the checked address. */
export async function guardedFetch(
  _input: Parameters<GuardedFetch>[0],
  _init?: RequestInit,
  _options?: GuardedFetchOptions,
): Promise<Response> {
  throw new ConfigurationError(
    'guardedFetch needs Node, Bun or Deno; this runtime cannot choose the address it connects to',
    {
      hint: 'Fetch through a server that runs on Node, or check with createUrlGuard({ resolve }) where nothing inner can be reached.',
    },
  );
}
