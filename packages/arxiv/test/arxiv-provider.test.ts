import { createStateStore } from '@headwater/core';
import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createArxivEmulator, samplePapers } from '../src/emulator/index.ts';
import { allOf, createArxiv, inCategory, inTitle, rawQuery, submitted } from '../src/index.ts';
import { collect, failureOf, feed, scripted, sent } from './scripted.ts';

const ids = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `2401.${90000 + from + index}v1`);

describe('search', () => {
  it('sends every parameter under arXiv’s own name, encoded once', async () => {
    const { arxiv, service } = scripted(feed({ total: 0 }));
    await collect(
      arxiv.search({
        query: allOf(
          inTitle({ phrase: 'heat & shade' }),
          inCategory('physics.ao-ph'),
          submitted({ from: '2024-01-01', to: '2024-12-31' }),
        ),
        ids: ['arXiv:2107.05580v2', 'math.GT/0309136'],
        start: 30,
        limit: 7,
        sortBy: 'submittedDate',
        sortOrder: 'ascending',
      }),
    );
    expect(service.requests[0]?.path).toBe('/api/query');
    expect(sent(service)).toEqual({
      search_query: '(ti:"heat shade" AND cat:physics.ao-ph AND submittedDate:[202401010000 TO 202412312359])',
      id_list: '2107.05580v2,math/0309136',
      start: '30',
      max_results: '7',
      sortBy: 'submittedDate',
      sortOrder: 'ascending',
    });
    expect(service.requests[0]?.query).toContain('%22heat%20shade%22');
  });

  it('takes plain text, and a query written by hand as it is', async () => {
    const { arxiv, service } = scripted(feed({ total: 0 }));
    await collect(arxiv.search('street Trees'));
    await collect(arxiv.search(rawQuery('(ti:a OR ti:b) ANDNOT cat:cs.*')));
    expect([sent(service, 0).search_query, sent(service, 1).search_query]).toEqual([
      'all:street AND all:trees',
      '(ti:a OR ti:b) ANDNOT cat:cs.*',
    ]);
    expect(sent(service).max_results).toBe('100');
  });

  it.each([
    [{}, 'neither query nor ids'],
    [{ query: {} as never }, 'query is neither'],
    [{ ids: [] }, 'ids is empty'],
    [{ ids: ['not an id'] }, 'is not an arXiv id'],
    [{ ids: Array.from({ length: 101 }, (_, index) => `2401.${10000 + index}`) }, '101 ids are too many'],
    [{ query: 'x', start: 30_000 }, 'start must be'],
    [{ query: 'x', start: -1 }, 'start must be'],
    [{ query: 'x', pageSize: 2001 }, 'pageSize must be'],
    [{ query: 'x', limit: 0 }, 'limit must be'],
    [{ query: 'x', sortBy: 'date' as never }, 'sortBy must be'],
    [{ query: 'x', sortOrder: 'up' as never }, 'sortOrder must be'],
  ])('refuses %j before anything is sent', (options, said) => {
    const { arxiv, service } = scripted(feed({ total: 0 }));
    expect(() => arxiv.search(options)).toThrow(
      expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining(said) }),
    );
    expect(service.requests).toHaveLength(0);
  });
});

describe('pages', () => {
  it('go on where the last one ended, also when it came short, and stop at the limit', async () => {
    const { arxiv, service } = scripted(({ query }) => {
      const start = Number(query.get('start'));
      const size = Math.min(Number(query.get('max_results')), start === 0 ? 3 : 4);
      return feed({ total: 50, start, ids: ids(size, start) });
    });
    const papers = await collect(arxiv.search({ query: 'x', pageSize: 4, limit: 9 }));
    expect(papers.map(({ id }) => id)).toEqual(ids(9).map((id) => id.slice(0, -2)));
    expect(service.requests.map((_, index) => [sent(service, index).start, sent(service, index).max_results])).toEqual([
      ['0', '4'],
      ['3', '4'],
      ['7', '2'],
    ]);
  });

  it('never ask beyond the window of 30000, and say that there is more', async () => {
    const { arxiv, service } = scripted(feed({ total: 31_000, start: 29_995, ids: ids(5) }));
    const pages = await collect(arxiv.search({ query: 'x', start: 29_995 }).pages() as AsyncIterable<any>);
    expect(sent(service)).toMatchObject({ start: '29995', max_results: '5' });
    expect(service.requests).toHaveLength(1);
    expect(pages[0].truncated).toContain('first 30000 of 31000');
  });

  it('that come empty although there is more are asked for again, with what follows intact', async () => {
    const { arxiv, service } = scripted([
      feed({ total: 4, start: 0, ids: ids(2) }),
      feed({ total: 4, start: 2 }),
      feed({ total: 4, start: 2 }),
      feed({ total: 4, start: 2, ids: ids(2, 2) }),
    ]);
    expect(await collect(arxiv.search({ query: 'x', pageSize: 2 }))).toHaveLength(4);
    expect(service.requests.map((_, index) => sent(service, index).start)).toEqual(['0', '2', '2', '2']);
  });

  it('that stay empty end in a typed error after five requests', async () => {
    const { arxiv, service } = scripted([feed({ total: 4, start: 0, ids: ids(2) }), feed({ total: 4, start: 2 })]);
    const error = await failureOf(collect(arxiv.search({ query: 'x', pageSize: 2 })));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: true });
    expect(error.message).toContain('the page at 2 is empty although there are 4 papers');
    expect(service.requests).toHaveLength(6);
  });

  it('an empty first page is no answer either when papers are counted', async () => {
    const { arxiv } = scripted(feed({ total: 4 }));
    expect((await failureOf(arxiv.searchDocuments({ text: 'x1' }))).code).toBe('response-invalid');
  });
});

describe('papers by id', () => {
  it('are fetched a hundred at a time, each once, with as many results as ids', async () => {
    const { arxiv, service } = scripted(({ query }) => {
      const list = (query.get('id_list') as string).split(',');
      return feed({ total: list.length, ids: list.map((id) => `${id}v1`) });
    });
    const asked = [...ids(230).map((id) => id.slice(0, -2)), '2401.90000', 'arXiv:2401.90000'];
    const papers = await arxiv.getPapers(asked);
    expect(papers.size).toBe(231);
    expect([...papers.values()]).not.toContain(null);
    expect(papers.get('arXiv:2401.90000')?.id).toBe('2401.90000');
    expect(
      service.requests.map((_, index) => [
        sent(service, index).id_list?.split(',').length,
        sent(service, index).max_results,
      ]),
    ).toEqual([
      [100, '100'],
      [100, '100'],
      [30, '30'],
    ]);
  });

  it('are the version that was asked for, or the newest', async () => {
    const { arxiv } = scripted(feed({ total: 2, ids: ['2401.90001v1', '2401.90001v3'] }));
    const papers = await arxiv.getPapers(['2401.90001', '2401.90001v1', '2401.90001v2']);
    expect([...papers.values()].map((paper) => paper?.version ?? null)).toEqual([3, 1, null]);
  });

  it('that are unknown are null; malformed ones are named', async () => {
    const { arxiv } = scripted({
      text: (feed({ total: 2, ids: ['2401.90001v1', '2401.90002v1'] }).text as string).replace(
        '<title>Title of 2401.90002v1</title>',
        '',
      ),
    });
    const papers = await arxiv.getPapers(['2401.90001', '2401.90002', '2401.90003']);
    expect([...papers].map(([id, paper]) => [id, paper?.id ?? null])).toEqual([
      ['2401.90001', '2401.90001'],
      ['2401.90002', null],
      ['2401.90003', null],
    ]);
    expect(papers.skipped).toEqual([{ index: 1, reason: 'title: missing in 2401.90002' }]);
  });

  it('one paper that is missing is not found, however the service says it', async () => {
    for (const reply of [
      feed({ total: 0 }),
      feed({ total: 1 }),
      { text: (feed({ total: 1, ids: ['2401.90001v9'] }).text as string).replace(/<title>Title[^<]*<\/title>/, '') },
    ]) {
      const { arxiv } = scripted(reply);
      expect(await failureOf(arxiv.getPaper('2401.90001'))).toMatchObject({ code: 'not-found', operation: 'getPaper' });
    }
    const { arxiv, service } = scripted(feed({ total: 0 }));
    expect(await failureOf(arxiv.getPaper('what'))).toMatchObject({ code: 'invalid-request' });
    expect(await failureOf(arxiv.getPapers('2401.90001' as never))).toMatchObject({ code: 'invalid-request' });
    expect(service.requests).toHaveLength(0);
  });

  it('share one deadline over all requests', async () => {
    const { arxiv, service, clock } = scripted(({ query }) =>
      feed({ total: 100, ids: (query.get('id_list') as string).split(',') }),
    );
    const error = await failureOf(arxiv.getPapers(ids(500), { timeoutMs: 7000 }));
    expect(error).toMatchObject({ code: 'rate-limited' });
    expect(service.requests).toHaveLength(3);
    expect(clock.monotonicNow()).toBeLessThan(7000);
  });
});

describe('documents', () => {
  it('are asked for with any telling word and within dates', async () => {
    const { arxiv, service } = scripted(feed({ total: 0 }));
    await arxiv.searchDocuments({
      text: 'Do street trees cool a city?',
      since: '2020-01-01',
      until: '2021-06-30T12:00:00Z',
      limit: 3,
    });
    expect(sent(service)).toMatchObject({
      search_query:
        '((all:street OR all:trees OR all:cool OR all:city) AND submittedDate:[202001010000 TO 202106301200])',
      max_results: '3',
      start: '0',
    });
  });

  it('come in pages by cursor', async () => {
    const { arxiv, service } = scripted([
      feed({ total: 3, ids: ids(2) }),
      feed({ total: 3, start: 2, ids: ids(1, 2) }),
    ]);
    const first = await arxiv.searchDocuments({ text: 'x1', limit: 2 });
    expect(first.nextCursor).toBe('2');
    const second = await arxiv.searchDocuments({ text: 'x1', limit: 2, cursor: first.nextCursor as string });
    expect(second.nextCursor).toBeUndefined();
    expect(second.documents[0]?.provenance[0]?.rank).toBe(2);
    expect(sent(service, 1).start).toBe('2');
    expect((await failureOf(arxiv.searchDocuments({ text: 'x1', cursor: 'abc' }))).code).toBe('invalid-request');
  });

  it('of another kind are not asked for; filters that cannot be applied are named', async () => {
    const { arxiv, service } = scripted(feed({ total: 0 }));
    expect(await arxiv.searchDocuments({ text: 'x1', kinds: ['news'] })).toMatchObject({ outcome: 'empty' });
    expect(service.requests).toHaveLength(0);
    const page = await arxiv.searchDocuments({
      text: 'x1',
      languages: ['de'],
      includeDomains: ['a.example'],
      openAccess: false,
    });
    expect(page.unsupportedFilters.sort()).toEqual(['includeDomains', 'languages', 'openAccess']);
  });
});

describe('pace', () => {
  it('is one request in three seconds and one at a time, for all clients of a process', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const emulator = createArxivEmulator({ clock, limits: 'published', latencyMs: 700 });
    const stateStore = createStateStore();
    const clients = [1, 2].map(() => createArxiv({ fetch: emulator.fetch, clock, stateStore }));
    await Promise.all(
      [0, 1, 2].flatMap((round) =>
        clients.map((arxiv, client) => arxiv.searchDocuments({ text: `trees ${round} ${client}` })),
      ),
    );
    const at = emulator.requests.map((request) => request.at);
    expect(at).toHaveLength(6);
    for (let index = 1; index < at.length; index += 1)
      expect((at[index] as number) - (at[index - 1] as number)).toBeGreaterThanOrEqual(3000);
    expect((at[5] as number) - (at[0] as number)).toBeLessThan(17_000);
    expect(emulator.requests.map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  it('keeps to one connection even when an answer takes longer than three seconds', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const emulator = createArxivEmulator({ clock, latencyMs: 8000 });
    const stateStore = createStateStore();
    const clients = [1, 2].map(() => createArxiv({ fetch: emulator.fetch, clock, stateStore }));
    await Promise.all(clients.map((arxiv, client) => arxiv.searchDocuments({ text: `trees ${client}` })));
    const [first, second] = emulator.requests.map((request) => request.at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(8000);
  });

  it('is held by the process itself when no store is given', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const emulator = createArxivEmulator({ clock });
    const clients = [1, 2].map(() => createArxiv({ fetch: emulator.fetch, clock }));
    await Promise.all(clients.map((arxiv, client) => arxiv.searchDocuments({ text: `trees ${client}` })));
    const [first, second] = emulator.requests.map((request) => request.at) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(3000);
  });
});

describe('settings', () => {
  it('name the package, and the application before it', async () => {
    const { arxiv, service } = scripted(feed({ total: 0 }), { userAgent: 'my-agent/1.0 (mailto:me@a.example)' });
    await arxiv.searchDocuments({ text: 'x1' });
    arxiv.configure({ userAgent: 'other/2.0' });
    await arxiv.searchDocuments({ text: 'x2' });
    const [first, second] = service.requests.map(({ headers }) => headers['user-agent']);
    expect(first).toMatch(/^my-agent\/1\.0 \(mailto:me@a\.example\) headwater-arxiv\/\d/);
    expect(second).toMatch(/^other\/2\.0 headwater-arxiv/);
  });

  it('keep answers for a day with the cache on, and refusals never', async () => {
    const { arxiv, service, clock } = scripted(
      [feed({ total: 3, start: 2 }), feed({ total: 3, start: 2, ids: ids(1) })],
      {
        cache: true,
      },
    );
    expect((await arxiv.searchDocuments({ text: 'x1', cursor: '2' })).cache).toBe('miss');
    expect(service.requests).toHaveLength(2);
    await clock.advance(86_000_000);
    expect((await arxiv.searchDocuments({ text: 'x1', cursor: '2' })).cache).toBe('hit');
    await clock.advance(500_000);
    expect((await arxiv.searchDocuments({ text: 'x1', cursor: '2' })).cache).toBe('miss');
  });
});

it('iterates 10,000 emulated papers page by page', async () => {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const [model] = samplePapers;
  const corpus = Array.from({ length: 10_000 }, (_, index) => ({
    ...(model as (typeof samplePapers)[number]),
    id: `${1000 + Math.floor(index / 5000)}.${10_000 + (index % 5000)}`,
  }));
  const emulator = createArxivEmulator({ corpus, clock, limits: 'unlimited' });
  const arxiv = createArxiv({
    fetch: emulator.fetch,
    clock,
    stateStore: createStateStore(),
    resilience: { limits: 'sandbox' },
  });
  let count = 0;
  for await (const _ of arxiv.search({ query: 'trees', pageSize: 2000 })) count += 1;
  expect(count).toBe(10_000);
  expect(emulator.requests).toHaveLength(5);
});
