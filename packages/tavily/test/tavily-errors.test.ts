import { expect, it } from 'vitest';
import { answering, failureOf } from './service.ts';

const detail = (error: string) => ({ detail: { error } });

it.each<[number, object | string, object]>([
  [
    400,
    detail('Query is missing.'),
    { code: 'invalid-request', message: expect.stringContaining('Query is missing.') },
  ],
  [401, detail('Unauthorized'), { code: 'authentication', hint: expect.stringContaining('TAVILY_API_KEY') }],
  [
    403,
    { detail: 'URL is not supported' },
    { code: 'permission', message: expect.stringContaining('URL is not supported') },
  ],
  [404, { detail: 'Not Found' }, { code: 'not-found' }],
  [
    422,
    { detail: [{ loc: ['body', 'query'], msg: 'Field required' }] },
    { code: 'invalid-request', message: expect.stringContaining('query: Field required') },
  ],
  [432, detail('plan limit'), { code: 'quota-exhausted', vendorCode: '432', hint: expect.stringContaining('plan') }],
  [
    433,
    detail('paygo limit'),
    { code: 'quota-exhausted', vendorCode: '433', hint: expect.stringContaining('pay-as-you-go') },
  ],
  [432, '<html></html>', { code: 'quota-exhausted' }],
  [
    403,
    { error: { code: 'keyless_not_supported', message: 'needs a key' } },
    { code: 'permission', vendorCode: 'keyless_not_supported' },
  ],
])('reads %i with %j, once', async (status, body, expected) => {
  const { tavily, service } = answering({
    status,
    ...(typeof body === 'string' ? { text: body, headers: { 'content-type': 'text/html' } } : { json: body }),
  });
  const error = await failureOf(tavily.search('q'));
  expect(error).toMatchObject({
    status,
    retryable: false,
    ...expected,
  });
  expect(service.requests).toHaveLength(1);
});

it('waits as long as a 429 says', async () => {
  const limited = { status: 429, headers: { 'retry-after': '7' }, json: { error: 'Your request has been blocked' } };
  const { tavily, service } = answering([limited, { json: { results: [] } }]);
  await tavily.search({ query: 'q' }, { timeoutMs: 60_000 });
  const [first, second] = service.requests.map(({ at }) => at);
  expect((second as number) - (first as number)).toBeGreaterThanOrEqual(7000);
});

it.each([
  ['day', 'quota-exhausted'],
  ['minute', 'rate-limited'],
])('tells apart the caps without a key: %s', async (window, code) => {
  const error = {
    code: 'keyless_cap',
    message: 'used up',
    window,
    retry_after_seconds: 3600,
    next_actions: [{ type: 'signup' }],
  };
  const { tavily } = answering({ status: 429, json: { error } }, { keyless: true, apiKey: undefined });
  expect(await failureOf(tavily.search('q'))).toMatchObject({
    code,
    retryAfterMs: 3_600_000,
    vendorCode: 'keyless_cap',
    hint: expect.stringContaining('TAVILY_API_KEY'),
  });
});

it('finds an error in the place of an answer', async () => {
  const { tavily } = answering({ json: detail('Something broke') });
  expect(await failureOf(tavily.search('q'))).toMatchObject({
    code: 'upstream',
    status: 200,
    message: expect.stringContaining('Something broke'),
  });
});

it('reads web pages and broken JSON in the place of answers', async () => {
  const html = answering({ headers: { 'content-type': 'text/html' }, text: '<!doctype html><h1>Just a moment</h1>' });
  expect((await failureOf(html.tavily.search('q'))).code).toBe('response-invalid');
  const cut = answering({ headers: { 'content-type': 'application/json' }, text: '{"results":[{"url' });
  expect((await failureOf(cut.tavily.extract('https://a.example/'))).code).toBe('response-invalid');
  const wrong = answering({ json: { request_id: 'r', results: { a: 1 } } });
  expect((await failureOf(wrong.tavily.map('https://a.example/'))).code).toBe('response-invalid');
});
