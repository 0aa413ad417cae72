import { describe, expect, it } from 'vitest';
import { failureOf, feed, fixture, scripted } from './scripted.ts';

describe('a refusal inside a feed', () => {
  it.each([200, 400, 500])('is told whatever the status (%i)', async (status) => {
    const { arxiv, service } = scripted({ status, text: fixture('error') });
    const error = await failureOf(arxiv.getPapers(['2401.90001']));
    expect(error).toMatchObject({
      code: 'invalid-request',
      retryable: false,
      status,
      provider: 'arxiv',
      operation: 'getPapers',
      vendorCode: 'incorrect_id_format_for_1234.12345.12345',
    });
    expect(error.message).toContain('incorrect id format for 1234.12345.12345 & friends');
    expect(error.hint).toMatch(/\S/);
    expect(service.requests).toHaveLength(1);
  });

  it('is not taken for the only paper of a search', async () => {
    const { arxiv } = scripted({ text: fixture('error') });
    expect((await failureOf(arxiv.searchDocuments({ text: 'x1' }))).code).toBe('invalid-request');
  });

  it('is never kept by the cache', async () => {
    const { arxiv } = scripted([{ text: fixture('error') }, feed({ total: 0 })], { cache: true });
    expect((await failureOf(arxiv.searchDocuments({ text: 'x1' }))).code).toBe('invalid-request');
    expect((await arxiv.searchDocuments({ text: 'x1' })).cache).toBe('miss');
  });
});

describe('refusals for load', () => {
  it('are waited out for half a minute, then a minute', async () => {
    const { arxiv, service } = scripted([
      { status: 429, text: 'Rate exceeded.' },
      { status: 503, text: 'Service Unavailable' },
      feed({ total: 0 }),
    ]);
    expect((await arxiv.searchDocuments({ text: 'x1' })).outcome).toBe('empty');
    const at = service.requests.map((request) => request.at);
    const waits = at.slice(1).map((time, index) => time - (at[index] as number));
    expect(waits[0]).toBeGreaterThanOrEqual(30_000);
    expect(waits[0]).toBeLessThan(36_000);
    expect(waits[1]).toBeGreaterThanOrEqual(60_000);
    expect(waits[1]).toBeLessThan(72_000);
  });

  it('grow from call to call up to a quarter of an hour, and an answer ends that', async () => {
    const replies = [
      ...Array(7).fill({ status: 429, text: 'Rate exceeded.' }),
      feed({ total: 0 }),
      { status: 429, text: 'Rate exceeded.' },
    ];
    const { arxiv, clock } = scripted(replies);
    const waits: number[] = [];
    for (let call = 0; call < 7; call += 1) {
      const error = await failureOf(arxiv.searchDocuments({ text: 'x1' }, { timeoutMs: 1000 }));
      expect(error).toMatchObject({ code: 'rate-limited' });
      waits.push(error.retryAfterMs);
      await clock.advance(error.retryAfterMs + 5000);
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
    await arxiv.searchDocuments({ text: 'x1' });
    await clock.advance(5000);
    expect((await failureOf(arxiv.searchDocuments({ text: 'x1' }, { timeoutMs: 1000 }))).retryAfterMs).toBe(30_000);
  });

  it('hold back the other calls as well', async () => {
    const { arxiv, service } = scripted([{ status: 429, text: 'Rate exceeded.' }, feed({ total: 0 })]);
    await failureOf(arxiv.searchDocuments({ text: 'x1' }, { timeoutMs: 1000 }));
    const error = await failureOf(arxiv.searchDocuments({ text: 'x2' }, { timeoutMs: 10_000 }));
    expect(error.code).toBe('rate-limited');
    expect(error.retryAfterMs).toBeGreaterThan(20_000);
    expect(service.requests).toHaveLength(1);
  });

  it('that say how long to wait are believed', async () => {
    const { arxiv, service } = scripted([
      { status: 429, text: 'Rate exceeded.', headers: { 'retry-after': '7' } },
      feed({ total: 0 }),
    ]);
    await arxiv.searchDocuments({ text: 'x1' });
    const [first, second] = service.requests.map((request) => request.at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(7000);
    expect(second - first).toBeLessThan(9000);
  });

  it('say what arXiv said, but no web page', async () => {
    const said = async (text: string) =>
      (await failureOf(scripted({ status: 429, text }).arxiv.searchDocuments({ text: 'x1' }, { timeoutMs: 1000 })))
        .message;
    expect(await said('Rate exceeded.')).toContain('Rate exceeded.');
    expect(await said('<html>nonsense</html>')).not.toContain('nonsense');
  });
});

it.each([
  [404, 'not-found'],
  [403, 'permission'],
  [500, 'upstream'],
  [301, 'upstream'],
])('a page of a gateway with status %i is %s', async (status, code) => {
  const { arxiv } = scripted({ status, text: '<html><body>x</body></html>' });
  expect((await failureOf(arxiv.searchDocuments({ text: 'x1' }))).code).toBe(code);
});
