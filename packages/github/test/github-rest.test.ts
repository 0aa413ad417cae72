import { describe, expect, it } from 'vitest';
import { collect, openEmulated, openScripted, thrownBy } from './open-github.ts';

const query = (text: string | undefined) => Object.fromEntries(new URLSearchParams((text ?? '').replace(/^\?/, '')));

describe('search', () => {
  const empty = { json: { total_count: 0, incomplete_results: false, items: [] } };

  it('of repositories sends every parameter under GitHub’s own name', async () => {
    const { github, service } = openScripted(empty);
    await collect(
      github.rest.searchRepositories({ text: 'heat', sort: 'forks', order: 'asc', pageSize: 50, textMatches: true }),
    );
    expect(service.requests[0]).toMatchObject({ method: 'GET', path: '/search/repositories' });
    expect(query(service.requests[0]?.query)).toEqual({ q: 'heat', sort: 'forks', order: 'asc', per_page: '50' });
    expect(service.requests[0]?.headers.accept).toBe('application/vnd.github.text-match+json');
  });

  it('of code sends every parameter under GitHub’s own name', async () => {
    const { github, service } = openScripted(empty);
    await collect(
      github.rest.searchCode({ text: 'parse', extensions: 'ts', sort: 'indexed', order: 'desc', pageSize: 9 }),
    );
    expect(service.requests[0]?.path).toBe('/search/code');
    expect(query(service.requests[0]?.query)).toEqual({
      q: 'parse extension:ts',
      sort: 'indexed',
      order: 'desc',
      per_page: '9',
    });
    expect(service.requests[0]?.headers.accept).toBe('application/vnd.github+json');
  });

  it('of issues sends every parameter under GitHub’s own name', async () => {
    const { github, service } = openScripted(empty);
    const search = {
      q: 'a OR b',
      sort: 'reactions-+1',
      order: 'desc',
      advancedSearch: true,
      searchType: 'hybrid',
    } as const;
    await collect(github.rest.searchIssues(search));
    expect(service.requests[0]?.path).toBe('/search/issues');
    expect(query(service.requests[0]?.query)).toEqual({
      q: 'a OR b',
      sort: 'reactions-+1',
      order: 'desc',
      per_page: '30',
      advanced_search: 'true',
      search_type: 'hybrid',
    });
  });

  it('follows the links, and no further than asked', async () => {
    const { github, emulator } = openEmulated();
    const pages = await collect(github.rest.searchRepositories({ topics: 'crdt', pageSize: 3, limit: 4 }).pages());
    expect(pages.map(({ items, totalCount }) => [items.length, totalCount])).toEqual([
      [3, 4],
      [1, 4],
    ]);
    expect(query(emulator.requests[1]?.query)).toEqual({ q: 'topic:crdt', per_page: '3', page: '2' });
  });

  it('ends with a typed error when a link leads to the same page for ever', async () => {
    const { github, service } = openScripted({
      headers: { link: '<https://api.github.com/search/repositories?q=a&page=2>; rel="next"' },
      json: { total_count: 9, incomplete_results: false, items: [] },
    });
    expect((await thrownBy(collect(github.rest.searchRepositories('a')))).code).toBe('response-invalid');
    expect(service.requests).toHaveLength(2);
  });

  it('says when it timed out', async () => {
    const { github } = openScripted({ json: { total_count: 9, incomplete_results: true, items: [] } });
    expect((await github.rest.searchIssues('a').pages().next()).value).toMatchObject({
      incomplete: true,
      totalCount: 9,
    });
  });

  it('finds issues with null authors, and pull requests among them', async () => {
    const { github } = openEmulated();
    const issues = await collect(
      github.rest.searchIssues({ repositories: 'hilltop/ledger-crdt', sort: 'created', order: 'asc' }),
    );
    expect(issues.map(({ pull_request, state }) => [pull_request == null, state])).toEqual([
      [true, 'open'],
      [true, 'closed'],
      [false, 'open'],
    ]);
    const orphans = await collect(github.rest.searchIssues({ text: 'memory grows', limit: 30 }));
    expect(orphans.some(({ user }) => user === null)).toBe(true);
  });

  it.each<[string, (github: ReturnType<typeof openScripted>['github']) => unknown, RegExp]>([
    ['q beside fields', (github) => github.rest.searchIssues({ q: 'a', text: 'b' } as never), /q stands alone/],
    ['an empty q', (github) => github.rest.searchCode({ q: ' ' }), /q must be/],
    ['too many results', (github) => github.rest.searchCode({ text: 'a', limit: 1001 }), /limit/],
    ['a page too large', (github) => github.searchRepositories({ text: 'a', pageSize: 101 }), /pageSize/],
    [
      'a sort that is more than a word',
      (github) => github.searchRepositories({ text: 'a', sort: 'stars user:x' }),
      /sort/,
    ],
  ])('refuses %s at once', (_name, call, message) => {
    expect(() => call(openScripted(empty).github)).toThrow(message);
  });
});

describe('repositories', () => {
  it('are got by name, with README and topics', async () => {
    const { github, emulator } = openEmulated();
    expect((await github.rest.getRepository('merge-works/weave')).stargazers_count).toBe(12_900);
    expect((await github.rest.getReadme('hilltop/ledger-crdt')).path).toBe('readme.md');
    expect(await github.rest.getTopics('hilltop/ledger-crdt')).toEqual(['crdt', 'storage']);
    expect((await thrownBy(github.rest.getReadme('hilltop/empty-shell'))).code).toBe('not-found');
    expect((await thrownBy(github.rest.getReadme('netting/trawl', { ref: 'gone' }))).code).toBe('not-found');
    expect(query(emulator.requests.at(-1)?.query)).toEqual({ ref: 'gone' });
  });

  it('are found under a former name, and the token stays where it belongs', async () => {
    const { github, emulator } = openEmulated();
    expect((await github.rest.getRepository('merge-works/loom')).full_name).toBe('merge-works/weave');
    expect(emulator.requests.map(({ path, status }) => [path, status])).toEqual([
      ['/repos/merge-works/loom', 301],
      ['/repositories/7000005', 200],
    ]);
    const { github: lured, service } = openScripted({
      status: 301,
      headers: { location: 'https://evil.example/x' },
      json: {},
    });
    expect((await thrownBy(lured.rest.getRepository('a/b'))).code).toBe('upstream');
    expect(service.requests).toHaveLength(1);
    const { github: circling, service: circle } = openScripted({
      status: 302,
      headers: { location: '/repos/a/b' },
      json: {},
    });
    expect((await thrownBy(circling.rest.getRepository('a/b'))).code).toBe('upstream');
    expect(circle.requests).toHaveLength(4);
  });

  it.each(['a', 'a/b/c', '../b', 'a/..', 'a b/c', 'a/b?x=1', ''])(
    'named %j are refused before anything is sent',
    async (name) => {
      const { github, service } = openScripted({ json: {} });
      expect((await thrownBy(github.rest.getRepository(name))).code).toBe('invalid-request');
      expect(() => github.getRepository(name)).toThrow(/owner\/name/);
      expect(service.requests).toHaveLength(0);
    },
  );

  it('with a README in an unknown encoding are told', async () => {
    const { github } = openScripted({ json: { name: 'README', path: 'README', encoding: 'none', content: '' } });
    expect((await thrownBy(github.rest.getReadme('a/b'))).message).toContain('"none"');
  });
});

describe('conditional requests', () => {
  it('cost no allowance when nothing has changed', async () => {
    const { github, emulator, clock } = openEmulated({ cache: true });
    const used = async () => (await github.rest.getRateLimit()).core?.used;
    await github.rest.getRepository('netting/trawl');
    expect(await used()).toBe(1);
    await clock.advance(61_000);
    const { result, response } = await github.rest.getRepository('netting/trawl').withResponse();
    expect(emulator.requests.filter(({ path }) => path === '/repos/netting/trawl').map(({ status }) => status)).toEqual(
      [200, 304],
    );
    expect(emulator.requests.at(-1)?.headers['if-none-match']).toMatch(/^W\//);
    expect([response.cache, result.full_name]).toEqual(['hit', 'netting/trawl']);
    await clock.advance(61_000);
    expect(await used()).toBe(1);
  });

  it('are kept apart by media type', async () => {
    const { github, emulator } = openEmulated({ cache: true });
    const plain = (await github.rest.searchCode({ text: 'crdt' }).pages().next()).value;
    const marked = (await github.rest.searchCode({ text: 'crdt', textMatches: true }).pages().next()).value;
    expect(plain.items[0]?.text_matches).toBeUndefined();
    expect(marked.items[0]?.text_matches?.length).toBeGreaterThan(0);
    expect(emulator.requests).toHaveLength(2);
  });
});

describe('limits', () => {
  it('are asked for without cost, bucket by bucket', async () => {
    const { github } = openEmulated();
    await github.rest.searchIssues('memory').pages().next();
    await github.getRepository('netting/trawl');
    const limits = await github.rest.getRateLimit();
    expect(limits).toMatchObject({
      core: { limit: 5000, used: 0 },
      search: { limit: 30, used: 1 },
      code_search: { limit: 9, used: 0 },
      graphql: { limit: 5000, used: 1 },
    });
    expect(limits.core?.resetAt).toBeInstanceOf(Date);
  });

  it('are kept by pacing, each bucket on its own', async () => {
    const { github, emulator, clock } = openEmulated({}, { limits: 'published' });
    const started = clock.monotonicNow();
    const searches = Array.from({ length: 33 }, (_, index) =>
      github.rest.searchIssues(`memory ${index}`, { timeoutMs: 300_000 }).pages().next(),
    );
    const gets = Array.from({ length: 40 }, (_, index) =>
      github.rest.get(`/repos/netting/trawl`, { index }, { timeoutMs: 300_000 }),
    );
    await Promise.all(gets);
    expect(clock.monotonicNow() - started).toBeLessThan(60_000);
    await Promise.all(searches);
    expect(clock.monotonicNow() - started).toBeGreaterThan(60_000);
    expect(new Set(emulator.requests.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

it('gets whatever else there is, in the bucket its path belongs to', async () => {
  const { github, service } = openScripted({ json: { total_count: 1, items: [{ login: 'a' }] } });
  for (const kind of ['users', 'topics', 'labels', 'commits']) {
    expect(await github.rest.get(`/search/${kind}`, { q: 'a', per_page: 5 })).toMatchObject({
      items: [{ login: 'a' }],
    });
  }
  expect(service.requests.map(({ path }) => path)).toEqual([
    '/search/users',
    '/search/topics',
    '/search/labels',
    '/search/commits',
  ]);
  expect((await thrownBy(github.rest.get('/../x'))).code).toBe('invalid-request');
});
