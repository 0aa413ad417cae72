import { createVirtualClock } from '@headwater/testkit';
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GraphQLSyntaxProblem, parseDocument } from '../src/emulator/graphql-parse.ts';
import {
  createGitHubEmulator,
  type GitHubEmulatorOptions,
  SANDBOX_API_KEY,
  sampleRepositories,
} from '../src/emulator/index.ts';
import { inRange, readSearch } from '../src/emulator/search-syntax.ts';

const base = 'https://api.github.com';

function open(options: GitHubEmulatorOptions = {}) {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const emulator = createGitHubEmulator({ clock, ...options });
  const headers = { 'user-agent': 'test', authorization: `Bearer ${SANDBOX_API_KEY}` };
  const get = (path: string, more: Record<string, string> = {}) =>
    emulator.fetch(`${base}${path}`, { headers: { ...headers, ...more } });
  const ask = async (query: string, variables: object = {}) =>
    emulator.fetch(`${base}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return { emulator, clock, get, ask };
}

describe('who is let in', () => {
  it.each<[string, Record<string, string>, number, RegExp]>([
    ['nobody without a user agent', { 'user-agent': '' }, 403, /User-Agent/],
    ['nobody with a wrong token', { authorization: 'Bearer wrong' }, 401, /Bad credentials/],
    ['nobody with another scheme', { authorization: 'Basic eDp5' }, 401, /Bad credentials/],
    ['no unknown version', { 'x-github-api-version': '2001-01-01' }, 400, /not a supported version/],
    ['the old word for a token', { authorization: `token ${SANDBOX_API_KEY}` }, 200, /weave/],
    ['the newer version', { 'x-github-api-version': '2026-03-10' }, 200, /weave/],
  ])('%s', async (_name, headers, status, body) => {
    const response = await open().get('/repos/merge-works/weave', headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
  });

  it('GraphQL and code search want a token', async () => {
    const { emulator } = open();
    const headers = { 'user-agent': 'test' };
    const graphQL = await emulator.fetch(`${base}/graphql`, { method: 'POST', headers, body: '{}' });
    expect([graphQL.status, (await graphQL.json()).message]).toEqual([
      401,
      'This endpoint requires you to be authenticated.',
    ]);
    expect((await emulator.fetch(`${base}/search/code?q=a`, { headers })).status).toBe(401);
  });
});

describe('limits', () => {
  it('count in buckets of their own, and end on the second they name', async () => {
    const { get, clock } = open({ limits: { core: { requests: 2, perMs: 10_000 } } });
    const first = await get('/repos/merge-works/weave');
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-resource': 'core',
    });
    await get('/repos/merge-works/weave');
    const refused = await get('/repos/merge-works/weave');
    expect(refused.status).toBe(403);
    expect((await refused.json()).message).toMatch(/^API rate limit exceeded/);
    expect((await get('/search/repositories?q=crdt')).headers.get('x-ratelimit-resource')).toBe('search');
    const reset = Number(refused.headers.get('x-ratelimit-reset')) * 1000;
    await clock.advance(reset - clock.now());
    expect((await get('/repos/merge-works/weave')).status).toBe(200);
  });

  it('of GraphQL come inside a 200', async () => {
    const { ask } = open({ limits: { graphql: { requests: 1, perMs: 60_000 } } });
    await ask('{ viewer { login } }');
    const response = await ask('{ viewer { login } }');
    expect([response.status, response.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect(await response.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
  });

  it('of the second kind say how long to wait, and no header tells of them', async () => {
    const { get } = open({ limits: { secondary_rest: { requests: 1, perMs: 60_000 } } });
    await get('/repos/merge-works/weave');
    const response = await get('/repos/merge-works/weave');
    expect([
      response.status,
      response.headers.get('retry-after'),
      response.headers.get('x-ratelimit-remaining'),
    ]).toEqual([403, '60', null]);
    expect((await response.json()).message).toContain('secondary rate limit');
  });

  it('that nobody knows are refused', () => {
    expect(() => open({ limits: { speed: { requests: 1, perMs: 1 } } })).toThrow(/unknown limit "speed"/);
  });

  it('are forgotten by a reset', async () => {
    const { get, emulator } = open({ limits: { core: { requests: 1, perMs: 60_000 } } });
    await get('/repos/merge-works/weave');
    emulator.reset();
    expect((await get('/repos/merge-works/weave')).status).toBe(200);
  });
});

describe('conditional requests', () => {
  it('of the same caller and media type are answered 304', async () => {
    const { get } = open();
    const etag = (await get('/repos/merge-works/weave')).headers.get('etag') as string;
    const known = await get('/repos/merge-works/weave', { 'if-none-match': etag });
    expect([known.status, known.headers.get('x-ratelimit-used')]).toEqual([304, '1']);
    expect((await get('/repos/merge-works/weave', { 'if-none-match': etag, accept: 'application/json' })).status).toBe(
      200,
    );
    expect((await get('/repos/netting/trawl', { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('the parser of queries', () => {
  /** The published parser is the judge of what is a document. */
  const agrees = (text: string) => {
    let isValid = true;
    try {
      parse(text);
    } catch {
      isValid = false;
    }
    try {
      parseDocument(text);
      return isValid;
    } catch (error) {
      if (!(error instanceof GraphQLSyntaxProblem)) throw error;
      return !isValid;
    }
  };

  it.each([
    '{ a }',
    '{ a(b: 1, c: "x\\n", d: [1, 2], e: {f: $g}, h: I, j: null, k: -1.5e3) @include(if: true) { l: m } }',
    'query Q($a: [Int!]! = [1] $b: String) { ...F ... on T { c } ... @skip(if: $b) { d } } fragment F on T { e }',
    'query Q($a Int) { b }',
    '{ a(b: ) }',
    '{ a: }',
    'query',
    '{ a } }',
    '"text"',
    '{ "a" }',
    '{ a(b: """block "quoted" text""") }',
  ])('agrees with the published one on %s', (text) => {
    expect(agrees(text)).toBe(true);
  });

  it('never throws anything but its own error', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      'a',
      ':',
      '$',
      '...',
      'on',
      '@',
      '"x"',
      '1',
      '[',
      ']',
      '!',
      'query',
      'fragment',
      '#',
      '"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
        try {
          parseDocument(parts.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(GraphQLSyntaxProblem);
        }
      }),
    );
  });
});

describe('queries', () => {
  const dataOf = async (query: string, variables: object = {}) => (await open().ask(query, variables)).json();

  it('lose the nearest nullable field to a null that may not be', async () => {
    const { data, errors } = await dataOf(
      '{ search(query: "a", type: REPOSITORY, first: 1, after: "no cursor") { repositoryCount } }',
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ type: 'INVALID_CURSOR_ARGUMENTS', path: ['search'] }]);
  });

  it('page forwards and backwards over the same list', async () => {
    const text =
      'query ($first: Int, $after: String, $last: Int, $before: String) { search(query: "topic:crdt", type: REPOSITORY, first: $first, after: $after, last: $last, before: $before) { edges { cursor node { ... on Repository { name } } } pageInfo { hasPreviousPage hasNextPage } } }';
    const { data: all } = await dataOf(text, { first: 10 });
    const cursors = all.search.edges.map(({ cursor }: any) => cursor);
    const { data: back } = await dataOf(text, { last: 2, before: cursors[3] });
    expect(back.search.edges.map(({ cursor }: any) => cursor)).toEqual(cursors.slice(1, 3));
    expect(back.search.pageInfo).toEqual({ hasPreviousPage: true, hasNextPage: true });
  });

  it('are refused when they ask for too many nodes', async () => {
    const inner = 'issues(first: 100) { nodes { title repository { issues(first: 100) { nodes { title } } } } }';
    const { errors } = await dataOf(
      `{ search(query: "a", type: REPOSITORY, first: 100) { nodes { ... on Repository { ${inner} } } } }`,
    );
    expect(errors).toMatchObject([{ type: 'MAX_NODE_LIMIT_EXCEEDED' }]);
  });

  it.each([
    ['mutation { addStar(input: {}) { clientMutationId } }', /queries only/],
    ['query A { viewer { login } } query B { viewer { login } }', undefined],
    ['{ viewer { ...A } } fragment A on User { ...A }', /infinite loop/],
    ['{ viewer { login(x: 1) } }', /doesn't accept argument 'x'/],
    ['{ repository(owner: $o, name: "b") { name } }', /\$o is used by query but not declared/],
  ])('%s', async (text, message) => {
    const { errors } = await dataOf(text);
    if (message === undefined) expect(errors).toBeUndefined();
    else expect(errors[0].message).toMatch(message);
  });
});

describe('what a search says', () => {
  it('is read into words and qualifiers', () => {
    expect(readSearch('street "heat pump" -toy topic:crdt -user:a label:"bug fix" foo:bar NOT x')).toEqual({
      words: ['street', 'heat pump', 'foo:bar'],
      excludedWords: ['toy', 'x'],
      qualifiers: [
        { name: 'topic', value: 'crdt', negated: false },
        { name: 'user', value: 'a', negated: true },
        { name: 'label', value: 'bug fix', negated: false },
      ],
    });
  });

  it.each([
    [5, '5', true],
    [5, '>5', false],
    [5, '>=5', true],
    [5, '<5', false],
    [5, '<=5', true],
    [5, '4..6', true],
    [5, '*..4', false],
    ['2024-05-17T10:00:00Z', '2024-05-17', true],
    ['2024-05-17T10:00:00Z', '<=2024-05-17', true],
    ['2024-05-17T10:00:00Z', '>2024-05-17', false],
    ['2024-05-17T10:00:00Z', '2024-05-18..*', false],
  ])('%j is in %s: %s', (value, range, expected) => {
    expect(inRange(value, range)).toBe(expected);
  });

  it.each([
    ['topic:vector-search fork:true', 5],
    ['topic:vector-search', 4],
    ['fork:only', 1],
    ['archived:true', 1],
    ['language:rust stars:>10000', 2],
    ['user:netting -topic:dashboard', 2],
    ['robots.txt in:readme', 1],
    ['robots.txt', 0],
    ['pushed:<2023-01-01 license:mit', 4],
  ])('%s finds %i', async (q, count) => {
    const response = await open().get(`/search/repositories?q=${encodeURIComponent(q)}`);
    expect((await response.json()).total_count).toBe(count);
  });
});

it('says of everything in its corpus that it is invented', () => {
  expect(sampleRepositories.length).toBeGreaterThanOrEqual(20);
  for (const { description, files } of sampleRepositories) {
    expect(`${description} ${Object.values(files).join(' ')}`).toMatch(/invented sample/);
  }
});
