import { describe, expect, it } from 'vitest';
import { CallResponse, joinedResponse } from '../src/pipeline/response-info.ts';

const facts = {
  status: 200,
  attempts: 2,
  bytes: 10,
  durationMs: 5,
  arrivedAt: 1_700_000_000_000,
  cache: 'hit',
} as const;

describe('what is known of a response', () => {
  it('makes headers when asked for them, and once', () => {
    let made = 0;
    const response = new CallResponse({
      ...facts,
      headers: () => {
        made += 1;
        return new Headers({ etag: '"1"' });
      },
    });
    expect(made).toBe(0);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers).toBe(response.headers);
    expect(made).toBe(1);
  });

  it('says as JSON what it knows, without headers', () => {
    const response = new CallResponse({ ...facts, headers: new Headers({ 'set-cookie': 'a' }), costUsd: 0.5 });
    expect(JSON.parse(JSON.stringify(response))).toEqual({
      status: 200,
      attempts: 2,
      bytes: 10,
      durationMs: 5,
      cache: 'hit',
      costUsd: 0.5,
      retrievedAt: '2023-11-14T22:13:20.000Z',
    });
  });

  it('charges nothing to a call that joined, and lends it no headers', () => {
    const response = new CallResponse({
      ...facts,
      headers: new Headers({ etag: '"1"' }),
      costUsd: 0.5,
      requestId: 'r',
    });
    const joined = joinedResponse(response);
    expect(joined).toMatchObject({ attempts: 0, coalesced: true, requestId: 'r', retrievedAt: response.retrievedAt });
    expect(joined).not.toHaveProperty('costUsd');
    joined.headers.set('etag', '"2"');
    expect(response.headers.get('etag')).toBe('"1"');
  });
});
