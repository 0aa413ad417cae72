import { describe, expect, it, vi } from 'vitest';
import { createGitHub } from '../src/index.ts';
import { collect, openEmulated, openScripted, thrownBy } from './open-github.ts';

const emptySearch = {
  data: { search: { repositoryCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } },
};
const wire = { id: 'R', name: 'b', nameWithOwner: 'a/b', url: 'https://github.example/a/b' };

describe('GraphQL', () => {
  it('sends fixed documents, and everything else as variables', async () => {
    const { github, service } = openScripted({ json: emptySearch });
    await collect(
      github.searchRepositories(
        {
          text: 'heat "pumps',
          topics: 'hvac',
          languages: 'Go',
          stars: { from: 5 },
          sort: 'stars',
          order: 'asc',
          readme: true,
          pageSize: 7,
        },
        { timeoutMs: 5000 },
      ),
    );
    const [request] = service.requests;
    expect([request?.method, request?.path]).toEqual(['POST', '/graphql']);
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer test-key',
      'user-agent': expect.stringMatching(/^headwater-github\//),
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    });
    const body = JSON.parse(request?.bodyText ?? '');
    expect(body.variables).toEqual({
      q: 'heat pumps topic:hvac language:Go stars:>=5 sort:stars-asc',
      first: 7,
      withReadme: true,
    });
    expect(body.query).toContain('type: REPOSITORY');
    expect(body.query).not.toContain('hvac');
  });

  it('walks over repositories by cursor, and says what a page cost', async () => {
    const { github, emulator } = openEmulated();
    const pages = await collect(github.searchRepositories({ topics: 'crdt', sort: 'stars', pageSize: 3 }).pages());
    expect(pages.map(({ items }) => items.length)).toEqual([3, 1]);
    expect(pages[0]).toMatchObject({ totalCount: 4, rateLimit: { cost: 1, remaining: 4999 } });
    expect(pages.flatMap(({ items }) => items.map(({ stars }) => stars))).toEqual([12_900, 3300, 870, 450]);
    expect(emulator.requests).toHaveLength(2);
    const limited = await collect(github.searchRepositories({ topics: 'crdt', limit: 2 }));
    expect(limited).toHaveLength(2);
    expect(emulator.requests).toHaveLength(3);
  });

  it('says when GitHub has more than it gives', async () => {
    const corpus = Array.from({ length: 1003 }, (_, index) => ({
      owner: 'many',
      name: `item-${index}`,
      description: 'One of many (invented sample)',
      topics: [],
      languages: {},
      stars: index,
      forks: 0,
      license: null,
      createdAt: '2020-01-01T00:00:00Z',
      pushedAt: '2020-01-01T00:00:00Z',
      files: {},
    }));
    const { github } = openEmulated({ resilience: { limits: 'sandbox' } }, { corpus, limits: 'unlimited' });
    const pages = await collect(github.searchRepositories({ text: 'many', pageSize: 100 }).pages());
    expect(pages).toHaveLength(10);
    expect(pages.at(-1)?.truncated).toBe('GitHub gives the first 1000 of 1003 results only');
    const rest = await collect(github.rest.searchRepositories({ text: 'many', pageSize: 100 }).pages());
    expect(rest.at(-1)?.truncated).toBe('GitHub gives the first 1000 of 1003 results only');
  });

  it('gets a repository, and its README under any of its usual names', async () => {
    const { github } = openEmulated();
    const repository = await github.getRepository('quiet-river/quantile', { readme: true });
    expect(repository).toMatchObject({
      stars: 940,
      primaryLanguage: 'C',
      openIssues: 1,
      closedIssues: 1,
      readme: { path: 'README' },
    });
    expect(await github.getRepository('netting/trawl')).not.toHaveProperty('readme');
    expect((await github.getReadme('netting/boiler'))?.path).toBe('README.rst');
    expect((await github.getReadme('field-notes/tidy-tables'))?.path).toBe('docs/README.md');
    expect(await github.getReadme('hilltop/empty-shell')).toBeNull();
    const { response } = await github.getReadme('netting/trawl').withResponse();
    expect(response.requestId).toMatch(/^SAMP:/);
  });

  it('follows renames unless told otherwise', async () => {
    const { github } = openEmulated();
    expect((await github.getRepository('merge-works/loom')).nameWithOwner).toBe('merge-works/weave');
    const strict = github.getRepository('merge-works/loom', { followRenames: false });
    expect((await thrownBy(strict)).code).toBe('not-found');
  });

  it('asks for the rate limit, which may be null', async () => {
    expect(await openEmulated().github.getGraphQLRateLimit()).toMatchObject({ cost: 1, limit: 5000, remaining: 4999 });
    expect(await openEmulated({}, { limits: 'unlimited' }).github.getGraphQLRateLimit()).toBeNull();
  });

  it('takes documents of others: pages backwards, other types of search, dry runs', async () => {
    const { github } = openEmulated();
    const text = `query ($q: String!, $before: String) {
      search(query: $q, type: ISSUE, last: 2, before: $before) { issueCount nodes { ... on Issue { title } } }
      rateLimit(dryRun: true) { cost used }
    }`;
    const { data, cost } = await github.query<any>(text, { q: 'is:issue memory' });
    expect(data.search.issueCount).toBe(21);
    expect(data.search.nodes).toHaveLength(2);
    expect(data.rateLimit).toEqual({ cost: 1, used: 0 });
    expect(cost).toMatchObject({ points: 1 });
  });

  it('keeps data beside errors', async () => {
    const { github } = openScripted({
      json: {
        data: { search: { ...emptySearch.data.search, nodes: [wire, null] } },
        errors: [{ type: 'FORBIDDEN', path: ['search', 'nodes', 1], message: 'Resource protected by SAML.' }],
      },
    });
    const [page] = await collect(github.searchRepositories('a').pages());
    expect(page?.items).toHaveLength(1);
    expect(page?.errors).toEqual(['Resource protected by SAML.']);
    expect(page?.skipped).toEqual([{ index: 1, reason: expect.stringContaining('null') }]);
  });

  it('ends a list that repeats a cursor for ever with a typed error', async () => {
    const page = { repositoryCount: 9, pageInfo: { hasNextPage: true, endCursor: 'same' }, nodes: [wire] };
    const { github, service } = openScripted({ json: { data: { search: page } } });
    const error = await thrownBy(collect(github.searchRepositories('a')));
    expect(error.code).toBe('response-invalid');
    expect(service.requests).toHaveLength(2);
  });

  it('changes something at most once', async () => {
    const { github, service } = openScripted({ status: 502, json: { message: 'Server Error' } });
    const text = 'mutation ($id: ID!) { addStar(input: { starrableId: $id }) { clientMutationId } }';
    expect((await thrownBy(github.mutate(text, { id: 'R' }))).code).toBe('upstream');
    expect(service.requests).toHaveLength(1);
  });
});

describe('without a token', () => {
  it('REST works, GraphQL and code search are refused before anything is sent', async () => {
    const { github, emulator } = openEmulated({ apiKey: undefined });
    expect((await github.rest.getRepository('netting/trawl')).full_name).toBe('netting/trawl');
    expect(emulator.requests[0]?.headers).not.toHaveProperty('authorization');
    for (const call of [
      github.getRepository('a/b'),
      collect(github.rest.searchCode('crdt')),
      collect(github.searchRepositories('a')),
    ]) {
      const error = await thrownBy(call);
      expect(error).toMatchObject({ code: 'configuration', hint: expect.stringContaining('GITHUB_TOKEN') });
    }
    expect(emulator.requests).toHaveLength(1);
    expect(github.inspect().limits).toContainEqual(expect.objectContaining({ costClass: 'search', concurrency: 1 }));
  });

  it('documents of further pages come by the links of the first', async () => {
    const { github } = openEmulated({ apiKey: undefined });
    const first = await github.searchDocuments({ text: 'crdt', limit: 2 });
    const second = await github.searchDocuments({ text: 'crdt', limit: 2, cursor: first.nextCursor ?? '' });
    const ranks = [...first.documents, ...second.documents].map(({ provenance }) => provenance[0]?.rank);
    expect(ranks).toEqual([0, 1, 2]);
    // The fourth has no description, and REST gives no README.
    expect(second.skipped).toHaveLength(1);
    for (const query of [
      { text: 'other', cursor: first.nextCursor },
      { text: 'crdt', cursor: 'graphql:2:x' },
      { text: 'crdt', cursor: '2' },
    ]) {
      expect((await thrownBy(github.searchDocuments(query as never))).code).toBe('invalid-request');
    }
  });

  it('a variable that holds a word instead of a token is told', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'undefined');
    const { github, emulator } = openEmulated({ apiKey: undefined });
    expect((await thrownBy(github.rest.getRepository('a/b'))).code).toBe('configuration');
    expect(emulator.requests).toHaveLength(0);
  });
});

describe('settings', () => {
  it('of the application come before ours', async () => {
    const { github, service } = openScripted(
      { json: { names: [] } },
      { headers: { 'User-Agent': 'my-app', 'X-GitHub-Api-Version': '2026-03-10' } },
    );
    await github.rest.getTopics('a/b');
    expect(service.requests[0]?.headers).toMatchObject({
      'user-agent': 'my-app',
      'x-github-api-version': '2026-03-10',
    });
  });

  it('reach Enterprise Server, where the two APIs live apart', async () => {
    const paths: string[] = [];
    const github = createGitHub({
      apiKey: 'k',
      baseUrl: 'https://github.internal.example/api/v3',
      fetch: async (input) => {
        paths.push(new URL(String(input)).pathname);
        return Response.json(String(input).endsWith('graphql') ? { data: { repository: wire } } : { names: ['a'] });
      },
    });
    await github.rest.getTopics('a/b');
    await github.getRepository('a/b');
    expect(paths).toEqual(['/api/v3/repos/a/b/topics', '/api/graphql']);
  });

  it('that contradict each other are refused', () => {
    const auth = { appId: 1, installationId: 2, privateKey: '-----BEGIN PRIVATE KEY-----' };
    expect(() => openScripted({ json: {} }, { auth })).toThrow(/both apiKey and auth/);
  });

  it('that change keep what is cached', async () => {
    const { github, emulator } = openEmulated({ cache: true });
    await github.getRepository('netting/trawl');
    github.configure({ resilience: { limits: 'sandbox' } });
    const { response } = await github.getRepository('netting/trawl').withResponse();
    expect(response.cache).toBe('hit');
    expect(emulator.requests).toHaveLength(1);
  });
});
