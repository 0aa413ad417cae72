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

const disagreements: { why: string; section: string; applies: (exchange: Exchange) => boolean }[] = [
  {
    why: 'they treat a fresh answer with must-revalidate as always to be validated; it is free to use while fresh',
    section: '9111 5.2.2.2',
    applies: ({ response }) => /must-revalidate/.test(response['cache-control'] ?? ''),
  },
  {
    why: 'they leave Date out of an answer’s age',
    section: '9111 4.2.3',
    applies: ({ response }) => response.date !== date(0),
  },
  {
    why: 'they give immutable answers without explicit freshness a day, and validate on a reload of a fresh one',
    section: '8246 2',
    applies: ({ response }) => /immutable/.test(response['cache-control'] ?? ''),
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
  },
  {
    why: 'they serve what is stale by exactly max-stale seconds only below the limit, and read max-age=0 in a request as a limit',
    section: '9111 5.2.1',
    applies: ({ request }) => /max-stale=|max-age=0/.test(request['cache-control'] ?? ''),
  },
  {
    why: 'they revalidate in the background although the request limits age or freshness',
    section: '9111 5.2.1.1',
    applies: ({ response, request }) =>
      /stale-while-revalidate/.test(response['cache-control'] ?? '') &&
      /max-age|min-fresh/.test(request['cache-control'] ?? ''),
  },
  {
    why: 'they bound no guess; ours ends after a day',
    section: '9111 4.2.2',
    applies: ({ response }) => response['last-modified'] === date(-86_400 * 365),
  },
  {
    why: 'they count a negative Age as youth; an invalid one is ignored',
    section: '9111 5.1',
    applies: ({ response }) => response.age === '-5',
  },
  {
    why: 'they serve a stale answer with no-cache under max-stale or stale-while-revalidate',
    section: '9111 5.2.2.4',
    applies: ({ response, request }) =>
      /no-cache/.test(response['cache-control'] ?? '') &&
      /stale/.test(`${request['cache-control']} ${response['cache-control']}`),
  },
  {
    why: 'they heed a request’s Pragma also beside Cache-Control, which replaces it',
    section: '9111 5.4',
    applies: ({ request }) => request.pragma !== undefined && request['cache-control'] !== undefined,
  },
  {
    why: 'they store what can neither be used nor validated',
    section: '9111 3',
    applies: ({ response }) => response.etag === undefined && response['last-modified'] === undefined,
  },
];

const directive = (names: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }).map((list) => list.join(', '));
/** Alone, the commonest limit of a request tells more than among others. */
const request = (names: readonly string[]) => fc.oneof(directive(names), fc.constant('max-age=20'));
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
        request(['no-cache', 'max-age=0', 'max-age=20', 'min-fresh=10', 'max-stale', 'max-stale=15', 'only-if-cached']),
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

  it('does differ in each that is listed, so that the list cannot go stale', () => {
    const samples = fc.sample(exchange, { numRuns: 60_000, seed: 11 });
    const idle = disagreements.filter((disagreement) => {
      const others = disagreements.filter((other) => other !== disagreement);
      const alone = samples.filter((one) => disagreement.applies(one) && !others.some(({ applies }) => applies(one)));
      return alone.every((one) => ours(one) === theirs(one));
    });
    expect(idle.map(({ why }) => why)).toEqual([]);
  });
});
