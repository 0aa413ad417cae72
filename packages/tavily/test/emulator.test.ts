import { createVirtualClock } from '@headwater/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { createTavilyEmulator, SANDBOX_API_KEY, type TavilyEmulatorOptions } from '../src/emulator/index.ts';

function open(options: TavilyEmulatorOptions = {}) {
  const clock = createVirtualClock();
  onTestFinished(() => clock.dispose());
  const emulator = createTavilyEmulator({ limits: 'unlimited', clock, ...options });
  const authorized = { authorization: `Bearer ${SANDBOX_API_KEY}` };
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = authorized) => {
    const url = `https://api.tavily.com${path}`;
    const response = await emulator.fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, headers: response.headers, json: (await response.json()) as any };
  };
  return { call, clock };
}

const hostsOf = (json: any): string[] => json.results.map(({ url }: { url: string }) => new URL(url).hostname);

it('asks for a key, and says what is wrong with a request', async () => {
  const { call } = open();
  expect(await call('POST', '/search', { query: 'q' }, {})).toMatchObject({
    status: 401,
    json: { detail: { error: expect.stringContaining('API key') } },
  });
  for (const body of [
    {},
    { query: 'q', max_results: 21 },
    { query: 'q', search_depth: 'deepest' },
    { query: 'q', start_date: '2025-02-30' },
  ]) {
    expect(await call('POST', '/search', body), JSON.stringify(body)).toMatchObject({
      status: 400,
      json: { detail: { error: expect.any(String) } },
    });
  }
  expect((await call('POST', '/extract', { urls: Array(21).fill('https://a.example/') })).json.detail.error).toContain(
    'Max 20',
  );
  expect((await call('GET', '/research/none')).status).toBe(404);
});

it('searches by topic, day, host, language, phrase and preference', async () => {
  const { call } = open();
  const search = async (options: object) =>
    (await call('POST', '/search', { query: 'apple blossom frost', ...options })).json;
  expect(hostsOf(await search({ topic: 'news', query: 'blossom bees festival' }))).toEqual(
    Array(3).fill('valley-radio.example'),
  );
  expect(hostsOf(await search({ topic: 'news', query: 'blossom bees festival', time_range: 'week' }))).toEqual([
    'valley-radio.example',
  ]);
  expect((await search({ start_date: '2022-01-01', end_date: '2022-12-31' })).results[0].title).toContain('what works');
  expect(hostsOf(await search({ exclude_domains: ['valley-radio.example'] }))).not.toContain('valley-radio.example');
  expect(
    hostsOf(await search({ include_domains: ['handbook.oldorchard.example'], include_domains_mode: 'prefer' }))[0],
  ).toBe('handbook.oldorchard.example');
  expect((await search({ query: 'apple pommes', language: 'fr', filter_by_language: true })).results).toHaveLength(1);
  expect((await search({ query: '"wind machines" frost', exact_match: true })).results).toHaveLength(1);
  const [first] = (await search({ search_depth: 'advanced', chunks_per_source: 2, include_raw_content: true })).results;
  expect(first.content.split(' [...] ')).toHaveLength(2);
  expect(first.raw_content).toContain('# ');
  expect((await search({ auto_parameters: true })).auto_parameters).toEqual({
    topic: 'general',
    search_depth: 'basic',
  });
});

it('counts credits, and stops at the plan or at the limit beyond it', async () => {
  const plan = open({ planCredits: 2 });
  const { json } = await plan.call('POST', '/search', { query: 'bees', search_depth: 'advanced', include_usage: true });
  expect(json.usage).toEqual({ credits: 2 });
  expect((await plan.call('POST', '/search', { query: 'bees' })).status).toBe(432);
  expect((await plan.call('GET', '/usage')).json).toMatchObject({
    key: { usage: 2, search_usage: 2 },
    account: { plan_usage: 2, plan_limit: 2, paygo_usage: 0 },
  });
  const paygo = open({ planCredits: 1, paygoCredits: 1 });
  for (const status of [200, 200, 433])
    expect((await paygo.call('POST', '/search', { query: 'bees' })).status).toBe(status);
});

it('keeps to the published limits and says how long to wait', async () => {
  const { call } = open({ limits: 'published' });
  for (let asked = 0; asked < 10; asked++) expect((await call('GET', '/usage')).status).toBe(200);
  const refused = await call('GET', '/usage');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('600');
  expect((await call('POST', '/search', { query: 'bees' })).status).toBe(200);
});

it('walks links by depth, breadth, pattern and wish, and leaves out what cannot be read', async () => {
  const { call } = open();
  const start = { url: 'https://oldorchard.example/' };
  const map = async (options: object): Promise<string[]> =>
    (await call('POST', '/map', { ...start, ...options })).json.results;
  expect(await map({})).toHaveLength(5);
  expect(await map({ max_breadth: 1 })).toEqual([
    'https://oldorchard.example/',
    'https://oldorchard.example/varieties',
  ]);
  expect(await map({ max_depth: 2, exclude_paths: ['^/varieties'], exclude_domains: ['^handbook'] })).not.toContain(
    'https://oldorchard.example/varieties',
  );
  expect(await map({ max_depth: 3, limit: 6 })).toHaveLength(6);
  expect(await map({ max_depth: 3, instructions: 'lemon' })).toEqual([
    'https://oldorchard.example/varieties/winter-rambour',
  ]);
  const { results } = (await call('POST', '/crawl', { url: 'https://oldorchard.example/staff' })).json;
  expect(results).toEqual([]);
});

it('writes reports while time passes, by schema when there is one', async () => {
  const { call, clock } = open();
  const output_schema = {
    properties: { finding: { type: 'string' }, kinds: { type: 'integer' }, all: { type: 'array' } },
  };
  const started = await call('POST', '/research', { input: 'wild bees', model: 'pro', output_schema });
  expect(started).toMatchObject({ status: 201, json: { status: 'pending', model: 'pro' } });
  const path = `/research/${started.json.request_id}`;
  await clock.advance(3000);
  expect(await call('GET', path)).toMatchObject({ status: 202, json: { status: 'in_progress' } });
  await clock.advance(10_000);
  const { json } = await call('GET', `${path}?include_usage=true`);
  expect(json).toMatchObject({
    status: 'completed',
    usage: { credits: 15 },
    content: { finding: expect.stringMatching(/bees/i) },
  });
  expect(json.sources).toHaveLength(3);
  expect((await call('POST', '/research', { input: 'x', output_schema: {} })).status).toBe(400);
});

it('lets a caller without a key search and extract for a while', async () => {
  const { call } = open({ keylessRequests: 1 });
  const keyless = { 'x-tavily-access-mode': 'keyless' };
  expect((await call('POST', '/map', { url: 'https://oldorchard.example/' }, keyless)).status).toBe(403);
  expect((await call('POST', '/extract', { urls: ['https://oldorchard.example/'] }, keyless)).status).toBe(200);
  const refused = await call('POST', '/search', { query: 'bees' }, keyless);
  expect(refused).toMatchObject({
    status: 429,
    json: { error: { code: 'keyless_daily_cap', retry_after_seconds: 86_400 } },
  });
});
