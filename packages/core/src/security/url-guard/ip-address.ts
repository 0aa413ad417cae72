/** An address as its 4 or 16 bytes. */
export type AddressBytes = readonly number[];

/** A block of addresses: those whose first `length` bits are the same. */
export interface AddressBlock {
  bytes: AddressBytes;
  length: number;
}

/** Reads an address in its usual notation: dotted decimal, or RFC 4291 text without a zone. `undefined` otherwise. */
export function parseAddress(text: string): AddressBytes | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  // A leading zero means octal to some parsers and nothing to others.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const dotted = /^(.*:)([^:]*\..*)$/.exec(text);
  if (dotted !== null) {
    const ipv4 = parseIpv4(dotted[2] as string);
    if (ipv4 === undefined) return undefined;
    const [a, b, c, d] = ipv4 as [number, number, number, number];
    return parseIpv6(`${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string) => (half === '' ? [] : half.split(':'));
  const head = groupsOf(halves[0] as string);
  const tail = groupsOf(halves[1] ?? '');
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Reads `10.0.0.0/8`, `fc00::/7`, or one address. `undefined` for anything else. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = '', lengthText, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (lengthText === undefined) return { bytes, length: bytes.length * 8 };
  const length = Number(lengthText);
  return /^[0-9]{1,3}$/.test(lengthText) && length <= bytes.length * 8 ? { bytes, length } : undefined;
}

export function blockHas(block: AddressBlock, address: AddressBytes): boolean {
  if (block.bytes.length !== address.length) return false;
  const whole = block.length >> 3;
  for (let index = 0; index < whole; index += 1) if (block.bytes[index] !== address[index]) return false;
  const shift = 8 - (block.length & 7);
  return shift === 8 || (block.bytes[whole] as number) >> shift === (address[whole] as number) >> shift;
}
