import type { GuardedFetch, GuardedFetchOptions } from './guarded-fetch-types.ts';

/**
 * Fetches a URL that a model or a user supplied: see `createGuardedFetch` of `@headwater/core/node`, which this loads
 * at first use. Needs Node, Bun or Deno: elsewhere a connection cannot be pinned to the checked address.
 *
 * @throws {UnsafeUrlError} when the URL or a redirect leads where it must not
 * @throws {ConfigurationError} on other runtimes
 */
export async function guardedFetch(
  input: Parameters<GuardedFetch>[0],
  init?: RequestInit,
  options?: GuardedFetchOptions,
): Promise<Response> {
  const node = await import('#guarded-fetch');
  return node.guardedFetch(input, init, options);
}
