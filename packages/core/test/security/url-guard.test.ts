import { describe, expect, it } from 'vitest';
import { blockHas, parseAddress, parseBlock } from '../../src/security/url-guard/ip-address.ts';
import { specialAddress } from '../../src/security/url-guard/special-addresses.ts';
import { specialName } from '../../src/security/url-guard/special-names.ts';
import { failure } from '../support/failure.ts';
import { guard, reasonOf } from './url-guard-support.ts';
import vectors from './url-vectors.json' with { type: 'json' };

describe('the vectors', () => {
  const flat = (groups: Record<string, string[]>) =>
    Object.entries(groups).flatMap(([group, urls]) => urls.map((url) => [group, url] as const));

  it('are many', () => {
    expect(flat(vectors.refused).length).toBeGreaterThanOrEqual(250);
    expect(flat(vectors.allowed).length).toBeGreaterThanOrEqual(100);
    expect(new Set(flat(vectors.refused).map(([, url]) => url)).size).toBe(flat(vectors.refused).length);
  });

  it.each(flat(vectors.refused))('%s: %j is refused', async (_group, url) => {
    await reasonOf(url);
  });

  it.each(flat(vectors.allowed))('%s: %j is allowed', async (_group, url) => {
    const checked = await guard.check(url);
    expect(checked.url.href).toBe(new URL(url).href);
    expect(checked.addresses.length).toBeGreaterThan(0);
  });

  it.each(flat(vectors.refused).filter(([group]) => !['not written as a URL', 'userinfo', 'schemes'].includes(group)))(
    '%s: %j is refused as a URL object, too, unless its notation was all that was odd',
    async (_group, url) => {
      if (!URL.canParse(url)) return;
      const object = new URL(url);
      const publicBehind = /^(8\.8\.8\.8|8\.0\.0\.1|example\.com)$/.test(object.hostname) && object.port === '';
      if (publicBehind) await guard.check(object);
      else await reasonOf(object);
    },
  );
});

describe('the reason', () => {
  it.each([
    ['ftp://example.com/', 'the scheme ftp: is not allowed'],
    ['example.com', 'the URL has no scheme'],
    ['http:/example.com', 'the URL does not name its host after "//"'],
    ['http://a@example.com/', 'the URL holds a user name or password'],
    ['http://ex%61mple.com/', 'the host is written with escapes, blanks or backslashes'],
    ['http://example.com\\x/', 'the host is written with escapes, blanks or backslashes'],
    ['http://example .com/', 'the host is written with escapes, blanks or backslashes'],
    ['http://example.com/\n', 'the URL holds a control character'],
    ['http://example.com/\x7f', 'the URL holds a control character'],
    ['http://example.com/\x1f', 'the URL holds a control character'],
    ['http://[::1', 'the URL cannot be parsed'],
    ['http://0x7f.1/', 'the host is written in an unusual notation of 127.0.0.1'],
    ['http://ｅxample.com/', 'the host is written in an unusual notation of example.com'],
    ['http://example.com:8080/', 'the port 8080 is not allowed'],
    ['http://localhost/', 'the host localhost is an inner name (.localhost)'],
    ['http://a.home.arpa/', 'the host a.home.arpa is an inner name (.home.arpa)'],
    ['http://metadata.goog/', 'the host metadata.goog is a metadata service'],
    ['http://server/', 'the host server has a single label, which only an inner network resolves'],
    ['http://a$b.com/', 'the host a$b.com is not a host name'],
    ['http://127.0.0.1/', 'the address 127.0.0.1 is loopback'],
    ['http://[::1]/', 'the address ::1 is loopback'],
    ['http://[::ffff:10.0.0.1]/', 'the address ::ffff:a00:1 is IPv4-mapped, and inside it private'],
    ['http://rebind.attacker.example/', 'rebind.attacker.example leads to 127.0.0.1, which is loopback'],
    ['http://zone.attacker.example/', 'the DNS answer for zone.attacker.example is not an address'],
    ['http://empty.attacker.example/', 'the host empty.attacker.example has no address'],
  ])('of %j says %s', async (url, message) => {
    expect(await reasonOf(url)).toBe(message);
  });

  it('never shows credentials, path or query', async () => {
    for (const url of [
      'http://user:hunter2@127.0.0.1/p4th?q=s3cret#fr4g',
      'ftp://user:hunter2@example.com/p4th?q=s3cret#fr4g',
      'http://127.0.0.1/p4th?q=s3cret#fr4g',
      'http://example.com:22/p4th?q=s3cret#fr4g',
      'http://intranet/p4th?q=s3cret#fr4g',
      'http://hunter2:p4th@[::1?s3cret#fr4g',
      'http://rebind.attacker.example/p4th?q=s3cret#fr4g',
    ]) {
      const error = await failure(guard.check(url));
      expect(`${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(
        /hunter2|p4th|s3cret|fr4g/,
      );
    }
  });
});

describe('addresses', () => {
  it.each([
    ['0.0.0.0', [0, 0, 0, 0]],
    ['255.255.255.255', [255, 255, 255, 255]],
    ['1.20.255.9', [1, 20, 255, 9]],
    ['::', Array(16).fill(0)],
    ['::1', [...Array(15).fill(0), 1]],
    ['1::', [0, 1, ...Array(14).fill(0)]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['1::8', [0, 1, ...Array(12).fill(0), 0, 8]],
    ['1:2:3:4:5:6:7::', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
    ['ABCD:ef01::', [0xab, 0xcd, 0xef, 0x01, ...Array(12).fill(0)]],
    ['::ffff:1.2.3.4', [...Array(10).fill(0), 255, 255, 1, 2, 3, 4]],
    ['1:2:3:4:5:6:255.0.0.1', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 255, 0, 0, 1]],
  ])('reads %s', (text, bytes) => {
    expect(parseAddress(text)).toEqual(bytes);
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.999',
    '1.2.3.1000',
    '01.2.3.4',
    '1.2.3.00',
    '1.2.3.-4',
    '1.2.3.+4',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.0x4',
    '1.2.3.',
    '１.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '::1%eth0',
    '[::1]',
    '::1.2.3',
    '::1.2.3.256',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1.2.3.4:5',
    '-1::',
    ':1',
    '1:',
    'localhost',
  ])('does not read %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads blocks', () => {
    expect(parseBlock('10.0.0.0/8')).toEqual({ bytes: [10, 0, 0, 0], length: 8 });
    expect(parseBlock('1.2.3.4')).toEqual({ bytes: [1, 2, 3, 4], length: 32 });
    expect(parseBlock('::1')?.length).toBe(128);
    expect(parseBlock('::/0')?.length).toBe(0);
    expect(parseBlock('::/128')?.length).toBe(128);
    expect(parseBlock('1.2.3.4/32')?.length).toBe(32);
    for (const odd of [
      '1.2.3.4/33',
      '::/129',
      '1.2.3.4/',
      '1.2.3.4/x',
      '1.2.3.4/1/2',
      '1.2.3.4/-1',
      '1.2.3.4/1.0',
      'x/8',
      '/8',
      '1.2.3.4/0008',
    ]) {
      expect(parseBlock(odd), odd).toBeUndefined();
    }
  });

  it('knows what is in a block, bit by bit', () => {
    const has = (block: string, address: string) =>
      blockHas(parseBlock(block) as never, parseAddress(address) as never);
    for (let length = 1; length <= 32; length += 1) {
      const block = `170.170.170.170/${length}`;
      const bytes = [170, 170, 170, 170];
      expect(has(block, bytes.join('.'))).toBe(true);
      const flip = (bit: number) =>
        bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (128 >> (bit & 7)) : byte)).join('.');
      expect(has(block, flip(length - 1)), `${block} last bit`).toBe(false);
      if (length < 32) expect(has(block, flip(length)), `${block} first free bit`).toBe(true);
    }
    expect(has('0.0.0.0/0', '255.1.2.3')).toBe(true);
    expect(has('::/0', '1.2.3.4')).toBe(false);
    expect(has('0.0.0.0/0', '::')).toBe(false);
  });

  const ranges: [first: string, last: string, reason: RegExp][] = [
    ['0.0.0.0', '0.255.255.255', /this network/],
    ['10.0.0.0', '10.255.255.255', /^private/],
    ['100.64.0.0', '100.127.255.255', /carrier-grade NAT/],
    ['127.0.0.0', '127.255.255.255', /loopback/],
    ['168.63.129.16', '168.63.129.16', /metadata \(Azure\)/],
    ['169.254.0.0', '169.254.255.255', /link-local/],
    ['172.16.0.0', '172.31.255.255', /^private/],
    ['192.0.0.0', '192.0.0.255', /reserved for protocols/],
    ['192.0.2.0', '192.0.2.255', /documentation/],
    ['192.31.196.0', '192.31.196.255', /AS112/],
    ['192.52.193.0', '192.52.193.255', /AMT/],
    ['192.88.99.0', '192.88.99.255', /6to4 relay/],
    ['192.168.0.0', '192.168.255.255', /^private/],
    ['192.175.48.0', '192.175.48.255', /AS112/],
    ['198.18.0.0', '198.19.255.255', /benchmarks/],
    ['198.51.100.0', '198.51.100.255', /documentation/],
    ['203.0.113.0', '203.0.113.255', /documentation/],
    ['224.0.0.0', '239.255.255.255', /multicast/],
    ['240.0.0.0', '255.255.255.254', /^reserved$/],
    ['255.255.255.255', '255.255.255.255', /broadcast/],
    ['::', '::', /unspecified/],
    ['::1', '::1', /loopback/],
    ['::2', '::ffff:ffff', /IPv4-compatible/],
    ['::ffff:0:0:0', '::ffff:0:ffff:ffff', /IPv4-translated/],
    ['::ffff:127.0.0.0', '::ffff:127.255.255.255', /IPv4-mapped, and inside it loopback/],
    ['64:ff9b::10.0.0.0', '64:ff9b::10.255.255.255', /NAT64, and inside it private/],
    ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', /local NAT64/],
    ['100::', '100::ffff:ffff:ffff:ffff', /discard-only/],
    ['100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff', /dummy prefix/],
    ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff', /Teredo/],
    ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', /benchmarks/],
    ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff', /ORCHID$/],
    ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff', /ORCHIDv2/],
    ['2001:1::', '2001:1:ffff:ffff:ffff:ffff:ffff:ffff', /reserved for protocols/],
    ['2001:30::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', /reserved for protocols/],
    ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', /documentation/],
    ['2002:a00::', '2002:aff:ffff:ffff:ffff:ffff:ffff:ffff', /6to4, and inside it private/],
    ['2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff', /AS112/],
    ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', /documentation/],
    ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /segment routing/],
    ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /unique local/],
    ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /link-local/],
    ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /site-local/],
    ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /multicast/],
    ['4000::', '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /not given out/],
    ['100:0:0:2::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /not given out/],
    ['5f01::', 'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', /not given out/],
  ];

  /** The address before or after, as text; `undefined` beyond the ends. */
  function neighbour(text: string, step: 1 | -1): string | undefined {
    const bytes = parseAddress(text) as readonly number[];
    const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) + BigInt(step);
    if (value < 0n || value >= 1n << BigInt(bytes.length * 8)) return undefined;
    const digits = value.toString(16).padStart(bytes.length * 2, '0');
    if (bytes.length === 4) return [0, 2, 4, 6].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)).join('.');
    return digits.match(/.{4}/g)?.join(':');
  }

  it.each(ranges)('%s to %s is %s, and its neighbours are not', (first, last, reason) => {
    const judge = (text: string) => specialAddress(parseAddress(text) as never);
    expect(judge(first)).toMatch(reason);
    expect(judge(last)).toMatch(reason);
    for (const outside of [neighbour(first, -1), neighbour(last, 1)]) {
      if (outside !== undefined)
        expect(judge(outside) ?? 'public', outside).not.toMatch(new RegExp(`^(${reason.source})$`));
    }
  });

  it.each([['::ffff:8.8.8.8'], ['64:ff9b::8.8.8.8'], ['2002:808:808::'], ['2002:808:808:7f00:1::']])(
    '%s is judged by the public address inside',
    (text) => {
      expect(specialAddress(parseAddress(text) as never)).toBeUndefined();
    },
  );
});

describe('names', () => {
  it('may be as long as DNS allows', () => {
    const label = 'a'.repeat(63);
    const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
    expect(longest).toHaveLength(253);
    expect(specialName(longest)).toBeUndefined();
    expect(specialName(`${longest}a`)).toBe('is not a host name');
    expect(specialName(`${label}a.com`)).toBe('is not a host name');
  });

  it.each(['a.com', 'a-b.com', '_a.com', 'a_.com', '0.com', 'xn--a.com'])('%s is one', (name) => {
    expect(specialName(name)).toBeUndefined();
  });

  it.each(['', '.', 'a.', '.a', 'a..b', '-a.com', 'a-.com', 'A.com', 'a b.com', 'a*b.com', 'ü.com'])(
    '%j is none',
    (name) => {
      expect(specialName(name)).toBe('is not a host name');
    },
  );
});
