import { describe, expect, it } from 'vitest';
import { openEmulated, thrownBy } from './open-github.ts';

const toolOf = ({ github }: ReturnType<typeof openEmulated>, id: string) => {
  const tool = github.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
};

describe('github_research_topic', () => {
  it('brings repositories, READMEs and issues together', async () => {
    const rig = openEmulated();
    const output = await toolOf(rig, 'github_research_topic').execute({
      topic: 'CRDT',
      repositories: 3,
      readmeCharacters: 40,
    });
    expect(output.repositories.map((each: any) => [each.name, each.openIssues])).toEqual([
      ['merge-works/weave', 1],
      ['merge-works/weave-js', 1],
      ['hilltop/ledger-crdt', 1],
    ]);
    expect(output.repositories[0].readme).toHaveLength(40);
    expect(output.repositories[0].recentIssues.map((issue: any) => issue.title)).toEqual([
      'Memory grows while weave rebuilds its index',
      'Document the file format',
    ]);
    expect(output.parts).toEqual([
      { part: 'repositories-by-topic', outcome: 'ok', found: 3 },
      { part: 'readmes', outcome: 'ok', found: 3 },
      { part: 'issues', outcome: 'ok', found: 6 },
    ]);
    expect(rig.emulator.requests.map(({ path }) => path)).toEqual(['/graphql', '/search/issues']);
  });

  it('fills up with repositories that have the words', async () => {
    const output = await toolOf(openEmulated(), 'github_research_topic').execute({
      topic: 'message queue',
      repositories: 4,
      minimumStars: 200,
    });
    expect(output.repositories.map((each: any) => each.name)).toEqual([
      'post-office/carrier',
      'post-office/carrier-js',
    ]);
    expect(output.parts.map((each: any) => [each.part, each.outcome, each.found])).toEqual([
      ['repositories-by-topic', 'ok', 2],
      ['repositories-by-words', 'ok', 2],
      ['readmes', 'ok', 2],
      ['issues', 'ok', 4],
    ]);
  });

  it.each([
    ['throttled', { kind: 'status', status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }],
    ['failed', { kind: 'status', status: 503 }],
  ] as const)('keeps the repositories when the issues are %s', async (outcome, fault) => {
    const rig = openEmulated();
    rig.emulator.faults.push({ ...fault, path: '/search/issues', times: 9 });
    const output = await toolOf(rig, 'github_research_topic').execute({ topic: 'crdt', repositories: 2 });
    expect(output.repositories).toHaveLength(2);
    expect(output.parts.at(-1)).toMatchObject({
      part: 'issues',
      outcome,
      found: 0,
      reason: expect.stringMatching(/\S/),
    });
  });

  it('works without a token, and says what is missing then', async () => {
    const rig = openEmulated({ apiKey: undefined });
    const output = await toolOf(rig, 'github_research_topic').execute({ topic: 'crdt', repositories: 2 });
    expect(output.repositories).toHaveLength(2);
    expect(output.repositories[0]).toMatchObject({ readme: null, openIssues: null });
    expect(output.parts).toContainEqual({
      part: 'readmes',
      outcome: 'skipped',
      found: 0,
      reason: expect.stringContaining('GITHUB_TOKEN'),
    });
  });

  it('fails when nothing could be looked for, and finds nothing where there is nothing', async () => {
    const rig = openEmulated();
    const tool = toolOf(rig, 'github_research_topic');
    expect((await tool.execute({ topic: 'no such thing anywhere' })).parts.map((each: any) => each.outcome)).toEqual([
      'empty',
      'empty',
      'empty',
      'empty',
    ]);
    rig.emulator.faults.push({ kind: 'outage', status: 503 });
    expect((await thrownBy(tool.execute({ topic: 'crdt' }))).code).toBe('upstream');
  });

  it('asks for nothing that a topic smuggles in', async () => {
    const rig = openEmulated();
    await toolOf(rig, 'github_research_topic').execute({ topic: 'x user:victim is:private' });
    const { q } = JSON.parse(rig.emulator.requests[0]?.bodyText ?? '').variables;
    expect(q).toBe('x user victim private sort:stars-desc');
  });
});

it('searches repositories by words and topic', async () => {
  const rig = openEmulated();
  const output = await toolOf(rig, 'github_search_repositories').execute({
    topic: 'Vector Search',
    language: 'Rust',
    sort: 'stars',
    limit: 5,
  });
  expect(output.repositories.map((each: any) => each.name)).toEqual(['sample-labs/nearby']);
  expect((await thrownBy(toolOf(rig, 'github_search_repositories').execute({}))).code).toBe('invalid-request');
});

it('reads a repository with the beginning of its README', async () => {
  const output = await toolOf(openEmulated(), 'github_get_repository').execute({
    repository: 'netting/trawl',
    readmeCharacters: 7,
  });
  expect(output).toMatchObject({ name: 'netting/trawl', stars: 7600, readme: '# trawl' });
});

it('finds code with the lines around it', async () => {
  const output = await toolOf(openEmulated(), 'github_search_code').execute({ query: 'weave', extension: 'rs' });
  expect(output.files[0]).toMatchObject({ repository: 'merge-works/weave', path: 'src/main.rs' });
  expect(output.files[0].fragments[0]).toContain('weave');
});

it('finds pull requests', async () => {
  const output = await toolOf(openEmulated(), 'github_search_issues').execute({
    query: 'benchmark',
    kind: 'pull-request',
    repository: 'netting/trawl',
  });
  expect(output.issues).toMatchObject([{ title: 'Add a benchmark', state: 'open' }]);
});
