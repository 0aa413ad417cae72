import { HeadwaterError } from '@headwater/core';
import type { EmulatorReply } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { answering } from './answering.ts';

async function failureOf(reply: EmulatorReply): Promise<{ error: HeadwaterError; sent: number }> {
  const { exa, service } = answering(reply);
  const error = await exa.search('q').then(
    () => expect.unreachable('the call succeeded'),
    (thrown) => thrown,
  );
  expect(HeadwaterError.isInstance(error)).toBe(true);
  return { error, sent: service.requests.length };
}

const body = (tag: string, error = 'What went wrong.') => ({ requestId: 'req-1', error, tag });

describe('errors of Exa', () => {
  it.each<[string, EmulatorReply, { code: string; hint?: RegExp; vendorCode?: string; attempts: number }]>([
    [
      'bad body',
      { status: 400, json: body('INVALID_REQUEST_BODY') },
      { code: 'invalid-request', vendorCode: 'INVALID_REQUEST_BODY', attempts: 1 },
    ],
    [
      'bad key',
      { status: 401, json: body('INVALID_API_KEY') },
      { code: 'authentication', hint: /EXA_API_KEY/, attempts: 1 },
    ],
    [
      'no credit',
      { status: 402, json: body('NO_MORE_CREDITS') },
      { code: 'quota-exhausted', hint: /credit/, attempts: 1 },
    ],
    [
      'team budget',
      { status: 402, json: body('TEAM_BUDGET_EXCEEDED') },
      { code: 'quota-exhausted', hint: /team/, attempts: 1 },
    ],
    [
      'an unknown reason to pay',
      { status: 402, json: body('TAG_OF_TOMORROW') },
      { code: 'quota-exhausted', vendorCode: 'TAG_OF_TOMORROW', attempts: 1 },
    ],
    [
      'payment challenge',
      { status: 402, json: { x402Version: 1, error: 'X-PAYMENT header is required' } },
      { code: 'authentication', hint: /EXA_API_KEY/, attempts: 1 },
    ],
    [
      'payment challenge in a header',
      { status: 402, headers: { 'payment-required': 'e30=' }, json: {} },
      { code: 'authentication', hint: /EXA_API_KEY/, attempts: 1 },
    ],
    ['scope', { status: 403, json: body('INSUFFICIENT_SCOPE') }, { code: 'permission', hint: /scope/, attempts: 1 }],
    [
      'retired endpoint',
      { status: 410, json: body('RESEARCH_RETIRED') },
      { code: 'not-found', vendorCode: 'RESEARCH_RETIRED', attempts: 1 },
    ],
    ['unprocessable', { status: 422, json: body('FETCH_DOCUMENT_ERROR') }, { code: 'invalid-request', attempts: 1 }],
    ['rate', { status: 429, json: { error: 'Rate limit exceeded' } }, { code: 'rate-limited', attempts: 5 }],
    [
      'overload',
      { status: 503, json: body('SERVICE_OVERLOADED') },
      { code: 'upstream', vendorCode: 'SERVICE_OVERLOADED', attempts: 5 },
    ],
    [
      'no answer',
      { status: 501, json: body('UNABLE_TO_GENERATE_RESPONSE') },
      { code: 'upstream', hint: /differently/, attempts: 1 },
    ],
    [
      'inner error',
      { status: 500, json: { error: { type: 'api_error', code: 'INTERNAL', message: 'Broken.' }, requestId: 'req-1' } },
      { code: 'upstream', vendorCode: 'INTERNAL', attempts: 5 },
    ],
    [
      'framework error',
      { status: 404, json: { message: 'Cannot POST /search', statusCode: 404, path: '/search' } },
      { code: 'not-found', attempts: 1 },
    ],
    [
      'list of messages',
      { status: 400, json: { message: ['query should not be empty', 'x'], statusCode: 400 } },
      { code: 'invalid-request', attempts: 1 },
    ],
    ['page', { status: 404, text: '<!doctype html><title>404</title>' }, { code: 'not-found', attempts: 1 }],
    ['bare gateway error', { status: 502, text: '' }, { code: 'upstream', attempts: 5 }],
    ['JSON that says nothing', { status: 400, json: null }, { code: 'invalid-request', attempts: 1 }],
  ])('%s', async (_name, reply, { hint, ...expected }) => {
    const { error, sent } = await failureOf(reply);
    expect(error).toMatchObject({ ...expected, provider: 'exa', operation: 'search', status: reply.status });
    if (hint !== undefined) expect(error.hint).toMatch(hint);
    expect(sent).toBe(expected.attempts);
  });

  it('carry the request id and the reason', async () => {
    const { error } = await failureOf({ status: 400, json: body('INVALID_NUM_RESULTS', 'numResults is too large') });
    expect(error.requestId).toBe('req-1');
    expect(error.message).toContain('numResults is too large');
    const fromHeader = await failureOf({ status: 400, headers: { 'x-request-id': 'req-2' }, json: { error: 'no' } });
    expect(fromHeader.error.requestId).toBe('req-2');
  });

  it('honour Retry-After when it comes', async () => {
    const limited = { status: 429, headers: { 'retry-after': '3' }, json: { error: 'Rate limit exceeded' } };
    const { exa, now } = answering([limited, { json: { results: [] } }]);
    await exa.search('q');
    expect(now()).toBeGreaterThanOrEqual(3000);
  });
});
