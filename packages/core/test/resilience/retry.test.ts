import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorDetails, HeadwaterError } from '../../src/errors/headwater-error.ts';
import {
  NetworkError,
  OverloadedError,
  QuotaExhaustedError,
  RateLimitedError,
  ResponseInvalidError,
  TimeoutError,
  UpstreamError,
} from '../../src/errors/kinds.ts';
import { circuitWaitMs, retryDelayMs } from '../../src/resilience/retry.ts';
import { attemptsAllowed, retryRuleFor, retryRules } from '../../src/resilience/retry-rules.ts';

const dice = fc.double({ min: 0, max: 0.999, noNaN: true });

describe('the wait before a retry', () => {
  it('is drawn from the whole range up to the doubled ceiling, and never beyond the maximum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), dice, (attempt, dice) => {
        const delay = retryDelayMs(attempt, undefined, () => dice, { baseDelayMs: 250, maxDelayMs: 1000 });
        expect(delay).toBe(Math.ceil(dice * Math.min(1000, 250 * 2 ** (attempt - 1))));
      }),
    );
  });

  it('has defaults of 250 ms doubling to 20 s', () => {
    const longest = (attempt: number) => retryDelayMs(attempt, undefined, () => 1, {});
    expect([1, 2, 3, 4, 20].map(longest)).toEqual([250, 500, 1000, 2000, 20_000]);
    expect(retryDelayMs(3, undefined, () => 0, {})).toBe(0);
  });

  it('is never less than the service asked for, and a tenth more at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), dice, (asked, dice) => {
        const delay = retryDelayMs(1, asked, () => dice, {});
        expect(delay).toBeGreaterThanOrEqual(asked);
        expect(delay).toBeLessThanOrEqual(asked + Math.min(250, asked * 0.1) + 1);
      }),
    );
    expect(retryDelayMs(1, 1000, () => 1, {})).toBe(1100);
    expect(retryDelayMs(1, 10_000, () => 1, {})).toBe(10_250);
  });
});

describe('the wait for an open circuit', () => {
  it('is as long as the circuit says and a little more, where that is near', () => {
    expect(circuitWaitMs(1000, 5000, () => 0)).toBe(1050);
    expect(circuitWaitMs(1000, 5000, () => 1)).toBe(1250);
    expect(circuitWaitMs(0, 5000, () => 0.5)).toBe(150);
  });

  it('is not taken for a far one, nor past the deadline', () => {
    expect(circuitWaitMs(1001, 60_000, () => 0)).toBeUndefined();
    expect(circuitWaitMs(500, 550, () => 0)).toBeUndefined();
    expect(circuitWaitMs(500, 551, () => 0)).toBe(550);
  });
});

describe('what may be sent again', () => {
  const cause = (code: string) => new Error('fetch failed', { cause: Object.assign(new Error('inner'), { code }) });
  const network = (code: string) => new NetworkError('broken', { cause: cause(code) });
  const attempt = (kind: 'attempt' | 'deadline') => new TimeoutError('late', { scope: kind });
  const garbled = new ResponseInvalidError('not JSON', { retryable: true });
  const free = { safety: 'read', billed: false } as const;
  const billed = { safety: 'read', billed: true } as const;
  const idempotent = { safety: 'idempotent', billed: true } as const;
  const unsafe = { safety: 'unsafe', billed: false } as const;
  const allowed = (error: HeadwaterError, limit = 5) =>
    [free, idempotent, billed, unsafe].map((operation) => attemptsAllowed(error, operation, limit));

  it.each([
    ['not-sent', network('ECONNREFUSED'), [5, 5, 5, 5]],
    ['not-sent', network('ENOTFOUND'), [5, 5, 5, 5]],
    ['not-sent', network('EAI_AGAIN'), [5, 5, 5, 5]],
    ['not-sent', network('EHOSTUNREACH'), [5, 5, 5, 5]],
    ['not-sent', network('ENETUNREACH'), [5, 5, 5, 5]],
    ['not-sent', network('EHOSTDOWN'), [5, 5, 5, 5]],
    ['not-sent', network('UND_ERR_CONNECT_TIMEOUT'), [5, 5, 5, 5]],
    ['not-sent', network('ConnectionRefused'), [5, 5, 5, 5]],
    ['lost-answer', network('ECONNRESET'), [5, 5, 5, 1]],
    ['lost-answer', new NetworkError('broken'), [5, 5, 5, 1]],
    ['rate-limited', new RateLimitedError('slow down'), [5, 5, 5, 5]],
    ['server-error', new UpstreamError('503', { status: 503 }), [5, 5, 5, 1]],
    ['attempt-timeout', attempt('attempt'), [5, 5, 2, 1]],
    ['garbled-answer', garbled, [5, 5, 2, 1]],
  ] as const)('%s: %o', (failure, error, attempts) => {
    expect(retryRuleFor(error)?.failure).toBe(failure);
    expect(allowed(error)).toEqual(attempts);
  });

  it.each([
    ['the whole call’s time is over', attempt('deadline')],
    ['it says so itself', new UpstreamError('not implemented', { status: 501, retryable: false })],
    ['an answer of another shape', new ResponseInvalidError('shape')],
    ['the quota is used up', new QuotaExhaustedError('no credit')],
    ['our own queue is full', new OverloadedError('full')],
    ['the circuit is open', new HeadwaterError('circuit-open', 'left alone')],
    ['a code no rule names, though retryable', new HeadwaterError('permission', 'no', { retryable: true })],
  ])('not when %s', (_, error) => {
    expect(retryRuleFor(error)).toBeUndefined();
    expect(allowed(error)).toEqual([1, 1, 1, 1]);
  });

  it('never more often than the call’s own limit', () => {
    expect(allowed(attempt('attempt'), 1)).toEqual([1, 1, 1, 1]);
    expect(allowed(attempt('attempt'), 3)).toEqual([3, 3, 2, 1]);
  });

  it('is found in no endless chain of causes', () => {
    const first: { cause?: unknown } & ErrorDetails = new Error('a') as never;
    first.cause = first;
    const error = new NetworkError('broken');
    Object.defineProperty(error, 'cause', { value: first });
    expect(retryRuleFor(error)?.failure).toBe('lost-answer');
  });

  it('is what the documentation says', () => {
    const head = ['failure', 'what it is', 'read, idempotent', 'billed read', 'unsafe', 'because'];
    const rows = retryRules.map((rule) => [
      `\`${rule.failure}\``,
      rule.meaning,
      rule.read,
      rule.billedRead,
      rule.unsafe,
      rule.reason,
    ]);
    const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    const documentation = readFileSync(new URL('../../../../docs/resilience.md', import.meta.url), 'utf8');
    expect(documentation).toContain(table);
  });
});
