import { generateKeyPairSync } from 'node:crypto';
import type { EmulatorServer } from '@headwater/testkit';
import { createAppAuth } from '@octokit/auth-app';
import { GraphqlResponseError, graphql } from '@octokit/graphql';
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGitHubEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';
import { gitHubDocuments } from '../src/index.ts';

/** GitHub's own clients are the judges of the emulator. */
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const emulator = createGitHubEmulator({
  apps: [
    {
      appId: 4711,
      publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      installationIds: [99],
    },
  ],
});

/** What @octokit/request-error throws. */
interface RequestError extends Error {
  status: number;
  response?: { headers: Record<string, string> };
}

const nothing = () => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
let server: EmulatorServer;
let octokit: Octokit;
let query: typeof graphql;

beforeAll(async () => {
  server = await emulator.listen();
  octokit = new Octokit({ log, auth: SANDBOX_API_KEY, baseUrl: server.url });
  query = graphql.defaults({ baseUrl: server.url, headers: { authorization: `token ${SANDBOX_API_KEY}` } });
});
afterAll(() => server.close());
beforeEach(() => emulator.reset());

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  );
}

describe('@octokit/rest', () => {
  it('searches repositories, and pages through them by their links', async () => {
    const { data, headers } = await octokit.rest.search.repos({
      q: 'topic:crdt stars:>=400',
      sort: 'stars',
      per_page: 2,
    });
    expect(data.total_count).toBe(4);
    expect(data.items.map(({ full_name }) => full_name)).toEqual(['merge-works/weave', 'merge-works/weave-js']);
    expect(headers.link).toContain('rel="next"');
    const all = await octokit.paginate(octokit.rest.search.repos, { q: 'topic:crdt', per_page: 3 });
    expect(all).toHaveLength(4);
  });

  it('searches code and issues', async () => {
    const code = await octokit.rest.search.code({
      q: 'weave extension:rs',
      mediaType: { format: 'text-match' },
    });
    expect(code.data.items[0]).toMatchObject({ path: 'src/main.rs', repository: { full_name: 'merge-works/weave' } });
    expect(code.data.items[0]?.text_matches?.[0]?.fragment).toContain('weave');
    const issues = await octokit.rest.search.issuesAndPullRequests({ q: 'is:issue state:open repo:merge-works/weave' });
    expect(issues.data.items.map(({ title }) => title)).toEqual(['Memory grows while weave rebuilds its index']);
  });

  it('gets a repository, its topics and its README', async () => {
    const name = { owner: 'merge-works', repo: 'weave' };
    const { data } = await octokit.rest.repos.get(name);
    expect(data).toMatchObject({ full_name: 'merge-works/weave', stargazers_count: 12_900, default_branch: 'main' });
    expect((await octokit.rest.repos.getAllTopics(name)).data.names).toContain('local-first');
    const readme = await octokit.rest.repos.getReadme(name);
    expect(Buffer.from(readme.data.content, 'base64').toString()).toContain('merges concurrent edits');
  });

  it('is led from a former name to the current one', async () => {
    const { data } = await octokit.rest.repos.get({ owner: 'merge-works', repo: 'loom' });
    expect(data.full_name).toBe('merge-works/weave');
  });

  it('asks conditionally, and is not charged for what has not changed', async () => {
    const name = { owner: 'netting', repo: 'trawl' };
    const first = await octokit.rest.repos.get(name);
    const headers = { 'if-none-match': first.headers.etag as string };
    const error = await thrownBy(octokit.rest.repos.get({ ...name, headers }));
    expect(error).toMatchObject({ name: 'HttpError' });
    expect((error as RequestError).status).toBe(304);
    const after = await octokit.rest.repos.get({ owner: 'netting', repo: 'boiler' });
    expect(first.headers['x-ratelimit-used']).toBe('1');
    expect(after.headers['x-ratelimit-used']).toBe('2');
  });

  it('reads the rate limits', async () => {
    await octokit.rest.search.repos({ q: 'crdt' });
    const { data } = await octokit.rest.rateLimit.get();
    expect(data.resources.core).toMatchObject({ limit: 5000, used: 0 });
    expect(data.resources.search).toMatchObject({ limit: 30, remaining: 29 });
    expect(data.resources.graphql?.limit).toBe(5000);
  });

  it.each([
    ['an unknown repository', () => octokit.rest.repos.get({ owner: 'no', repo: 'body' }), 404, /Not Found/],
    ['a search of nothing', () => octokit.rest.search.repos({ q: '' }), 422, /Validation Failed/],
    [
      'a search in what is not there',
      () => octokit.rest.search.repos({ q: 'a repo:no/body' }),
      422,
      /Validation Failed/,
    ],
    [
      'the page after the last',
      () => octokit.rest.search.repos({ q: 'a', per_page: 100, page: 11 }),
      422,
      /first 1000/,
    ],
    [
      'a wrong token',
      () =>
        new Octokit({ log, auth: 'wrong', baseUrl: server.url }).rest.repos.get({ owner: 'netting', repo: 'trawl' }),
      401,
      /Bad credentials/,
    ],
  ])('understands the answer to %s', async (_name, call, status, message) => {
    const error = (await thrownBy(call())) as RequestError;
    expect(error).toMatchObject({ name: 'HttpError' });
    expect(error.status).toBe(status);
    expect(error.message).toMatch(message);
  });

  it('is refused after ten anonymous searches', async () => {
    const anonymous = new Octokit({ log, baseUrl: server.url });
    for (let count = 0; count < 10; count += 1) await anonymous.rest.search.repos({ q: 'crdt' });
    const error = (await thrownBy(anonymous.rest.search.repos({ q: 'crdt' }))) as RequestError;
    expect(error.status).toBe(403);
    expect(error.response?.headers).toMatchObject({ 'x-ratelimit-remaining': '0', 'x-ratelimit-resource': 'search' });
  });
});

describe('@octokit/graphql', () => {
  it('runs the query this package sends', async () => {
    const answer = await query<any>(gitHubDocuments.searchRepositories, {
      q: 'topic:crdt sort:stars-desc',
      first: 2,
      withReadme: true,
    });
    expect(answer.search.repositoryCount).toBe(4);
    expect(answer.search.nodes.map((node: any) => node.nameWithOwner)).toEqual([
      'merge-works/weave',
      'merge-works/weave-js',
    ]);
    expect(answer.search.nodes[0].readme0.text).toContain('merges concurrent edits');
    expect(answer.search.nodes[0].readme1).toBeNull();
    expect(answer.rateLimit).toMatchObject({ cost: 1, limit: 5000, remaining: 4999, used: 1 });
  });

  it('runs queries of others: aliases, fragments, directives, pages', async () => {
    const text = `
      query ($owner: String!, $with: Boolean = false, $after: String) {
        repo: repository(owner: $owner, name: "weave") {
          __typename
          ...Names
          issues(first: 1, states: [OPEN]) { totalCount nodes { title author { login } } }
          url @include(if: $with)
        }
        found: search(query: "vector search", type: REPOSITORY, first: 2, after: $after) {
          pageInfo { hasNextPage endCursor }
          edges { cursor node { ... on Repository { name } } }
        }
        viewer { login }
      }
      fragment Names on Repository { name owner { login } }`;
    const first = await query<any>(text, { owner: 'merge-works' });
    expect(first.repo).toMatchObject({ __typename: 'Repository', name: 'weave', owner: { login: 'merge-works' } });
    expect(first.repo).not.toHaveProperty('url');
    expect(first.repo.issues).toMatchObject({ totalCount: 1, nodes: [{ author: { login: 'sample-user' } }] });
    const second = await query<any>(text, { owner: 'merge-works', with: true, after: first.found.pageInfo.endCursor });
    expect(second.repo.url).toBe('https://github.example/merge-works/weave');
    const names = [...first.found.edges, ...second.found.edges].map((edge: any) => edge.node.name);
    expect(new Set(names).size).toBe(4);
    expect(second.found.pageInfo.hasNextPage).toBe(false);
  });

  it('gets data beside errors', async () => {
    const text = '{ repository(owner: "no", name: "body") { name } viewer { login } }';
    const error = (await thrownBy(query(text))) as GraphqlResponseError<any>;
    expect(error).toBeInstanceOf(GraphqlResponseError);
    expect(error.data).toEqual({ repository: null, viewer: { login: 'sample-user' } });
    expect(error.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['repository'] }]);
  });

  it.each([
    ['{ viewer { loginn } }', /Field 'loginn' doesn't exist on type 'User'/],
    ['{ repository(owner: "a") { name } }', /missing required arguments: name/],
    ['{ search(query: "a", type: REPOSITORY) { nodes { __typename } } }', /`first` or `last`/],
    ['{ search(query: "a", type: REPOSITORY, first: 101) { nodes { __typename } } }', /limit of 100/],
    ['{ viewer { login }', /Parse error/],
    ['{ viewer }', /must have selections/],
    ['{ ...Gone }', /not defined/],
    ['query ($a: String!) { viewer { login } }', /\$a of type String! was provided invalid value/],
  ])('is told what is wrong with %s', async (text, message) => {
    const error = (await thrownBy(query(text))) as GraphqlResponseError<unknown>;
    expect(error.errors?.[0]?.message).toMatch(message);
    expect(error.data).toBeUndefined();
  });

  it('is priced, and a dry run is free', async () => {
    const text = `query ($dryRun: Boolean!) {
      rateLimit(dryRun: $dryRun) { cost nodeCount used }
      search(query: "a", type: REPOSITORY, first: 100) { nodes { ... on Repository { issues(first: 50) { nodes { title } } } } }
    }`;
    // 1 + 100 connection calls are one point; 100 + 5,000 nodes.
    expect((await query<any>(text, { dryRun: true })).rateLimit).toEqual({ cost: 1, nodeCount: 5100, used: 0 });
    expect((await query<any>(text, { dryRun: false })).rateLimit.used).toBe(1);
  });
});

describe('@octokit/auth-app', () => {
  it.each(['pkcs1', 'pkcs8'] as const)('gets an installation token with a %s key, and uses it', async (type) => {
    const app = new Octokit({
      log,
      authStrategy: createAppAuth,
      auth: {
        appId: 4711,
        privateKey: keys.privateKey.export({ type, format: 'pem' }).toString(),
        installationId: 99,
      },
      baseUrl: server.url,
    });
    const { data } = await app.rest.repos.get({ owner: 'netting', repo: 'trawl' });
    expect(data.full_name).toBe('netting/trawl');
    expect(emulator.requests.map(({ path, status }) => [path, status])).toEqual([
      ['/app/installations/99/access_tokens', 201],
      ['/repos/netting/trawl', 200],
    ]);
    expect(emulator.requests[1]?.headers.authorization).toMatch(/^token ghs_/);
  });

  it('is refused with the key of somebody else', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const auth = createAppAuth({
      appId: 4711,
      privateKey: stranger.export({ type: 'pkcs8', format: 'pem' }).toString(),
      installationId: 99,
      request: octokit.request,
    });
    const error = (await thrownBy(auth({ type: 'installation' }))) as RequestError;
    expect(error.status).toBe(401);
  });
});
