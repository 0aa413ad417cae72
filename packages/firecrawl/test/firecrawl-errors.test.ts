import { expect, it } from 'vitest';
import { answering, failureOf } from './service.ts';

const url = 'https://a.example/';

it.each<[number, object | string, object]>([
  [
    400,
    { success: false, error: 'Bad Request', details: [{ path: ['url'], message: 'Invalid URL' }] },
    { code: 'invalid-request', message: expect.stringContaining('url: Invalid URL') },
  ],
  [
    401,
    { success: false, error: 'Unauthorized: Invalid token' },
    { code: 'authentication', hint: expect.stringContaining('FIRECRAWL_API_KEY') },
  ],
  [
    402,
    { success: false, error: 'Insufficient credits' },
    { code: 'quota-exhausted', hint: expect.stringContaining('limit') },
  ],
  [403, { error: 'Forbidden', code: 'UNSUPPORTED_SITE' }, { code: 'permission', vendorCode: 'UNSUPPORTED_SITE' }],
  [404, { success: false, error: 'Job not found' }, { code: 'not-found' }],
  [409, { success: false, error: 'Conflict' }, { code: 'invalid-request' }],
  [413, { success: false, error: 'Payload Too Large' }, { code: 'invalid-request' }],
  [422, { success: false, error: 'Schema' }, { code: 'invalid-request' }],
  [402, '<html>pay</html>', { code: 'quota-exhausted' }],
])('reads %i with %j', async (status, body, expected) => {
  const { firecrawl, service } = answering({ status, ...(typeof body === 'string' ? { text: body } : { json: body }) });
  expect(await failureOf(firecrawl.scrape(url))).toMatchObject({ status, retryable: false, ...expected });
  expect(service.requests).toHaveLength(1);
});

it.each<[string, string, object]>([
  ['the rate', 'Rate limit exceeded', { code: 'rate-limited' }],
  ['busy browsers', 'Concurrency limit reached', { code: 'rate-limited', hint: expect.stringContaining('browsers') }],
  ['a full queue', 'Too many jobs in the queue', { code: 'rate-limited', hint: expect.stringContaining('fewer jobs') }],
  [
    'the day of a keyless caller',
    'Keyless daily limit reached',
    { code: 'quota-exhausted', hint: expect.stringContaining('use a key') },
  ],
])('tells apart what a 429 is about: %s', async (_what, error, expected) => {
  const { firecrawl } = answering({ status: 429, headers: { 'retry-after': '3600' }, json: { success: false, error } });
  expect(await failureOf(firecrawl.scrape(url))).toMatchObject({ ...expected, retryAfterMs: 3_600_000 });
});

it.each([408, 500, 502, 503, 504])('tries again after %i', async (status) => {
  const { firecrawl, service } = answering([
    { status, json: { success: false, error: 'later', code: 'UNKNOWN_ERROR' } },
    { json: { success: true, data: { markdown: 'x' } } },
  ]);
  expect((await firecrawl.scrape(url)).markdown).toBe('x');
  expect(service.requests).toHaveLength(2);
});

it.each<[object, object]>([
  [{ success: false, error: 'Unauthorized: Invalid token' }, { code: 'authentication' }],
  [{ success: false, error: 'Payment Required: Insufficient credits' }, { code: 'quota-exhausted' }],
  [
    { success: false, error: 'Something else' },
    { code: 'upstream', retryable: false },
  ],
  [
    { success: false, error: 'Hiccup', code: 'UNKNOWN_ERROR' },
    { code: 'upstream', retryable: true },
  ],
  [{ success: false }, { code: 'upstream', message: expect.stringContaining('no reason') }],
])('finds the failure inside a success: %j', async (json, expected) => {
  const { firecrawl } = answering({ json });
  expect(await failureOf(firecrawl.scrape(url))).toMatchObject({ status: 200, ...expected });
  expect((await failureOf(firecrawl.search('q'))).code).toBe((expected as { code: string }).code);
});

it('reads web pages and broken JSON in the place of answers', async () => {
  const html = answering({ headers: { 'content-type': 'text/html' }, text: '<!doctype html><h1>Just a moment</h1>' });
  expect((await failureOf(html.firecrawl.scrape(url))).code).toBe('response-invalid');
  const cut = answering({ headers: { 'content-type': 'application/json' }, text: '{"success":true,"data":{"mark' });
  expect((await failureOf(cut.firecrawl.search('q'))).code).toBe('response-invalid');
  const gateway = answering({ status: 502, text: '<html>Bad gateway</html>' });
  expect(await failureOf(gateway.firecrawl.startCrawl(url))).toMatchObject({ code: 'upstream', attempts: 1 });
});
