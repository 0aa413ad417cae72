import { HeadwaterError } from '@headwater/core';
import type { EmulatorReply } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { answering, failureOf } from './answering.ts';

const id = 'CorpusId:1';

describe('errors of Semantic Scholar', () => {
  it.each<[string, EmulatorReply, { code: string; retryable?: boolean; attempts: number }, RegExp?]>([
    [
      'unknown fields',
      { status: 400, json: { error: 'Unrecognized or unsupported fields: [x]' } },
      { code: 'invalid-request', attempts: 1 },
    ],
    [
      'too large',
      { status: 400, json: { error: 'Response would exceed maximum size' } },
      { code: 'invalid-request', attempts: 1 },
      /fewer fields/,
    ],
    [
      'outside the window',
      { status: 400, json: { error: 'offset + limit must be < 1000' } },
      { code: 'invalid-request', attempts: 1 },
      /Narrow/,
    ],
    [
      'bad key',
      { status: 403, json: { message: 'Forbidden' } },
      { code: 'authentication', attempts: 1 },
      /SEMANTIC_SCHOLAR_API_KEY/,
    ],
    [
      'unknown paper',
      { status: 404, json: { error: 'Paper with id CorpusId:1 not found' } },
      { code: 'not-found', attempts: 1 },
    ],
    [
      'wrong address',
      { status: 404, json: { message: 'Missing Authentication Token' } },
      { code: 'response-invalid', attempts: 1 },
      /baseUrl/,
    ],
    [
      'rate',
      { status: 429, json: { message: 'Too Many Requests.', code: '429' } },
      { code: 'rate-limited', attempts: 5 },
      /SEMANTIC_SCHOLAR_API_KEY/,
    ],
    ['failure', { status: 500, json: { message: 'Internal Server Error' } }, { code: 'upstream', attempts: 5 }],
    [
      'timeout of the gateway',
      { status: 504, json: { message: 'Endpoint request timed out' } },
      { code: 'upstream', attempts: 5 },
    ],
    ['page of a gateway', { status: 502, text: '<html>Bad gateway</html>' }, { code: 'upstream', attempts: 5 }],
    ['JSON that says nothing', { status: 400, json: [] }, { code: 'invalid-request', attempts: 1 }],
  ])('%s', async (_name, reply, expected, hint) => {
    const { s2, service } = answering(reply);
    const error = await failureOf(s2.getPaper(id));
    expect(HeadwaterError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      ...expected,
      provider: 'semantic-scholar',
      operation: 'getPaper',
      status: reply.status,
    });
    if (hint !== undefined) expect(error.hint).toMatch(hint);
    expect(service.requests).toHaveLength(expected.attempts);
  });

  it('say what the service said, in both of its shapes', async () => {
    const first = await failureOf(answering({ status: 400, json: { error: 'Said as error' } }).s2.getPaper(id));
    const second = await failureOf(answering({ status: 403, json: { message: 'Said as message' } }).s2.getPaper(id));
    expect(first.message).toContain('Said as error');
    expect(second.message).toContain('Said as message');
  });
});
