import type { EmulatorReply } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { all, answering, failureOf } from './answering.ts';

const failed = (...message: object[]) => ({ status: 'failed', 'message-type': 'validation-failure', message });
const select = {
  type: 'select-not-available',
  value: 'language',
  message: "Select 'language' specified but there is no such select",
};

describe('errors of Crossref', () => {
  it.each<[string, EmulatorReply, object, RegExp?]>([
    [
      'refused parameter',
      { status: 400, json: failed(select) },
      { code: 'invalid-request', vendorCode: 'select-not-available', attempts: 1 },
    ],
    [
      'several',
      { status: 400, json: failed(select, { type: 'x', message: 'and more' }) },
      { code: 'invalid-request', attempts: 1 },
    ],
    ['refused without a reason', { status: 400, json: { message: 'no' } }, { code: 'invalid-request', attempts: 1 }],
    ['refused in words', { status: 400, text: 'Bad request' }, { code: 'invalid-request', attempts: 1 }],
    [
      'wrong token',
      { status: 401, text: 'Unauthorized' },
      { code: 'authentication', attempts: 1 },
      /CROSSREF_PLUS_API_TOKEN/,
    ],
    [
      'block',
      { status: 403, text: 'Forbidden' },
      { code: 'permission', retryable: false, attempts: 1 },
      /support@crossref/,
    ],
    [
      'unknown',
      { status: 404, headers: { 'content-type': 'text/plain' }, text: 'Resource not found.' },
      { code: 'not-found', attempts: 1 },
      /agency/,
    ],
    ['limit as text', { status: 429, text: 'Rate limit exceeded' }, { code: 'rate-limited', attempts: 5 }, /mailto/],
    ['limit without a body', { status: 429, text: '' }, { code: 'rate-limited', attempts: 5 }],
    ['failure as a page', { status: 500, text: '<html>oops</html>' }, { code: 'upstream', attempts: 5 }],
    ['heavy query', { status: 504, text: '<html>Gateway Timeout</html>' }, { code: 'upstream', attempts: 5 }, /select/],
    [
      'failure with a 200',
      { json: failed(select) },
      { code: 'invalid-request', vendorCode: 'select-not-available', attempts: 1 },
    ],
    ['page with a 200', { text: '<html>Down</html>' }, { code: 'response-invalid' }],
    [
      'another shape',
      { json: { status: 'ok', message: { items: 'none' } } },
      { code: 'response-invalid', attempts: 1 },
    ],
  ])('%s', async (_name, reply, expected, hint) => {
    const { crossref } = answering(reply);
    const error = await failureOf(all(crossref.works.list('x')));
    expect(error).toMatchObject({ ...expected, provider: 'crossref', operation: 'listWorks' });
    if (hint !== undefined) expect(error.hint).toMatch(hint);
  });

  it('say what Crossref said of every parameter', async () => {
    const { crossref } = answering({ status: 400, json: failed(select, { type: 'x', message: 'and more' }) });
    expect((await failureOf(all(crossref.works.list('x')))).message).toContain('no such select; and more');
  });
});
