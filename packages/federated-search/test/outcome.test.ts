import {
  AuthenticationError,
  BudgetExhaustedError,
  CircuitOpenError,
  ConfigurationError,
  OverloadedError,
  QuotaExhaustedError,
  RateLimitedError,
  TimeoutError,
  UpstreamError,
} from '@headwater/core';
import { expect, test } from 'vitest';
import { outcomeOfError } from '../src/index.ts';

test.each<[unknown, object]>([
  [
    new RateLimitedError('x', { status: 429, retryAfterMs: 11_200 }),
    { outcome: 'throttled', reason: 'too many requests (429), free again in 12 s', retryAfterMs: 11_200 },
  ],
  [new RateLimitedError('x', { retryAfterMs: 220 }), { reason: 'too many requests, free again in 0.3 s' }],
  [
    new QuotaExhaustedError('x', { status: 402, retryAfterMs: 10 * 3_600_000 }),
    { outcome: 'throttled', reason: 'its allowance is used up (402), free again in 10 h' },
  ],
  [new RateLimitedError('x', { retryAfterMs: 124_001 }), { reason: 'too many requests, free again in 2 min 5 s' }],
  [new OverloadedError('x'), { outcome: 'throttled' }],
  [new BudgetExhaustedError('x'), { outcome: 'skipped', reason: 'the budget is spent' }],
  [
    new ConfigurationError('the key is missing', { hint: 'Set the environment variable A_KEY.' }),
    { outcome: 'skipped', reason: 'it is not set up: Set the environment variable A_KEY.' },
  ],
  [new AuthenticationError('x', { status: 401 }), { outcome: 'failed', reason: 'refused the key (401)' }],
  [
    new CircuitOpenError('x', { retryAfterMs: 180_000 }),
    { outcome: 'failed', reason: 'failed several times in a row and is left alone, free again in 3 min' },
  ],
  [new TimeoutError('x', { scope: 'deadline' }), { outcome: 'failed', reason: 'did not answer in time' }],
  [new UpstreamError('x', { status: 503 }), { outcome: 'failed', reason: 'had a failure of its own (503)' }],
])('%s', (error, expected) => {
  expect(outcomeOfError(error)).toMatchObject(expected);
});

test('a foreign error is told by its kind alone: its message may hold a secret', () => {
  expect(outcomeOfError(new TypeError('key sk-123 is bad'))).toEqual({
    outcome: 'failed',
    reason: 'met an error of its own code (TypeError)',
  });
  expect(outcomeOfError('sk-123')).toEqual({ outcome: 'failed', reason: 'met an error of its own code (string)' });
});
