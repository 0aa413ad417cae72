import type { HostResolver } from './url-guard/url-guard.ts';

/** Stands in for `src/node/system-resolve.ts` where there is no DNS: the guard then says what it cannot check. */
export const systemResolve: HostResolver | undefined = undefined;
