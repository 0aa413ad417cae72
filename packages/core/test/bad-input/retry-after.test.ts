import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/resilience/retry-after.ts';
import { failure } from '../support/failure.ts';
import { read } from './support/client.ts';
import { service, virtual } from './support/one-failure.ts';

describe('Retry-After that cannot be meant', () => {
  it.each([
    '-1',
    '-0',
    '-9999999999',
    '+5',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    'soon',
    '5 seconds',
    '5; 6',
    '2678401',
    '9007199254740',
    'Fri, 31 Dec 9999 23:59:59 GMT',
    '１',
    '9'.repeat(400),
    '99999999999999999999',
    'Fri, 99 Foo 2026 00:00:00 GMT',
    'Thu, 01 Jan 1970',
    '2026-01-01T00:00:00Z',
    '%35',
  ])('%j counts as absent: the call goes on with its own back-off', async (value) => {
    const clock = virtual();
    const { client, at } = service({ status: 503, headers: [['retry-after', value]] }, clock);
    const { response } = await client.call(read, {});
    expect(response.attempts).toBe(2);
    expect((at[1] as number) - (at[0] as number)).toBeLessThan(1000);
  });

  it.each([
    [
      'in two headers',
      [
        ['retry-after', '5'],
        ['retry-after', '6'],
      ],
    ],
    ['in one header', [['retry-after', '6, 5']]],
    ['one of them nonsense', [['retry-after', '6, soon, -1']]],
  ] satisfies [string, [string, string][]][])('given twice, %s, asks for the longer wait', async (_name, headers) => {
    const { client, at } = service({ status: 503, headers }, virtual());
    await client.call(read, {});
    const waited = (at[1] as number) - (at[0] as number);
    expect(waited).toBeGreaterThanOrEqual(6000);
    expect(waited).toBeLessThan(7000);
  });

  it.each(['Thu, 01 Jan 1970 00:00:00 GMT', 'Wed, 31 Dec 2025 23:59:59 GMT', '0'])(
    '%j, past or now, asks for no wait',
    async (value) => {
      const { client, at } = service({ status: 503, headers: [['retry-after', value]] }, virtual());
      await client.call(read, {});
      expect((at[1] as number) - (at[0] as number)).toBeLessThan(1000);
    },
  );

  it.each(['86400', '2678400', 'Sat, 31 Jan 2026 00:00:00 GMT'])(
    '%j is beyond every deadline: the call fails at once, and says for how long',
    async (value) => {
      const clock = virtual();
      const { client, at } = service({ status: 429, headers: [['retry-after', value]] }, clock);
      const error = await failure(client.call(read, {}));
      expect(error).toMatchObject({ code: 'rate-limited', attempts: 1, status: 429 });
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(86_400_000);
      expect(Number.isFinite(error.retryAfterMs)).toBe(true);
      expect(at).toHaveLength(1);
      expect(clock.monotonicNow()).toBeLessThan(1000);
    },
  );

  it('a wait of a month does not silence the service for the calls after it for as long', async () => {
    const clock = virtual();
    const { client } = service({ status: 429, headers: [['retry-after', '2678400']] }, clock);
    expect(await failure(client.call(read, {}))).toMatchObject({ retryAfterMs: 2_678_400_000 });
    expect(await failure(client.call(read, {}))).toMatchObject({ code: 'rate-limited', attempts: 0 });
    await clock.advance(3_600_000);
    expect((await client.call(read, {})).value).toEqual({ fine: true });
  });

  it('no header whatever makes it throw or answer with anything but a wait', () => {
    const wallNow = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.double().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (value) => {
          const milliseconds = parseRetryAfter(value, wallNow);
          expect(milliseconds === undefined || (Number.isFinite(milliseconds) && milliseconds >= 0)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
