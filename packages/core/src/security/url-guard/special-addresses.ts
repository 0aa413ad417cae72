import { type AddressBlock, type AddressBytes, blockHas, parseBlock } from './ip-address.ts';

/**
 * Addresses no public service answers on: the IANA special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry), multicast, what is
 * reserved, and a cloud's metadata service that hides in public space. The first block that fits gives the reason.
 */
const ipv4Blocks: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', '"this network"'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, where cloud metadata lives'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved for protocols'],
  ['192.0.2.0/24', 'for documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT relay'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'AS112'],
  ['198.18.0.0/15', 'for benchmarks'],
  ['198.51.100.0/24', 'for documentation'],
  ['203.0.113.0/24', 'for documentation'],
  // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  ['168.63.129.16/32', 'cloud metadata (Azure)'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['240.0.0.0/4', 'reserved'],
];

const ipv6Blocks: readonly (readonly [string, string])[] = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['::/96', 'IPv4-compatible'],
  ['64:ff9b:1::/48', 'local NAT64'],
  ['100::/64', 'discard-only'],
  ['100:0:0:1::/64', 'a dummy prefix'],
  ['2001::/32', 'Teredo'],
  ['2001:2::/48', 'for benchmarks'],
  ['2001:10::/28', 'ORCHID'],
  ['2001:20::/28', 'ORCHIDv2'],
  ['2001::/23', 'reserved for protocols'],
  ['2001:db8::/32', 'for documentation'],
  ['2620:4f:8000::/48', 'AS112'],
  ['3fff::/20', 'for documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];

/** IPv6 that only carries an IPv4 address: where it stands, and what the carrier is called. */
const carriers: readonly (readonly [string, number, string])[] = [
  ['::ffff:0:0/96', 12, 'IPv4-mapped'],
  ['64:ff9b::/96', 12, 'NAT64'],
  ['2002::/16', 2, '6to4'],
];

interface Tables {
  ipv4: [AddressBlock, string][];
  ipv6: [AddressBlock, string][];
  carriers: [AddressBlock, number, string][];
  globalUnicast: AddressBlock;
}

let parsed: Tables | undefined;

/** Parsed at first use: most programs never guard a URL. */
function tables(): Tables {
  const block = (text: string) => parseBlock(text) as AddressBlock;
  parsed ??= {
    ipv4: ipv4Blocks.map(([text, reason]) => [block(text), reason]),
    ipv6: ipv6Blocks.map(([text, reason]) => [block(text), reason]),
    carriers: carriers.map(([text, offset, name]) => [block(text), offset, name]),
    globalUnicast: block('2000::/3'),
  };
  return parsed;
}

/** What an address is, when it is not a public one: `loopback`, `private`, `NAT64 of a loopback`, … */
export function specialAddress(address: AddressBytes): string | undefined {
  const { ipv4, ipv6, carriers, globalUnicast } = tables();
  const reasonIn = (blocks: Tables['ipv4']) => blocks.find(([block]) => blockHas(block, address))?.[1];
  if (address.length === 4) return reasonIn(ipv4);
  const carrier = carriers.find(([block]) => blockHas(block, address));
  if (carrier !== undefined) {
    const [, offset, name] = carrier;
    const inner = specialAddress(address.slice(offset, offset + 4));
    return inner && `${name}, and inside it ${inner}`;
  }
  // Everything outside 2000::/3 is special or not given out.
  return reasonIn(ipv6) ?? (blockHas(globalUnicast, address) ? undefined : 'not given out');
}
