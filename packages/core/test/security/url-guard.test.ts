import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { UnsafeUrlError } from '../../src/errors/kinds.ts';
import { blockHas, parseAddress, parseBlock } from '../../src/security/url-guard/ip-address.ts';
import { specialAddress } from '../../src/security/url-guard/special-addresses.ts';
import { specialName } from '../../src/security/url-guard/special-names.ts';
import { createUrlGuard, type UrlGuardOptions } from '../../src/security/url-guard/url-guard.ts';
import { failure } from '../support/failure.ts';
import vectors from './url-vectors.json' with { type: 'json' };

const publicAddress = '93.184.215.14';
const dns: Record<string, string[]> = vectors.dns;
const resolve = (host: string) => dns[host] ?? [publicAddress];
const guard = createUrlGuard({ resolve });

async function reasonOf(url: string | URL, options: UrlGuardOptions = {}): Promise<string> {
  const error = await failure(createUrlGuard({ resolve, ...options }).check(url));
  expect(error).toBeInstanceOf(UnsafeUrlError);
  expect(error).toMatchObject({ code: 'unsafe-url', attempts: 0 });
  expect(error.hint).toMatch(/\.$/);
  return error.message;
}

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

describe('any address in any notation', () => {
  const byte = fc.nat({ max: 255 });
  const inner = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127, 0), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
    fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
  );
  const outer = fc
    .tuple(fc.integer({ min: 1, max: 223 }), byte, byte, byte)
    .filter(([a, b]) => ![10, 100, 127, 168, 169, 172, 192, 198, 203].includes(a) && b >= 0);
  type Quad = [number, number, number, number];
  const value = ([a, b, c, d]: Quad) => ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (number: number) => number.toString(16);
  const octal = (number: number) => `0${number.toString(8)}`;
  const group = (a: number, b: number) => hex(a * 256 + b);
  const wide = (text: string) =>
    text.replace(/[0-9.]/g, (sign) => (sign === '.' ? '。' : String.fromCharCode(0xfee0 + sign.charCodeAt(0))));
  const notations: ((quad: Quad) => string)[] = [
    (quad) => quad.join('.'),
    (quad) => `${quad.join('.')}.`,
    (quad) => String(value(quad)),
    (quad) => `0x${hex(value(quad))}`,
    (quad) => octal(value(quad)),
    (quad) => quad.map((part) => `0x${hex(part)}`).join('.'),
    (quad) => quad.map(octal).join('.'),
    ([a, b, c, d]) => `${a}.0x${hex(b)}.${octal(c)}.${d}`,
    ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
    ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
    (quad) => wide(quad.join('.')),
    (quad) => quad.join('.').replaceAll('.', '%2e'),
    (quad) => [...quad.join('.')].map((sign) => `%${hex(sign.charCodeAt(0))}`).join(''),
    (quad) => `[::ffff:${quad.join('.')}]`,
    ([a, b, c, d]) => `[0:0:0:0:0:FFFF:${group(a, b)}:${group(c, d)}]`,
    (quad) => `[::${quad.join('.')}]`,
    (quad) => `[64:ff9b::${quad.join('.')}]`,
    ([a, b, c, d]) => `[2002:${group(a, b)}:${group(c, d)}::1]`,
    (quad) => `[::ffff:0:${quad.join('.')}]`,
    (quad) => `user@${quad.join('.')}`,
  ];

  it('is refused when it is inside', async () => {
    await fc.assert(
      fc.asyncProperty(
        inner,
        fc.constantFrom(...notations),
        fc.constantFrom('http', 'https', 'HTTP'),
        async (quad, notation, scheme) => {
          await reasonOf(`${scheme}://${notation(quad as Quad)}/path`);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is refused behind a name, wherever it stands among the answers', async () => {
    await fc.assert(
      fc.asyncProperty(inner, fc.array(outer, { maxLength: 4 }), fc.nat({ max: 4 }), async (bad, good, at) => {
        const answers = good.map((quad) => quad.join('.'));
        answers.splice(at, 0, bad.join('.'));
        await reasonOf('https://name.example/', { resolve: () => answers });
      }),
      { numRuns: 300 },
    );
  });

  it('is allowed when it is outside and written as usual', async () => {
    await fc.assert(
      fc.asyncProperty(outer, fc.constantFrom(0, 13, 16, 17), async (quad, notation) => {
        const text = (notations[notation] as (quad: Quad) => string)(quad as Quad);
        const { addresses } = await guard.check(`http://${text}/`);
        expect(addresses).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('never makes the guard fail in another way, whatever the text', async () => {
    const piece = fc.constantFrom(
      'http',
      'https',
      ':',
      '/',
      '//',
      '\\',
      '@',
      '%',
      '[',
      ']',
      '::',
      '1',
      '127.0.0.1',
      '.',
      'a',
      'é',
      '。',
      '?',
      '#',
      ' ',
      '\n',
      '\0',
      'localhost',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
        async (text) => {
          const outcome = await guard.check(text).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnsafeUrlError);
          else expect(text).toMatch(/^ *https?:\/\//i);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('options', () => {
  it('allow lists hosts, addresses and blocks, on any port or one', async () => {
    const allowed = async (url: string, allow: string[]) =>
      createUrlGuard({ resolve, allow })
        .check(url)
        .then(
          () => true,
          () => false,
        );
    expect(await allowed('http://127.0.0.1:4111/', ['127.0.0.1'])).toBe(true);
    expect(await allowed('http://127.0.0.2:4111/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('http://127.0.0.1:4111/', ['127.0.0.1:4111'])).toBe(true);
    expect(await allowed('http://127.0.0.1:4112/', ['127.0.0.1:4111'])).toBe(false);
    expect(await allowed('http://127.0.0.1/', ['127.0.0.1:80'])).toBe(true);
    expect(await allowed('https://127.0.0.1/', ['127.0.0.1:443'])).toBe(true);
    expect(await allowed('https://127.0.0.1/', ['127.0.0.1:80'])).toBe(false);
    expect(await allowed('http://10.9.8.7:1/', ['10.0.0.0/8'])).toBe(true);
    expect(await allowed('http://11.9.8.7:1/', ['10.0.0.0/8'])).toBe(false);
    expect(await allowed('http://11.9.8.7/', ['10.0.0.0/8'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['[::1]'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['::1'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['[::1]:8080'])).toBe(true);
    expect(await allowed('http://[::1]:8081/', ['[::1]:8080'])).toBe(false);
    expect(await allowed('http://localhost:3000/', ['localhost'])).toBe(true);
    expect(await allowed('http://LOCALHOST.:3000/', ['localhost'])).toBe(true);
    expect(await allowed('http://localhost:3000/', ['LocalHost:3000'])).toBe(true);
    expect(await allowed('http://localhost:3001/', ['localhost:3000'])).toBe(false);
    expect(await allowed('http://app.localhost/', ['localhost'])).toBe(false);
    expect(await allowed('http://bücher.local/', ['bücher.local'])).toBe(true);
    expect(await allowed('http://rebind.attacker.example:99/', ['rebind.attacker.example'])).toBe(true);
    expect(await allowed('http://rebind.attacker.example:99/', ['127.0.0.0/8'])).toBe(true);
    expect(await allowed('http://split.attacker.example:99/', ['10.0.0.0/8'])).toBe(false);
    expect(await allowed('http://split.attacker.example/', ['10.0.0.0/8'])).toBe(true);
    // A name is trusted as a name: the address it has is not trusted by itself.
    expect(await allowed('http://127.0.0.1/', ['localhost', 'rebind.attacker.example'])).toBe(false);
    expect(await allowed('http://0x7f.1/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('ftp://127.0.0.1/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('http://user@127.0.0.1/', ['127.0.0.1'])).toBe(false);
  });

  it('deny is stronger than everything', async () => {
    const deny = ['example.com', '8.8.8.0/24', 'sub.example.org:80'];
    expect(await reasonOf('http://example.com/', { deny })).toBe('the host example.com is denied');
    expect(await reasonOf('http://EXAMPLE.com./', { deny, allow: ['example.com'] })).toBe(
      'the host example.com is denied',
    );
    expect(await reasonOf('http://8.8.8.8/', { deny, allow: ['8.8.8.8'] })).toBe('the address 8.8.8.8 is denied');
    const google = () => ['8.8.8.8'];
    expect(await reasonOf('http://a.example/', { deny, allow: ['a.example'], resolve: google })).toBe(
      'a.example leads to 8.8.8.8, which is denied',
    );
    expect(await reasonOf('http://sub.example.org/', { deny })).toContain('denied');
    await createUrlGuard({ resolve, deny }).check('https://sub.example.org/');
    await createUrlGuard({ resolve, deny }).check('https://www.example.com/');
  });

  it.each([
    '',
    'http://x',
    'a b',
    'user@host',
    '[::1',
    '::1]:80',
    'host:',
    'host:123456',
    '10.0.0.0/33',
    '10.0.0.0/8:80',
    'a/b',
    '[localhost]',
    '[x]:1',
  ])('an entry %j is a configuration error', (entry) => {
    for (const option of ['allow', 'deny']) {
      expect(() => createUrlGuard({ [option]: [entry] })).toThrow(`the option ${option} has an entry`);
      expect(() => createUrlGuard({ [option]: [entry] })).toThrow(HeadwaterError);
    }
  });

  it('ports names those that are open, or any', async () => {
    const check = (url: string, ports: UrlGuardOptions['ports']) =>
      createUrlGuard({ resolve, ports: ports ?? [] }).check(url);
    await check('http://example.com:8080/', [8080]);
    await check('http://example.com:1/', 'any');
    expect(await reasonOf('http://example.com/', { ports: [8080] })).toBe('the port 80 is not allowed');
    expect(await reasonOf('https://example.com/', { ports: [80] })).toBe('the port 443 is not allowed');
    expect(await reasonOf('http://127.0.0.1:1/', { ports: 'any' })).toContain('loopback');
  });

  it('protocols names the schemes, with or without a colon', async () => {
    expect(await reasonOf('http://example.com/', { protocols: ['https:'] })).toBe('the scheme http: is not allowed');
    const sockets = createUrlGuard({ resolve, protocols: ['WS', 'wss:'] });
    await sockets.check('ws://example.com/');
    await sockets.check('wss://example.com/');
    await failure(sockets.check('https://example.com/'));
    expect(await reasonOf('ws://example.com:443/', { protocols: ['ws'], ports: [80] })).toContain('port 443');
    expect(await reasonOf('wss://example.com/', { protocols: ['wss'], ports: [80] })).toContain('port 443');
    expect(await reasonOf('ws://example.com/', { protocols: ['ws'], ports: [443] })).toContain('port 80');
    expect(() => createUrlGuard({ protocols: ['ftp'] })).toThrow(/protocols cannot hold ftp:/);
    expect(() => createUrlGuard({ protocols: ['https', 'file:'] })).toThrow(/cannot hold file:/);
    expect(() => createUrlGuard({ protocols: ['constructor'] })).toThrow(/cannot hold/);
    expect(() => createUrlGuard({ protocols: [] })).toThrow(/protocols is empty/);
  });
});

describe('DNS', () => {
  it('is asked for the plain name, once, and not for addresses', async () => {
    const asked = vi.fn((_host: string) => [publicAddress]);
    const watched = createUrlGuard({ resolve: asked });
    await watched.check('https://BÜCHER.example./x');
    expect(asked).toHaveBeenCalledExactlyOnceWith('xn--bcher-kva.example', undefined);
    await watched.check('https://8.8.8.8/');
    await watched.check('https://[2606:4700::1]/');
    expect(asked).toHaveBeenCalledTimes(1);
    await failure(watched.check('https://localhost/'));
    await failure(watched.check('https://example.com:22/'));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('answers with text or objects, now or later; all of them are returned', async () => {
    for (const answer of [
      ['1.1.1.1', '2606:4700::1'],
      [{ address: '1.1.1.1' }, { address: '2606:4700::1' }],
    ]) {
      for (const later of [answer, Promise.resolve(answer)]) {
        const checked = await createUrlGuard({ resolve: () => later }).check('https://example.com/a?b');
        expect(checked).toEqual({ url: new URL('https://example.com/a?b'), addresses: ['1.1.1.1', '2606:4700::1'] });
      }
    }
  });

  it.each([[[null]], [[{}]], [[7]], [['']], [[{ address: 7 }]]])(
    'answers %j that are no addresses are refused',
    async (answer) => {
      expect(await reasonOf('https://example.com/', { resolve: () => answer as never })).toContain('is not an address');
    },
  );

  it.each([[null], [undefined], ['8.8.8.8'], [{}]])('the answer %j, which is no list, is refused', async (answer) => {
    expect(await reasonOf('https://example.com/', { resolve: () => answer as never })).toContain('has no address');
  });

  it('errors are told, with their cause, as something to try again', async () => {
    for (const broken of [
      () => Promise.reject(new Error('SERVFAIL')),
      () => {
        throw new Error('SERVFAIL');
      },
    ]) {
      const error = await failure(createUrlGuard({ resolve: broken }).check('https://example.com/'));
      expect(error).toMatchObject({
        code: 'unsafe-url',
        retryable: true,
        message: 'the host example.com could not be resolved',
      });
      expect((error.cause as Error).message).toBe('SERVFAIL');
    }
  });

  it('is not waited for after an abort', async () => {
    const controller = new AbortController();
    const seen: (AbortSignal | undefined)[] = [];
    const never = createUrlGuard({
      resolve: (_host, options) => {
        seen.push(options?.signal);
        return new Promise(() => {});
      },
    });
    const checking = never.check('https://example.com/', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(checking).rejects.toThrow('enough');
    expect(seen).toEqual([controller.signal]);
    await expect(never.check('https://8.8.8.8/', { signal: controller.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });

  it('that aborts by itself, or fails after an abort, gives the signal’s reason', async () => {
    const controller = new AbortController();
    const failing = createUrlGuard({
      resolve: async () => {
        controller.abort(new Error('enough'));
        throw new Error('late');
      },
    });
    await expect(failing.check('https://example.com/', { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await guard.check('https://example.com/', { signal });
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalledTimes(1);
    expect(removed.mock.calls[0]?.[1]).toBe(added.mock.calls[0]?.[1]);
  });

  it('is the system’s own by default', async () => {
    // No name needed that a network would have to answer for: the hosts file knows this one.
    const checked = await createUrlGuard({ allow: ['localhost'] }).check('http://localhost/');
    expect(checked.addresses.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
  });
});

describe('a runtime without DNS', () => {
  afterEach(() => {
    vi.doUnmock('../../src/node/system-resolve.ts');
    vi.resetModules();
  });

  async function withoutDns(options: UrlGuardOptions = {}) {
    vi.resetModules();
    vi.doMock('../../src/node/system-resolve.ts', () => ({ systemResolve: undefined }));
    const { createUrlGuard: create } = await import('../../src/security/url-guard/url-guard.ts');
    return create(options);
  }

  it('refuses names, saying that it cannot check them, and still judges addresses', async () => {
    const blind = await withoutDns();
    const error = await failure(blind.check('https://example.com/'));
    expect(error.code).toBe('unsafe-url');
    expect(error.message).toBe('what example.com leads to cannot be checked: this runtime has no DNS');
    expect(error.hint).toContain('resolve');
    expect((await blind.check('https://8.8.8.8/')).addresses).toEqual(['8.8.8.8']);
    await failure(blind.check('https://127.0.0.1/'));
  });

  it('checks the name alone when told to, and says that no address was checked', async () => {
    const blind = await withoutDns({ unresolvedHosts: 'allow' });
    expect((await blind.check('https://example.com/')).addresses).toEqual([]);
    await failure(blind.check('https://localhost/'));
    await failure(blind.check('https://example.com:22/'));
  });

  it('is what the stand-in for other runtimes says', async () => {
    const { systemResolve } = await import('../../src/security/no-system-resolve.ts');
    expect(systemResolve).toBeUndefined();
  });
});
