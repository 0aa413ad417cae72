import { HeadwaterError } from '@headwater/core';
import type { EmulatorReply } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf, scripted } from './scripted.ts';

const problem = (kind: string, extra: object = {}, host = 'api.x.com') => ({
  type: `https://${host}/2/problems/${kind}`,
  title: 'A title',
  detail: 'What went wrong.',
  ...extra,
});
/** The clock of the tests stands at this second. */
const now = Date.UTC(2026, 0, 1) / 1000;

describe('errors of X', () => {
  it.each<[string, EmulatorReply, { code: string; hint?: RegExp; vendorCode?: string; attempts: number }]>([
    [
      'a bad parameter, in the old form',
      {
        status: 400,
        json: {
          ...problem('invalid-request', {}, 'api.twitter.com'),
          errors: [{ message: 'max_results is 7', parameters: {} }],
        },
      },
      { code: 'invalid-request', vendorCode: 'invalid-request', attempts: 1 },
    ],
    [
      'a token nobody knows',
      { status: 401, json: { title: 'Unauthorized', type: 'about:blank' } },
      { code: 'authentication', hint: /TWITTER_BEARER_TOKEN/, attempts: 1 },
    ],
    [
      'an expired token, legacy',
      { status: 401, json: { errors: [{ code: 89, message: 'Invalid or expired token.' }] } },
      { code: 'authentication', vendorCode: '89', attempts: 1 },
    ],
    [
      'no credit',
      { status: 402, json: { title: 'CreditsDepleted', detail: 'No credits.' } },
      { code: 'quota-exhausted', hint: /credit is gone/, attempts: 1 },
    ],
    ['a 402 that says nothing', { status: 402, text: '' }, { code: 'quota-exhausted', hint: /credit/, attempts: 1 }],
    [
      'a spending limit',
      { status: 402, json: { title: 'SpendCapReached', detail: 'Spend cap reached for this cycle.' } },
      { code: 'quota-exhausted', hint: /spending limit/, attempts: 1 },
    ],
    [
      'a spending limit as 403',
      { status: 403, json: { detail: 'Your billing cycle spending limit was hit.' } },
      { code: 'quota-exhausted', hint: /spending limit/, attempts: 1 },
    ],
    [
      'an app that is not enrolled',
      { status: 403, json: problem('client-forbidden', { reason: 'client-not-enrolled' }) },
      { code: 'permission', hint: /enrolled/, vendorCode: 'client-forbidden', attempts: 1 },
    ],
    [
      'the wrong kind of token',
      { status: 403, json: problem('unsupported-authentication') },
      { code: 'permission', hint: /bearer token only/, attempts: 1 },
    ],
    ['a scope', { status: 403, json: { title: 'Forbidden' } }, { code: 'permission', attempts: 1 }],
    ['an address that is not there', { status: 404, text: '' }, { code: 'not-found', attempts: 1 }],
    [
      'a monthly cap',
      { status: 429, json: problem('usage-capped', { period: 'Monthly', title: 'UsageCapExceeded' }) },
      { code: 'quota-exhausted', hint: /usage\(\)/, vendorCode: 'usage-capped', attempts: 1 },
    ],
    [
      'a monthly cap told by its title',
      { status: 429, json: { title: 'UsageCapExceeded' } },
      { code: 'quota-exhausted', attempts: 1 },
    ],
    [
      'another stream',
      { status: 429, json: problem('streaming-connection', { connection_issue: 'TooManyConnections' }) },
      { code: 'overloaded', hint: /closeConnections/, attempts: 1 },
    ],
    ['a full window', { status: 429, json: problem('rate-limit-exceeded') }, { code: 'rate-limited', attempts: 5 }],
    [
      'a full window, legacy',
      { status: 429, json: { errors: [{ code: 88, message: 'Rate limit exceeded' }] } },
      { code: 'rate-limited', vendorCode: '88', attempts: 5 },
    ],
    ['a 429 in plain text', { status: 429, text: 'Too Many Requests' }, { code: 'rate-limited', attempts: 5 }],
    [
      'too many rules',
      { status: 422, json: problem('rule-cap') },
      { code: 'quota-exhausted', hint: /delete some/, attempts: 1 },
    ],
    [
      'a stream without rules',
      { status: 409, json: { title: 'Conflict' } },
      { code: 'invalid-request', hint: /rules/, attempts: 1 },
    ],
    ['something broken', { status: 503, json: problem('internal-error') }, { code: 'upstream', attempts: 5 }],
    ['a gateway’s page', { status: 502, text: '<html>Bad gateway</html>' }, { code: 'upstream', attempts: 5 }],
    [
      'a problem of tomorrow',
      { status: 400, json: problem('of-tomorrow') },
      { code: 'invalid-request', vendorCode: 'of-tomorrow', attempts: 1 },
    ],
    [
      'a bare code',
      { status: 401, json: { code: 32, message: 'Could not authenticate you' } },
      { code: 'authentication', attempts: 1 },
    ],
    ['JSON that says nothing', { status: 400, json: null }, { code: 'invalid-request', attempts: 1 }],
  ])('%s', async (_name, reply, { hint, ...expected }) => {
    const { x, service } = scripted(reply);
    const error = await failureOf(x.searchRecent('q'));
    expect(error).toMatchObject({ ...expected, provider: 'x', operation: 'searchRecent', status: reply.status });
    if (hint !== undefined) expect(error.hint).toMatch(hint);
    expect(service.requests).toHaveLength(expected.attempts);
  });

  it('wait until the window ends', async () => {
    const full = {
      status: 429,
      headers: { 'x-rate-limit-limit': '450', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(now + 20) },
      json: problem('rate-limit-exceeded'),
    };
    const { x, clock } = scripted([full, { json: { meta: { result_count: 0 } } }]);
    await x.searchDocuments({ text: 'q' });
    expect(clock.monotonicNow()).toBeGreaterThanOrEqual(20_000);
  });

  it('say how long the window lasts when the call cannot wait', async () => {
    const headers = {
      'x-rate-limit-limit': '450',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(now + 600),
    };
    const { x, service } = scripted({ status: 429, headers, json: {} });
    const error = await failureOf(x.searchDocuments({ text: 'q' }));
    expect(error.code).toBe('rate-limited');
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(600_000);
    expect(service.requests).toHaveLength(1);
  });

  it('do not wait for a window that has requests left', async () => {
    const headers = {
      'x-rate-limit-limit': '300',
      'x-rate-limit-remaining': '200',
      'x-rate-limit-reset': String(now + 600),
    };
    const { x, clock } = scripted([{ status: 429, headers, json: {} }, { json: { meta: { result_count: 0 } } }]);
    await x.searchDocuments({ text: 'q' });
    expect(clock.monotonicNow()).toBeLessThan(60_000);
  });

  it.each([
    ['resource-not-found', 'not-found'],
    ['resource-unavailable', 'not-found'],
    ['not-authorized-for-resource', 'permission'],
    ['disallowed-resource', 'permission'],
  ])('inside a 200 without data: %s', async (kind, code) => {
    const { x } = scripted({ json: { errors: [problem(kind, { resource_type: 'user', value: 'nobody' })] } });
    expect(await failureOf(x.userByUsername('nobody'))).toMatchObject({ code, vendorCode: kind, attempts: 1 });
  });

  it('beside data are no error but named', async () => {
    const errors = [problem('not-authorized-for-field', { field: 'non_public_metrics', resource_id: '1' })];
    const { x } = scripted({ json: { data: { id: '1', text: 'a' }, errors } });
    expect((await x.post('1')).id).toBe('1');
  });
});

describe('whatever comes', () => {
  const settings = { resilience: { limits: { default: {} }, retry: { attempts: 1 } } };

  it('an error answer is a typed error', async () => {
    const status = fc.constantFrom(400, 401, 402, 403, 404, 409, 422, 429, 500, 503);
    await fc.assert(
      fc.asyncProperty(status, fc.jsonValue({ maxDepth: 3 }), async (code, json) => {
        const error = await failureOf(scripted({ status: code, json }, settings).x.searchRecent('q'));
        expect(HeadwaterError.isInstance(error)).toBe(true);
        expect(error.status).toBe(code);
      }),
      { numRuns: 100 },
    );
  });

  it('an answer is a result or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { x } = scripted({ json }, settings);
        await x.searchDocuments({ text: 'q' }).catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
      }),
      { numRuns: 100 },
    );
  });
});
