import type { EmulatorReply } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { readOpenAlexBudget } from '../src/index.ts';
import { all, answering, failureOf } from './answering.ts';

const said = (error: string, message: string) => ({ error, message });

describe('errors of OpenAlex', () => {
  it.each<[string, EmulatorReply, object, RegExp?]>([
    [
      'bad filter',
      { status: 400, json: said('Invalid filter', 'Unknown filter field: author_name') },
      { code: 'invalid-request', attempts: 1 },
      /ids, never names/,
    ],
    [
      'long address',
      { status: 400, json: said('Request URL too long', 'Your request URL is 4612 bytes') },
      { code: 'invalid-request', attempts: 1 },
      /Split/,
    ],
    [
      'wrong key',
      { status: 401, json: said('Unauthorized', 'Invalid API key') },
      { code: 'authentication', attempts: 1 },
      /OPENALEX_API_KEY/,
    ],
    [
      'wrong key, said otherwise',
      { status: 403, json: said('Forbidden', 'API key not found') },
      { code: 'authentication', attempts: 1 },
    ],
    [
      'paid filter',
      { status: 403, json: said('Forbidden', 'from_created_date needs a plan') },
      { code: 'permission', attempts: 1 },
      /paid plan/,
    ],
    ['unknown id', { status: 404, json: said('Not Found', 'Work W9 not found') }, { code: 'not-found', attempts: 1 }],
    [
      'unknown id, as a page',
      { status: 404, text: '<!doctype html><title>404 Not Found</title>' },
      { code: 'not-found', attempts: 1 },
    ],
    [
      'burst',
      {
        status: 429,
        headers: { 'x-ratelimit-remaining': '500', 'x-ratelimit-limit': '1000' },
        json: said('Rate limit exceeded', 'slow down'),
      },
      { code: 'rate-limited', vendorCode: 'burst', attempts: 5 },
    ],
    ['burst without headers', { status: 429, text: '' }, { code: 'rate-limited', attempts: 5 }],
    [
      'budget',
      {
        status: 429,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '1000', 'x-ratelimit-reset': '43200' },
        json: said('Rate limit exceeded', 'Insufficient budget'),
      },
      {
        code: 'quota-exhausted',
        vendorCode: 'budget-exhausted',
        retryAfterMs: 43_200_000,
        attempts: 1,
        retryable: false,
      },
      /midnight UTC/,
    ],
    [
      'too dear a request',
      { status: 429, headers: { 'x-ratelimit-remaining': '5' }, json: said('not_enough_credits', 'costs 10') },
      { code: 'quota-exhausted', attempts: 1 },
    ],
    ['failure', { status: 500, json: said('Server Error', 'oops') }, { code: 'upstream', attempts: 5 }],
    ['page of a gateway', { status: 502, text: '<html>Bad gateway</html>' }, { code: 'upstream', attempts: 5 }],
    [
      'redirect to nowhere known',
      { status: 301, headers: { location: 'https://evil.example/login' }, text: '' },
      { code: 'upstream', attempts: 1 },
    ],
    ['page with a 200', { text: '<html>Down for maintenance</html>' }, { code: 'response-invalid' }],
    ['another shape', { json: { results: 'none' } }, { code: 'response-invalid', attempts: 1 }],
  ])('%s', async (_name, reply, expected, hint) => {
    const { openalex } = answering(reply);
    const error = await failureOf(all(openalex.works.list({ search: 'x' })));
    expect(error).toMatchObject({ ...expected, provider: 'openalex', operation: 'listWorks' });
    if (hint !== undefined) expect(error.hint).toMatch(hint);
  });

  it('a used-up budget does not hold back what is free', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '1000', 'x-ratelimit-reset': '43200' };
    const { openalex } = answering([
      { status: 429, headers, text: '' },
      { headers, json: { id: 'https://openalex.org/W1' } },
    ]);
    expect((await failureOf(all(openalex.works.list('x')))).code).toBe('quota-exhausted');
    expect((await openalex.works.get('W1', { select: ['id'] })).id).toBe('https://openalex.org/W1');
    expect((await openalex.healthCheck()).quota).toEqual({ remaining: 0, limit: 1000 });
  });
});

describe('the budget in the headers', () => {
  it.each([
    [
      {
        'x-ratelimit-limit': '10000',
        'x-ratelimit-remaining': '8766',
        'x-ratelimit-credits-used': '10',
        'x-ratelimit-reset': '43200',
      },
      { limitCredits: 10_000, remainingCredits: 8766, remainingUsd: 0.8766, usedCredits: 10, resetsInMs: 43_200_000 },
    ],
    [
      { 'x-ratelimit-remaining': '0.5', 'x-ratelimit-reset': '99999999' },
      { remainingCredits: 0.5, remainingUsd: 0.00005 },
    ],
    [{ 'x-ratelimit-limit': '-1', 'x-ratelimit-remaining': 'plenty' }, undefined],
    [{}, undefined],
  ])('%j', (headers, budget) => {
    const found = readOpenAlexBudget(new Headers(headers as Record<string, string>));
    if (budget === undefined) expect(found).toBeUndefined();
    else {
      expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(budget).sort());
      for (const [name, value] of Object.entries(budget)) expect(found?.[name as never]).toBeCloseTo(value, 8);
    }
  });
});
