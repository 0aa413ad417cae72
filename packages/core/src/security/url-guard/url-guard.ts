import { ConfigurationError, UnsafeUrlError } from '../../errors/kinds.ts';
import { type HostRules, hostRules } from './allow-rules.ts';
import { parseAddress } from './ip-address.ts';
import { readUrl, unsafe } from './read-url.ts';
import { specialAddress } from './special-addresses.ts';
import { specialName } from './special-names.ts';

/** Finds all addresses of a host name. */
export type HostResolver = (host: string, options?: { signal?: AbortSignal }) => HostAddresses | Promise<HostAddresses>;

export type HostAddresses = readonly (string | { readonly address: string })[];

export interface UrlGuardOptions {
  /** Finds the addresses of a name. @default the system's DNS on Node, Bun and Deno; none elsewhere */
  resolve?: HostResolver;
  /**
   * Hosts, addresses and blocks that are trusted whatever they are, on any port unless one is named:
   * `intranet.example`, `127.0.0.1:8080`, `[::1]`, `10.0.0.0/8`. A name that is listed is trusted with every address
   * it has. @default none
   */
  allow?: readonly string[];
  /** Hosts, addresses and blocks that are refused on top; stronger than `allow`. @default none */
  deny?: readonly string[];
  /** Of `http:`, `https:`, `ws:` and `wss:`. @default ['https:', 'http:'] */
  protocols?: readonly string[];
  /** @default [80, 443] */
  ports?: readonly number[] | 'any';
  /**
   * What happens to names where there is no DNS (browsers, workerd) and no `resolve`: what they lead to cannot be
   * checked there. `allow` checks the name alone. @default 'refuse'
   */
  unresolvedHosts?: 'refuse' | 'allow';
}

export interface CheckedUrl {
  url: URL;
  /** Every address of the host, all of them checked; empty only with `unresolvedHosts: 'allow'`. */
  addresses: readonly string[];
}

export interface UrlGuard {
  /**
   * Resolves for a URL that may be fetched on behalf of a model or a user. DNS can answer differently a moment later:
   * connect to one of the `addresses`, as `guardedFetch` does, or the check proves little.
   *
   * @throws {UnsafeUrlError} naming why, never showing more of the URL than its host; the signal's reason when aborted
   */
  check(url: string | URL, options?: { signal?: AbortSignal }): Promise<CheckedUrl>;
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/**
 * Guards against URLs that lead inside: addresses of private, local, reserved and metadata networks in every notation,
 * names that stand for them, and names whose DNS answers hold one.
 *
 * @throws {ConfigurationError} for options that cannot be right
 */
export function createUrlGuard(options: UrlGuardOptions = {}): UrlGuard {
  const protocols = readProtocols(options.protocols ?? ['https:', 'http:']);
  const ports = options.ports ?? [80, 443];
  const allow = hostRules(options.allow ?? [], 'allow');
  const deny = hostRules(options.deny ?? [], 'deny');

  return {
    async check(input, { signal } = {}) {
      signal?.throwIfAborted();
      const url = readUrl(input, protocols);
      const port = Number(url.port || defaultPorts[url.protocol]);
      const portListed = ports === 'any' || ports.includes(port);
      if (!portListed && allow.empty) throw portRefused(port);
      const host = url.hostname.replace(/\.$/, '');
      const literal = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : host;
      const isName = parseAddress(literal) === undefined;
      if (isName && deny.hasName(host, port)) throw unsafe(`the host ${host} is denied`, 'See the option deny.');
      const nameAllowed = isName && allow.hasName(host, port);
      if (isName && !nameAllowed) checkName(host);
      const addresses = isName ? await addressesOf(host, options, signal) : [literal];
      const trusted = judge(host, port, addresses, { allow, deny, nameAllowed });
      if (!portListed && !trusted) throw portRefused(port);
      return { url, addresses };
    },
  };
}

function readProtocols(protocols: readonly string[]): ReadonlySet<string> {
  const known = protocols.map((protocol) => protocol.replace(/:?$/, ':').toLowerCase());
  const odd = known.find((protocol) => !Object.hasOwn(defaultPorts, protocol));
  if (odd === undefined && known.length > 0) return new Set(known);
  throw new ConfigurationError(`the option protocols ${odd === undefined ? 'is empty' : `cannot hold ${odd}`}`, {
    hint: `Use some of: ${Object.keys(defaultPorts).join(', ')}.`,
  });
}

function portRefused(port: number): UnsafeUrlError {
  return unsafe(`the port ${port} is not allowed`, 'Add it to the option ports, or the host with it to allow.');
}

function checkName(host: string): void {
  const reason = specialName(host);
  if (reason !== undefined) throw unsafe(`the host ${host} ${reason}`, 'Use a public host, or add it to allow.');
}

/** Judges every address. True when the options trust the host, so that its port is free too. */
function judge(
  host: string,
  port: number,
  addresses: readonly string[],
  { allow, deny, nameAllowed }: { allow: HostRules; deny: HostRules; nameAllowed: boolean },
): boolean {
  let trusted = nameAllowed || addresses.length > 0;
  for (const text of addresses) {
    const address = parseAddress(text);
    if (address === undefined) throw unsafe(`the DNS answer for ${host} is not an address`, 'Check the resolver.');
    const place = text === host || `[${text}]` === host ? `the address ${text}` : `${host} leads to ${text}, which`;
    if (deny.hasAddress(address, port)) throw unsafe(`${place} is denied`, 'See the option deny.');
    if (nameAllowed || allow.hasAddress(address, port)) continue;
    trusted = false;
    const reason = specialAddress(address);
    if (reason !== undefined) throw unsafe(`${place} is ${reason}`, 'Use a public host, or add it to allow.');
  }
  return trusted;
}

async function addressesOf(
  host: string,
  { resolve, unresolvedHosts }: UrlGuardOptions,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const lookUp = resolve ?? (await import('#system-resolve')).systemResolve;
  if (lookUp === undefined) {
    if (unresolvedHosts === 'allow') return [];
    throw unsafe(
      `what ${host} leads to cannot be checked: this runtime has no DNS`,
      "Pass the option resolve (DNS over HTTPS, for example), or unresolvedHosts: 'allow' where nothing inner can be reached.",
    );
  }
  let found: HostAddresses;
  try {
    found = await untilAborted(Promise.resolve(lookUp(host, signal && { signal })), signal);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new UnsafeUrlError(`the host ${host} could not be resolved`, {
      hint: 'Check the name, or try again later.',
      retryable: true,
      cause,
    });
  }
  const answers: HostAddresses = Array.isArray(found) ? found : [];
  const addresses = answers.map((answer) => (typeof answer === 'string' ? answer : String(answer?.address)));
  if (addresses.length === 0) throw unsafe(`the host ${host} has no address`, 'Check the name.');
  return addresses;
}

/** DNS look-ups of the system cannot be stopped, but nobody has to wait for them. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
