import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRateLimitHeaders } from '../../src/resilience/rate-limit-headers.ts';
import { parseRetryAfter, readRetryAfter } from '../../src/resilience/retry-after.ts';

const wall = Date.UTC(2026, 0, 1);
const monthMs = 31 * 86_400_000;
const inSeconds = (seconds: number) => new Date(wall + seconds * 1000);

describe('Retry-After', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    [' 1.5 ', 1500],
    ['2678400', monthMs],
    ['2678401', undefined],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Thursday, 01-Jan-26 00:00:10 GMT', 10_000],
    ['Thu Jan  1 00:00:10 2026', 10_000],
    ['Thu Jan 11 00:00:00 2026', 864_000_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Thu, 01 Jan 2126 00:00:10 GMT', undefined],
    ['Thu, 99 Jan 2026 00:00:10 GMT', undefined],
    ['Thu, 01 Jan 2026 00:00:10 GMT and more', undefined],
    ['see Thu, 01 Jan 2026 00:00:10 GMT', undefined],
    ['2, 7', 7000],
    ['7,2', 7000],
    ['5, -3', 5000],
    ['3, soon, 1', 3000],
    ['Thu, 01 Jan 2026 00:00:10 GMT, Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
    ['4, Thu, 01 Jan 2026 00:00:02 GMT', 4000],
    ['-5', undefined],
    ['+5', undefined],
    ['0x10', undefined],
    ['5 seconds', undefined],
    ['5s', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['soon', undefined],
    ['Mon 5', undefined],
    ['2026-01-01T00:00:10Z', undefined],
    ['', undefined],
    [',', undefined],
    ['1e9', undefined],
    ['9'.repeat(400), undefined],
    [null, undefined],
  ])('%j is %j ms', (value, expected) => {
    expect(parseRetryAfter(value, wall)).toBe(expected);
  });

  it('is a wait of 0 to 31 days, or none, for any text', () => {
    const numbers = fc.double().map(String);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          numbers,
          fc.array(numbers).map((list) => list.join(', ')),
        ),
        (text) => {
          const parsed = parseRetryAfter(text, wall);
          if (parsed === undefined) return;
          expect(parsed).toBeGreaterThanOrEqual(0);
          expect(parsed).toBeLessThanOrEqual(monthMs);
        },
      ),
    );
  });

  it('is read against the answer’s own date, so that neither clock need be right', () => {
    const headers = new Headers({
      date: 'Thu, 01 Jan 2026 12:00:00 GMT',
      'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT',
    });
    expect(readRetryAfter(headers, wall)).toBe(30_000);
    headers.set('date', 'today');
    expect(readRetryAfter(headers, wall)).toBe(43_230_000);
    expect(readRetryAfter(new Headers(), wall)).toBeUndefined();
  });

  it('may come in milliseconds', () => {
    const headers = new Headers({ 'retry-after-ms': ' 250 ', 'retry-after': '1' });
    expect(readRetryAfter(headers, wall)).toBe(250);
    headers.set('retry-after-ms', '-250');
    expect(readRetryAfter(headers, wall)).toBe(1000);
    headers.set('retry-after-ms', '2678400001');
    expect(readRetryAfter(headers, wall)).toBe(1000);
    headers.set('retry-after-ms', '2678400000');
    expect(readRetryAfter(headers, wall)).toBe(monthMs);
  });
});

describe('rate limit headers', () => {
  it.each([
    [
      'structured fields',
      { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
      { remaining: 50, limit: 100, resetsAt: inSeconds(30) },
    ],
    ['structured fields without policy or time', { ratelimit: '"burst" ; r=7' }, { remaining: 7 }],
    [
      'several policies: the tightest',
      {
        ratelimit: '"hour";r=90;t=3000, "second";r=1;t=1, "day, all";r=500;t=8000',
        'ratelimit-policy': '"hour";q=100;w=3600,"second";q=10;w=1, "day, all";q=1000;w=86400',
      },
      { remaining: 1, limit: 10, resetsAt: inSeconds(1) },
    ],
    [
      'the first of policies that are equally tight',
      { ratelimit: '"a";r=0;t=5, "b";r=0;t=9', 'ratelimit-policy': '"a";q=3, "b";q=4' },
      { remaining: 0, limit: 3, resetsAt: inSeconds(5) },
    ],
    [
      'the smallest share, not the smallest number',
      { ratelimit: '"a";r=5, "b";r=4, "c";r=6', 'ratelimit-policy': '"a";q=1000, "b";q=5, "c";q=7' },
      { remaining: 5, limit: 1000 },
    ],
    [
      'only what has a number left',
      { ratelimit: '"a";t=3, "b";r=4;t=9;x=many', 'ratelimit-policy': '"a";q=1000' },
      { remaining: 4, resetsAt: inSeconds(9) },
    ],
    ['a draft in one field without a reset', { ratelimit: 'limit=100, remaining=40' }, { remaining: 40, limit: 100 }],
    [
      'a draft with everything in one field',
      { ratelimit: 'limit=100, remaining=40, reset=20' },
      { remaining: 40, limit: 100, resetsAt: inSeconds(20) },
    ],
    [
      'an earlier draft',
      { 'ratelimit-limit': '100, 100;w=10, 5000;w=3600', 'ratelimit-remaining': '99', 'ratelimit-reset': '5' },
      { remaining: 99, limit: 100, resetsAt: inSeconds(5) },
    ],
    [
      'epoch seconds',
      { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': String(wall / 1000 + 1800) },
      { remaining: 4999, limit: 5000, resetsAt: inSeconds(1800) },
    ],
    [
      'epoch milliseconds',
      { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String(wall + 2500) },
      { remaining: 1, resetsAt: inSeconds(2.5) },
    ],
    [
      'epoch seconds in the names of X',
      { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(wall / 1000 + 900) },
      { remaining: 0, limit: 15, resetsAt: inSeconds(900) },
    ],
    [
      'seconds from now',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '59.5' },
      { remaining: 3, resetsAt: inSeconds(59.5) },
    ],
    [
      'seconds from now beside a time',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '1470173023.5', 'x-ratelimit-reset-after': '1.25' },
      { remaining: 3, resetsAt: inSeconds(1.25) },
    ],
    [
      'doubled headers: the smallest numbers, the longest wait',
      { 'x-ratelimit-remaining': '5, 3', 'x-ratelimit-limit': '10, 20', 'x-ratelimit-reset-after': '2, 4, soon' },
      { remaining: 3, limit: 10, resetsAt: inSeconds(4) },
    ],
    [
      'a time that has passed',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(wall / 1000 - 60) },
      { remaining: 3, resetsAt: inSeconds(0) },
    ],
    [
      'epoch seconds by a vendor’s clock that is an hour ahead',
      {
        date: 'Thu, 01 Jan 2026 01:00:00 GMT',
        'x-ratelimit-remaining': '3',
        'x-ratelimit-reset': String(wall / 1000 + 3660),
      },
      { remaining: 3, resetsAt: inSeconds(60) },
    ],
    ['a limit alone', { 'x-ratelimit-limit': '60' }, { limit: 60 }],
    ['negative numbers', { 'x-ratelimit-remaining': '-1', 'x-ratelimit-limit': '60' }, { limit: 60 }],
    ['an absurd time', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999999' }, { remaining: 0 }],
    ['an absurd wait', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2678401' }, { remaining: 0 }],
    [
      'a reset with letters behind it',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60x', 'x-ratelimit-limit': '7' },
      { remaining: 0, limit: 7 },
    ],
    [
      'the longest wait',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2678400' },
      { remaining: 0, resetsAt: inSeconds(2_678_400) },
    ],
    [
      'the first dialect that can be read',
      { ratelimit: 'none', 'x-ratelimit-remaining': 'many', 'ratelimit-remaining': '8', 'x-rate-limit-remaining': '9' },
      { remaining: 8 },
    ],
    ['a reset alone', { 'x-ratelimit-reset': '5' }, undefined],
    ['a policy alone', { 'ratelimit-policy': '"default";q=100;w=60' }, undefined],
    ['nothing', { 'content-type': 'application/json' }, undefined],
    ['nothing that can be read', { ratelimit: '"x";r=many', 'x-ratelimit-remaining': '1.5' }, undefined],
    ['empty values', { ratelimit: '', 'x-ratelimit-remaining': '' }, undefined],
    ['too long a value', { 'x-ratelimit-remaining': `${' '.repeat(1)}1${', 1'.repeat(500)}` }, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(parseRateLimitHeaders(new Headers(headers as Record<string, string>), wall)).toEqual(expected);
  });

  it('gives bounded numbers or nothing for any garbage', () => {
    const names = [
      'ratelimit',
      'ratelimit-policy',
      ...['x-ratelimit', 'ratelimit', 'x-rate-limit'].flatMap((family) =>
        ['limit', 'remaining', 'reset', 'reset-after'].map((part) => `${family}-${part}`),
      ),
      'date',
    ];
    const word = fc.constantFrom(
      '"a"',
      '"a;b,',
      ';r=',
      ';t=',
      ';q=',
      '=',
      ',',
      '-1',
      '0',
      '1e3',
      '99999999999999999',
      ' ',
    );
    const garbage = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      fc.double().map(String),
      fc.integer().map(String),
      fc.string({ unit: 'grapheme-ascii' }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), garbage),
        fc.integer({ min: 0, max: 4e12 }),
        (given, now) => {
          const quota = parseRateLimitHeaders(new Headers(given), now);
          if (quota === undefined) return;
          const { remaining, limit, resetsAt } = quota;
          expect(remaining !== undefined || limit !== undefined).toBe(true);
          for (const number of [remaining ?? 0, limit ?? 0]) {
            expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
          }
          const wait = (resetsAt?.getTime() ?? now) - now;
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(monthMs);
        },
      ),
      { numRuns: 500 },
    );
  });
});
