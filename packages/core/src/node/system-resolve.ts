import { lookup } from 'node:dns/promises';
import type { HostResolver } from '../security/url-guard/url-guard.ts';

/** The system's own look-up, hosts file included: what a connection would use. */
export const systemResolve: HostResolver | undefined = (host) => lookup(host, { all: true });
