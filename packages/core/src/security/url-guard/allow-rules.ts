import { ConfigurationError } from '../../errors/kinds.ts';
import { type AddressBlock, type AddressBytes, blockHas, parseBlock } from './ip-address.ts';

/** Hosts and addresses that an option names. */
export interface HostRules {
  readonly empty: boolean;
  hasName(name: string, port: number): boolean;
  hasAddress(address: AddressBytes, port: number): boolean;
}

interface Rule {
  name?: string;
  block?: AddressBlock;
  /** Absent: every port. */
  port?: number;
}

/**
 * Reads names, addresses, blocks (`10.0.0.0/8`), and names or addresses with a port (`localhost:8080`, `[::1]:8080`).
 *
 * @throws {ConfigurationError} for an entry that is none of these
 */
export function hostRules(entries: readonly string[], option: string): HostRules {
  const rules = entries.map((entry) => {
    const rule = readRule(entry);
    if (rule !== undefined) return rule;
    throw new ConfigurationError(`the option ${option} has an entry that is no host, address or block`, {
      hint: 'For example intranet.example, 127.0.0.1:8080, [::1], 10.0.0.0/8.',
    });
  });
  const on = (port: number) => (rule: Rule) => rule.port === undefined || rule.port === port;
  return {
    empty: rules.length === 0,
    hasName: (name, port) => rules.filter(on(port)).some((rule) => rule.name === name),
    hasAddress: (address, port) =>
      rules.filter(on(port)).some(({ block }) => block !== undefined && blockHas(block, address)),
  };
}

function readRule(entry: string): Rule | undefined {
  const whole = parseBlock(entry);
  if (whole !== undefined) return { block: whole };
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:/@?#\s[\]]+))(?::([0-9]{1,5}))?$/.exec(entry) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return undefined;
  const port = portText === undefined ? {} : { port: Number(portText) };
  const block = parseBlock(host);
  if (block !== undefined) return { block, ...port };
  const url = `http://${host}/`;
  if (bracketed !== undefined || !URL.canParse(url)) return undefined;
  return { name: new URL(url).hostname.replace(/\.$/, ''), ...port };
}
