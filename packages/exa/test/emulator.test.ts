import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it } from 'vitest';
import { createExaEmulator, type ExaEmulatorOptions, SANDBOX_API_KEY, samplePages } from '../src/emulator/index.ts';

const KEY = { 'x-api-key': SANDBOX_API_KEY };

function start(options: ExaEmulatorOptions = {}) {
  const emulator = createExaEmulator({ limits: 'unlimited', ...options });
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = KEY) {
    const response = await emulator.fetch(`https://api.exa.ai${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }
  return { emulator, call, post: (path: string, body: unknown) => call('POST', path, body) };
}

function eventsIn(text: string): any[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]');
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

describe('keys', () => {
  it('checks the key before the body, so that an empty search is a free probe', async () => {
    const { call } = start();
    const good = await call('POST', '/search', {});
    expect([good.status, good.json.tag]).toEqual([400, 'INVALID_REQUEST_BODY']);
    const bad = await call('POST', '/search', {}, { 'x-api-key': 'wrong' });
    expect([bad.status, bad.json.tag]).toEqual([401, 'INVALID_API_KEY']);
    expect(bad.json.requestId).toBe(bad.headers.get('x-request-id'));
  });

  it('takes a bearer token, and asks for payment when there is no key at all', async () => {
    const { call } = start();
    const query = { query: 'street trees' };
    expect((await call('POST', '/search', query, { authorization: `Bearer ${SANDBOX_API_KEY}` })).status).toBe(200);
    const keyless = await call('POST', '/search', query, {});
    expect([keyless.status, keyless.json.x402Version]).toEqual([402, 1]);
    expect((await call('POST', '/contents', { urls: ['x'] }, {})).status).toBe(402);
    expect((await call('POST', '/answer', query, {})).status).toBe(401);
  });

  it('answers unknown paths with a page, not JSON', async () => {
    const { status, headers, text } = await start().call('GET', '/health');
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });
});

describe('/search', () => {
  it('answers metadata alone unless contents are asked for', async () => {
    const { post } = start();
    const { status, headers, json } = await post('/search', { query: 'do street trees cool cities?', numResults: 3 });
    expect(status).toBe(200);
    expect(Object.keys(json).sort()).toEqual(['costDollars', 'requestId', 'results', 'searchTime']);
    expect(json.results[0]).toEqual({
      id: samplePages[0]?.url,
      url: samplePages[0]?.url,
      title: 'Why street trees cool some blocks and not others',
      publishedDate: '2024-07-03T00:00:00.000Z',
      author: 'Ada Lindqvist',
    });
    expect(json.costDollars.total).toBe(0.007);
    expect(headers.get('x-exa-queued')).toBe('false');
    expect(headers.get('x-request-id')).toBe(json.requestId);
  });

  it('puts contents flat on the result and charges for each kind', async () => {
    const { post } = start();
    const contents = { text: { maxCharacters: 50 }, highlights: { maxCharacters: 200 }, summary: {} };
    const { json } = await post('/search', { query: 'retrieval practice quizzes', numResults: 2, contents });
    const [result] = json.results;
    expect(result.text).toHaveLength(50);
    const page = samplePages.find(({ url }) => url === result.url);
    expect(page?.text.startsWith(result.text)).toBe(true);
    expect(result.highlights.length).toBeGreaterThan(0);
    for (const highlight of result.highlights) expect(page?.text).toContain(highlight);
    expect(typeof result.summary).toBe('string');
    expect(json.costDollars.total).toBe(0.013);
  });

  it('keeps titles, dates and authors it does not know empty', async () => {
    const { json } = await start().post('/search', { query: 'sourdough bread' });
    expect(json.results[0]).toEqual({
      id: 'https://notes.example/untitled',
      url: 'https://notes.example/untitled',
      title: null,
      author: null,
    });
  });

  it('applies domains, dates, category and text filters', async () => {
    const { post } = start();
    const urls = async (filter: object): Promise<string[]> => {
      const { status, json } = await post('/search', { query: 'sample', numResults: 100, ...filter });
      expect(status, JSON.stringify(filter)).toBe(200);
      return json.results.map((result: { url: string }) => result.url);
    };
    const all = await urls({});
    expect(all).toHaveLength(20);
    expect(await urls({ includeDomains: ['city-notes.example'] })).toHaveLength(2);
    expect(await urls({ includeDomains: ['city-notes.example/2024'] })).toHaveLength(1);
    expect(await urls({ includeDomains: ['*.example'] })).toHaveLength(20);
    expect(await urls({ includeDomains: ['notes.example'] })).toHaveLength(1);
    expect(await urls({ excludeDomains: ['city-notes.example', 'notes.example'] })).toHaveLength(17);
    expect(await urls({ startPublishedDate: '2000-01-01T00:00:00Z' })).toHaveLength(18);
    expect(await urls({ startPublishedDate: '2025-01-01T00:00:00.000Z' })).toHaveLength(2);
    expect(await urls({ endPublishedDate: '2018-12-31', startPublishedDate: null })).toHaveLength(1);
    expect(await urls({ category: 'company' })).toEqual(['https://oldharbour.example/about']);
    expect(await urls({ category: 'research paper' })).toHaveLength(20);
    expect(await urls({ includeText: ['grid batteries'] })).toHaveLength(1);
    expect(await urls({ query: 'zzyzx' })).toEqual([]);
  });

  it.each([
    [{}, 'INVALID_REQUEST_BODY', 'query: Required'],
    [{ query: '' }, 'INVALID_REQUEST_BODY', 'query: must have at least 1'],
    [{ query: 7 }, 'INVALID_REQUEST_BODY', 'query: expected a string'],
    [{ query: 'x', numResults: 0 }, 'INVALID_NUM_RESULTS', 'numResults'],
    [{ query: 'x', numResults: 2.5 }, 'INVALID_NUM_RESULTS', 'numResults'],
    [{ query: 'x', numResults: 101 }, 'NUM_RESULTS_EXCEEDED', 'numResults'],
    [{ query: 'x', type: 'neural' }, 'INVALID_REQUEST_BODY', 'type: expected one of instant'],
    [{ query: 'x', startDate: '2024-01-01' }, 'INVALID_REQUEST_BODY', 'Unrecognized key "startDate"'],
    [{ query: 'x', startPublishedDate: 'last week' }, 'INVALID_REQUEST_BODY', 'startPublishedDate'],
    [{ query: 'x', userLocation: 'Norway' }, 'INVALID_REQUEST_BODY', 'userLocation'],
    [{ query: 'x', includeDomains: 'a.example' }, 'INVALID_REQUEST_BODY', 'includeDomains: expected an array'],
    [{ query: 'x', includeDomains: Array(1201).fill('a.example') }, 'INVALID_REQUEST_BODY', 'includeDomains'],
    [{ query: 'x', additionalQueries: ['y'] }, 'INVALID_REQUEST_BODY', 'deep search type'],
    [{ query: 'x', includeText: ['one two three four five six'] }, 'INVALID_REQUEST_BODY', 'five words'],
    [
      { query: 'x', contents: { text: { maxCharacters: 10_001 } } },
      'INVALID_REQUEST_BODY',
      'contents.text.maxCharacters',
    ],
    [{ query: 'x', contents: { livecrawl: 'always', maxAgeHours: 1 } }, 'INVALID_REQUEST_BODY', 'livecrawl'],
    [{ query: 'x', contents: { highlights: { dynamic: true } } }, 'INVALID_REQUEST_BODY', 'Exa-Beta'],
    [{ query: 'x', category: 'people', excludeDomains: ['a.example'] }, 'INVALID_REQUEST', 'excludeDomains'],
    [{ query: 'x', category: 'company', endPublishedDate: '2024-01-01' }, 'INVALID_REQUEST', 'endPublishedDate'],
    [{ query: 'x', category: 'people', includeDomains: ['a.example'] }, 'INVALID_REQUEST', 'LinkedIn'],
    ['not json', 'INVALID_REQUEST_BODY', 'not valid JSON'],
    [[], 'INVALID_REQUEST_BODY', 'expected an object'],
  ])('refuses %j', async (body, tag, message) => {
    const { status, json } = await start().post('/search', body);
    expect([status, json.tag]).toEqual([400, tag]);
    expect(json.error).toContain(message);
    expect(Object.keys(json).sort()).toEqual(['error', 'requestId', 'tag']);
  });

  it('accepts null for every optional field, and beta fields with their header', async () => {
    const { call, post } = start();
    const nulls = { type: null, numResults: null, category: null, contents: null, includeDomains: null, stream: null };
    expect((await post('/search', { query: 'trees', ...nulls })).status).toBe(200);
    const beta = { query: 'trees', contents: { highlights: { dynamic: true } } };
    const headers = { ...KEY, 'exa-beta': 'dynamic-highlights-2026-08-28' };
    expect((await call('POST', '/search', beta, headers)).status).toBe(200);
    expect((await post('/search', { query: 'x', compliance: 'hipaa' })).json.tag).toBe('FEATURE_DISABLED');
  });

  it('synthesises an output when a schema is given, and streams it in typed chunks', async () => {
    const { post } = start();
    const outputSchema = {
      type: 'object',
      properties: { finding: { type: 'string' }, pages: { type: 'integer' } },
    };
    const query = { query: 'did output per employee change with a shorter week', outputSchema };
    const { json } = await post('/search', query);
    expect(json.output.content.finding).toContain('Output per employee did not change significantly.');
    expect(json.output.grounding.map((entry: { field: string }) => entry.field)).toEqual(['finding', 'pages']);
    expect(json.output.grounding[0].citations[0].url).toBe('https://work-week.example/four-days');
    const streamed = await post('/search', { ...query, stream: true });
    expect(streamed.headers.get('content-type')).toBe('text/event-stream');
    expect(streamed.text.endsWith('data: [DONE]\n\n')).toBe(true);
    const types = eventsIn(streamed.text).map((event) => event.type);
    expect([types[0], types.at(-2), types.at(-1)]).toEqual(['results', 'grounding', 'done']);
    const plain = await post('/search', { query: 'four day week', stream: true });
    expect(plain.json.results.length).toBeGreaterThan(0);
  });
});

describe('/contents', () => {
  const known = samplePages[0]?.url as string;
  const other = samplePages[5]?.url as string;

  it('names what failed in statuses and leaves it out of results', async () => {
    const { post } = start();
    const missing = 'https://nowhere.example/page';
    const { status, json } = await post('/contents', {
      urls: [other, missing, 'ftp://a.example/x', known],
      text: true,
    });
    expect(status).toBe(200);
    expect(json.results.map((result: { url: string }) => result.url)).toEqual([known, other]);
    expect(json.results[0].text).toBe(samplePages[0]?.text);
    expect(json.statuses).toEqual([
      { id: other, status: 'success', source: 'cached' },
      { id: missing, status: 'error', error: { tag: 'CRAWL_NOT_FOUND', httpStatusCode: 404 } },
      { id: 'ftp://a.example/x', status: 'error', error: { tag: 'UNSUPPORTED_URL', httpStatusCode: null } },
      { id: known, status: 'success', source: 'cached' },
    ]);
    const cacheOnly = await post('/contents', { ids: [missing], maxAgeHours: -1 });
    expect(cacheOnly.json.statuses[0].error.tag).toBe('CONTENT_NOT_CACHED');
    const fresh = await post('/contents', { ids: [known], maxAgeHours: 0 });
    expect(fresh.json.statuses[0].source).toBe('crawled');
  });

  it('wants exactly one list of addresses', async () => {
    const { post } = start();
    expect((await post('/contents', {})).json.tag).toBe('INVALID_URLS');
    expect((await post('/contents', { urls: [known], ids: [known] })).json.tag).toBe('INVALID_URLS');
    expect((await post('/contents', { urls: [] })).status).toBe(400);
    expect((await post('/contents', { urls: Array(101).fill(known) })).status).toBe(400);
    expect((await post('/contents', { urls: [known], contents: { text: true } })).status).toBe(400);
  });
});

describe('/answer', () => {
  it('answers with sentences of the pages it cites', async () => {
    const { post } = start();
    const { json } = await post('/answer', { query: 'Do sick days fall, and do fewer people resign?', text: true });
    expect(json.answer).toContain('fewer people resigned');
    expect(json.citations[0]).toMatchObject({ url: 'https://work-week.example/four-days', author: 'Daniel Abebe' });
    expect(json.citations[0].text).toContain('fewer people resigned');
    const none = await post('/answer', { query: 'zzyzx' });
    expect([none.status, none.json.tag]).toEqual([501, 'UNABLE_TO_GENERATE_RESPONSE']);
  });

  it('streams deltas, then citations, then the cost', async () => {
    const { post } = start();
    const query = { query: 'Do sick days fall, and do fewer people resign?' };
    const events = eventsIn((await post('/answer', { ...query, stream: true })).text);
    const written = events.map((event) => event.choices?.[0].delta.content ?? '').join('');
    expect(written).toBe((await post('/answer', query)).json.answer);
    expect(events.at(-2).citations.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ costDollars: { total: 0.005 } });
  });
});

describe('other endpoints', () => {
  it('finds similar pages, writes context and says that research is retired', async () => {
    const { post, call } = start();
    const similar = await post('/findSimilar', { url: samplePages[0]?.url, excludeSourceDomain: true, numResults: 3 });
    expect(similar.json.results).toHaveLength(3);
    expect(similar.json.results.some((result: any) => result.url.includes('city-notes'))).toBe(false);
    expect((await post('/findSimilar', { url: 'https://nowhere.example/' })).status).toBe(422);
    const context = await post('/context', { query: 'calibrate air sensor', tokensNum: 50 });
    expect(context.json.response).toHaveLength(200);
    expect(context.json.response).toMatch(/^## How to calibrate/);
    expect((await post('/context', { query: 'x', tokensNum: 49 })).status).toBe(400);
    for (const path of ['/research/v1', '/research', '/research/v0/tasks']) {
      const retired = await call('POST', path, {});
      expect([retired.status, retired.json.tag]).toEqual([410, 'RESEARCH_RETIRED']);
    }
  });

  it('runs an agent through its states on the clock', async () => {
    const clock = createVirtualClock();
    const { post, call } = start({ clock });
    const created = await post('/agent/runs', { query: 'microplastics in streams', effort: 'minimal' });
    const path = `/agent/runs/${created.json.id}`;
    expect(created.json).toMatchObject({ object: 'agent_run', status: 'queued', completedAt: null, stopReason: null });
    await clock.advance(1000);
    expect((await call('GET', path)).json.status).toBe('running');
    await clock.advance(4000);
    const done = (await call('GET', path)).json;
    expect(done).toMatchObject({ status: 'completed', stopReason: 'schema_satisfied' });
    expect(done.output.text).toContain('Microplastics');
    const events = (await call('GET', `${path}/events`)).json;
    expect(events.data.map((event: any) => event.event)).toEqual([
      'agent_run.created',
      'agent_run.running',
      'agent_run.completed',
    ]);
    expect((await call('POST', `${path}/cancel`)).json.status).toBe('completed');
    expect((await call('DELETE', path)).json).toEqual({ id: done.id, object: 'agent_run', deleted: true });
    const gone = await call('GET', path);
    expect([gone.status, gone.json.error.code]).toEqual([404, 'not_found']);
  });

  it('cancels runs, lists them in pages and streams their events', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    const { post, call } = start({ clock });
    for (let index = 0; index < 3; index++) await post('/agent/runs', { query: `run ${index}` });
    const first = (await call('GET', '/agent/runs?limit=2')).json;
    expect([first.data.length, first.hasMore]).toEqual([2, true]);
    const second = (await call('GET', `/agent/runs?limit=2&cursor=${first.nextCursor}`)).json;
    expect([second.data.length, second.hasMore, second.nextCursor]).toEqual([1, false, null]);
    expect((await call('GET', '/agent/runs?limit=0')).status).toBe(400);
    const cancelled = (await call('POST', `/agent/runs/${second.data[0].id}/cancel`)).json;
    expect(cancelled).toMatchObject({ status: 'cancelled', stopReason: 'cancelled' });
    const streamed = await call(
      'POST',
      '/agent/runs',
      { query: 'wind farms' },
      { ...KEY, accept: 'text/event-stream' },
    );
    expect(eventsIn(streamed.text).map((run) => run.status)).toEqual(['queued', 'running', 'completed']);
  });

  it('caps concurrent runs', async () => {
    const { post } = start({ clock: createVirtualClock() });
    for (let index = 0; index < 50; index++) expect((await post('/agent/runs', { query: 'x' })).status).toBe(200);
    const refused = await post('/agent/runs', { query: 'x' });
    expect([refused.status, refused.json.error.type]).toEqual([429, 'rate_limit_error']);
  });
});

describe('limits and faults', () => {
  it('allows ten searches per second', async () => {
    const clock = createVirtualClock();
    const { post } = start({ limits: 'published', clock });
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) statuses.push((await post('/search', { query: 'x' })).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
    const limited = await post('/search', { query: 'x' });
    expect(Object.keys(limited.json)).toEqual(['error']);
    expect(limited.headers.get('retry-after')).toBeNull();
    expect((await post('/contents', { urls: ['https://a.example/'] })).status).toBe(200);
    await clock.advance(1000);
    expect((await post('/search', { query: 'x' })).status).toBe(200);
  });

  it('shapes injected statuses as the service does', async () => {
    const { emulator, post } = start();
    emulator.faults.push({ kind: 'status', status: 402 }, { kind: 'status', status: 503 });
    expect((await post('/search', { query: 'x' })).json.tag).toBe('NO_MORE_CREDITS');
    expect((await post('/search', { query: 'x' })).json.tag).toBe('SERVICE_OVERLOADED');
  });
});

it('labels every built-in page as a sample under a name nobody owns', () => {
  expect(new Set(samplePages.map((page) => page.url)).size).toBe(20);
  for (const page of samplePages) {
    expect(new URL(page.url).hostname).toMatch(/\.example$/);
    expect(page.text).toMatch(/^Headwater sample page, invented\. /);
  }
});
