import fc from 'fast-check';
import CachePolicy from 'http-cache-semantics';
import { describe, expect, it } from 'vitest';
import { readRequestRules } from '../../src/cache/cache-control.ts';
import { freshnessOf, judge } from '../../src/cache/freshness.ts';
import type { StoredAnswer } from '../../src/cache/model.ts';
import { mayStore, storedHeaders } from '../../src/cache/storing.ts';
import { date, start } from './support.ts';

/** Our policy beside http-cache-semantics on random exchanges. Where they differ one of these must be the reason. */
interface Exchange {
  status: number;
  response: Record<string, string>;
  request: Record<string, string>;
  elapsedSeconds: number;
}

function example(response: Record<string, string | undefined>, elapsedSeconds: number, request = {}): Exchange {
  const fields = Object.entries({ date: date(0), etag: '"a"', ...response }).filter(([, value]) => value !== undefined);
  return { status: 200, response: Object.fromEntries(fields) as Record<string, string>, request, elapsedSeconds };
}

const disagreements: { why: string; section: string; applies: (exchange: Exchange) => boolean; example: Exchange }[] = [
  {
    why: 'they treat a fresh answer with must-revalidate as always to be validated; it is free to use while fresh',
    section: '9111 5.2.2.2',
    applies: ({ response }) => /must-revalidate/.test(response['cache-control'] ?? ''),
    example: example({ 'cache-control': 'max-age=60, must-revalidate' }, 1),
  },
  {
    why: 'they leave Date out of an answer’s age',
    section: '9111 4.2.3',
    applies: ({ response }) => response.date !== date(0),
    example: example({ 'cache-control': 'max-age=60', date: date(-20) }, 45),
  },
  {
    why: 'they give immutable answers without explicit freshness a day, and validate on a reload of a fresh one',
    section: '8246 2',
    applies: ({ response }) => /immutable/.test(response['cache-control'] ?? ''),
    example: example({ 'cache-control': 'immutable' }, 1000),
  },
  {
    why: 'they read a number’s leading digits (60s), and the last of several',
    section: '9111 4.2.1',
    applies: ({ response, request }) =>
      [response, request].some((headers) => {
        const numbers = (headers['cache-control'] ?? '')
          .split(', ')
          .filter((item) => /^(max-age|min-fresh|max-stale)=/.test(item));
        return (
          numbers.some((item) => !/=\d+$/.test(item)) ||
          new Set(numbers.map((item) => item.split('=')[0])).size < numbers.length
        );
      }),
    example: example({ 'cache-control': 'max-age=60s' }, 1),
  },
  {
    why: 'they serve what is stale by exactly max-stale seconds only below the limit, and read max-age=0 in a request as a limit',
    section: '9111 5.2.1',
    applies: ({ request }) => /max-stale=|max-age=0/.test(request['cache-control'] ?? ''),
    example: example({ 'cache-control': 'max-age=60' }, 75, { 'cache-control': 'max-stale=15' }),
  },
  {
    why: 'they revalidate in the background although the request limits age or freshness',
    section: '9111 5.2.1.1',
    applies: ({ response, request }) =>
      /stale-while-revalidate/.test(response['cache-control'] ?? '') &&
      /max-age|min-fresh/.test(request['cache-control'] ?? ''),
    example: example({ 'cache-control': 'max-age=10, stale-while-revalidate=30' }, 19, {
      'cache-control': 'max-age=20',
    }),
  },
  {
    why: 'they bound no guess; ours ends after a day',
    section: '9111 4.2.2',
    applies: ({ response }) => response['last-modified'] === date(-86_400 * 365),
    example: example({ 'last-modified': date(-86_400 * 365) }, 100_000),
  },
  {
    why: 'they count a negative Age as youth; an invalid one is ignored',
    section: '9111 5.1',
    applies: ({ response }) => response.age === '-5',
    example: example({ 'cache-control': 'max-age=60', age: '-5' }, 61),
  },
  {
    why: 'they serve a stale answer with no-cache under max-stale or stale-while-revalidate',
    section: '9111 5.2.2.4',
    applies: ({ response, request }) =>
      /no-cache/.test(response['cache-control'] ?? '') &&
      /stale/.test(`${request['cache-control']} ${response['cache-control']}`),
    example: example({ 'cache-control': 'no-cache' }, 1, { 'cache-control': 'max-stale' }),
  },
  {
    why: 'they heed a request’s Pragma also beside Cache-Control, which replaces it',
    section: '9111 5.4',
    applies: ({ request }) => request.pragma !== undefined && request['cache-control'] !== undefined,
    example: example({ 'cache-control': 'max-age=60' }, 1, { 'cache-control': 'max-age=20', pragma: 'no-cache' }),
  },
  {
    why: 'they do not take private as permission for a private cache to store',
    section: '9111 3',
    applies: ({ status, response }) => [302, 307].includes(status) && /private/.test(response['cache-control'] ?? ''),
    example: { ...example({ 'cache-control': 'private' }, 1, { 'cache-control': 'max-stale' }), status: 307 },
  },
  {
    why: 'they store what can neither be used nor validated',
    section: '9111 3',
    applies: ({ response }) => response.etag === undefined && response['last-modified'] === undefined,
    example: example({ 'cache-control': 'max-age=0', etag: undefined }, 1, { 'cache-control': 'max-stale' }),
  },
];

const directive = (names: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }).map((list) => list.join(', '));
const optional = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined });

const exchange = fc
  .record({
    status: fc.constantFrom(200, 203, 204, 206, 301, 302, 304, 307, 404, 410, 500, 503),
    response: fc.record({
      'cache-control': optional(
        directive([
          'max-age=60',
          'max-age=0',
          'max-age=60s',
          'max-age=10',
          's-maxage=5',
          'no-cache',
          'no-store',
          'private',
          'public',
          'must-revalidate',
          'immutable',
          'stale-while-revalidate=30',
        ]),
      ),
      expires: optional(fc.constantFrom(date(60), date(-60), '0')),
      date: fc.constantFrom(date(0), date(0), date(-20)),
      age: optional(fc.constantFrom('0', '30', '59', '60', '-5', 'x')),
      etag: optional(fc.constant('"a"')),
      'last-modified': optional(fc.constantFrom(date(-600), date(60), date(-86_400 * 365))),
      vary: optional(fc.constantFrom('*', 'accept', 'accept-encoding')),
    }),
    request: fc.record({
      'cache-control': optional(
        directive([
          'no-cache',
          'max-age=0',
          'max-age=20',
          'min-fresh=10',
          'max-stale',
          'max-stale=15',
          'only-if-cached',
        ]),
      ),
      pragma: optional(fc.constant('no-cache')),
    }),
    elapsedSeconds: fc.constantFrom(0, 1, 19, 19, 21, 29, 45, 59, 61, 75, 89, 91, 1000, 100_000, 100_000),
  })
  .map(({ response, request, ...rest }): Exchange => {
    const defined = (headers: object) =>
      Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined && value !== ''));
    return { ...rest, response: defined(response), request: defined(request) };
  });

function ours({ status, response, request, elapsedSeconds }: Exchange): string {
  const answer: StoredAnswer = {
    status,
    statusText: '',
    headers: storedHeaders(Object.entries(response), start, []),
    requestedAtMs: start,
    receivedAtMs: start,
    vary: [],
    always: '',
    ttl: null,
    body: '',
    bodyBytes: 0,
  };
  if (!mayStore(answer, readRequestRules(undefined), {})) return 'ask';
  const verdict = judge(
    answer,
    freshnessOf(answer),
    readRequestRules(request['cache-control'], request.pragma),
    start + elapsedSeconds * 1000,
  );
  return verdict === 'validate' ? 'ask' : verdict === 'stale-while-revalidate' ? 'use and ask' : 'use';
}

function theirs({ status, response, request, elapsedSeconds }: Exchange): string {
  let now = start;
  class Policy extends CachePolicy {
    override now() {
      return now;
    }
  }
  const plain = { url: '/', method: 'GET', headers: { host: 'a' } };
  const policy = new Policy(plain, { status, headers: response }, { shared: false });
  if (!policy.storable()) return 'ask';
  now += elapsedSeconds * 1000;
  const { response: found, revalidation } = policy.evaluateRequest({
    ...plain,
    headers: { ...plain.headers, ...request },
  });
  return found === undefined ? 'ask' : revalidation === undefined ? 'use' : 'use and ask';
}

describe('beside http-cache-semantics', () => {
  it('differs in nothing but what is listed here', () => {
    fc.assert(
      fc.property(exchange, (one) => {
        if (disagreements.some(({ applies }) => applies(one))) return;
        expect(ours(one)).toBe(theirs(one));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(disagreements)('$section: $why', ({ applies, example }) => {
    expect(applies(example)).toBe(true);
    expect(ours(example)).not.toBe(theirs(example));
  });
});
