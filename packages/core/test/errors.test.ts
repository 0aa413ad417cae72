import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadwaterError, RateLimitedError, redactText, TimeoutError } from '../src/index.ts';
import { answerError } from '../src/pipeline/failure.ts';

const canary = fc.stringMatching(/^[A-Za-z0-9+/=_-]{12,40}$/);

/** Every way an error is usually shown or shipped. */
function shown(error: unknown): string {
  const seen: string[] = [];
  for (let current = error as Error | undefined; current instanceof Error; current = current.cause as Error) {
    seen.push(
      current.message,
      current.stack ?? '',
      String(current),
      JSON.stringify(current) ?? '',
      inspect(current, { depth: 9, showHidden: true }),
    );
  }
  return seen.join('\n');
}

describe('HeadwaterError', () => {
  it('names provider, operation and fix', () => {
    const error = new RateLimitedError('retry in 12 s (plan "free" allows 5/s)', {
      provider: 'exa',
      operation: 'search',
      retryAfterMs: 12_000,
    });
    expect(error.message).toBe('[exa] search: retry in 12 s (plan "free" allows 5/s)');
    expect(error.toJSON()).toEqual({
      name: 'RateLimitedError',
      code: 'rate-limited',
      message: error.message,
      provider: 'exa',
      operation: 'search',
      retryable: true,
      retryAfterMs: 12_000,
      attempts: 0,
    });
  });

  it('is recognised across installed copies by its brand', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@headwater/core/error@1')]: true });
    expect(HeadwaterError.isInstance(foreign)).toBe(true);
    expect(HeadwaterError.isInstance(new Error('x'))).toBe(false);
    expect(HeadwaterError.isInstance(null)).toBe(false);
  });

  it('tells an attempt’s timeout, which may be repeated, from the deadline’s', () => {
    expect(new TimeoutError('x', { scope: 'attempt' }).retryable).toBe(true);
    expect(new TimeoutError('x', { scope: 'deadline' }).retryable).toBe(false);
  });

  it('shows a secret nowhere, wherever it came in', () => {
    fc.assert(
      fc.property(canary, (secret) => {
        const request = { headers: { 'x-api-key': secret }, url: `https://h/?api_key=${secret}` };
        const cause = Object.assign(
          new Error(`connect failed for ${secret}`, { cause: new Error(encodeURIComponent(secret)) }),
          {
            request,
            config: request,
            code: `E_${secret}`,
          },
        );
        const error = new RateLimitedError(`bad ${secret} and ${btoa(secret)}`, {
          provider: 'toy',
          hint: `do not use ${secret}`,
          requestId: secret,
          vendorCode: secret,
          cause,
          secrets: [secret],
        });
        expect(shown(error)).not.toContain(secret);
        expect(shown(error)).not.toContain(btoa(secret));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what helps of a cause', () => {
    const cause = Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' });
    const error = new HeadwaterError('network', 'x', { cause });
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed', code: 'ECONNRESET' });
  });

  it('survives a cause that causes itself', () => {
    const cause: Error & { cause?: unknown } = new Error('round');
    cause.cause = cause;
    expect(() => new HeadwaterError('network', 'x', { cause })).not.toThrow();
  });
});

describe('redactText', () => {
  it.each([
    'Authorization: Bearer abcdefghijkl',
    'GET https://user:hunter2hunter2@host/path',
    'https://h/?q=1&api_key=abcdef123456&x=2',
    '{"apiKey":"abcdef123456"}',
    "{'x-api-key': 'abcdef123456'}",
    'password=abcdef123456',
  ])('hides what looks like a credential in %s', (text) => {
    expect(redactText(text)).toContain('[redacted]');
    expect(redactText(text)).not.toMatch(/abcdef|hunter2/);
  });

  it('leaves ordinary text alone', () => {
    const text = 'The key finding: token counts rose by 12 % (see https://h/?q=key&page=2).';
    expect(redactText(text)).toBe(text);
  });
});

describe('answers that are errors', () => {
  const details = { provider: 'toy', operation: 'search', attempts: 1 };
  const answer = (status: number, text = '', headers: Record<string, string> = {}) => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status, headers: new Headers(headers), text, json };
  };

  it('has a kind for every status there is', () => {
    for (let status = 300; status < 600; status += 1) {
      const error = answerError(answer(status), undefined, 0, details);
      expect(HeadwaterError.isInstance(error)).toBe(true);
      expect(error.status).toBe(status);
      expect(error.retryable).toBe(
        [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505),
      );
    }
  });

  it('quotes the service’s own reason, cut short', () => {
    expect(answerError(answer(400, '{"error":"bad field"}'), undefined, 0, details).message).toBe(
      '[toy] search: bad field (HTTP 400)',
    );
    expect(answerError(answer(500, '<html>oops</html>'), undefined, 0, details).message).toContain('HTML page');
    expect(answerError(answer(500, 'y'.repeat(9999)), undefined, 0, details).message.length).toBeLessThan(300);
  });

  it('takes a failure inside a success at its word', () => {
    const inside = answerError(answer(200, '{}'), { code: 'upstream', message: 'busy' }, 0, details);
    expect(inside).toMatchObject({ code: 'upstream', retryable: true });
    expect(inside.hint ?? '').not.toContain('redirect');
    expect(answerError(answer(302), undefined, 0, details)).toMatchObject({ retryable: false });
  });

  it('says when to come back', () => {
    const error = answerError(answer(429, '{"message":"slow down"}', { 'retry-after': '12' }), undefined, 0, details);
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 12_000 });
    expect(error.message).toBe('[toy] search: rate limited, retry in 12 s: slow down (HTTP 429)');
  });
});
