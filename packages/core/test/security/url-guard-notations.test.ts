import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnsafeUrlError } from '../../src/errors/kinds.ts';
import { guard, reasonOf } from './url-guard-support.ts';

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
