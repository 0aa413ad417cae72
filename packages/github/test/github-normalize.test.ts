import { readFileSync } from 'node:fs';
import { HeadwaterError } from '@headwater/core';
import type { EmulatorReply } from '@headwater/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxTextCharacters, toSearchText } from '../src/github-normalize.ts';
import { openScripted } from './open-github.ts';

const fixture = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../src/__fixtures__/${name}.json`, import.meta.url), 'utf8'));

const answering = (reply: EmulatorReply, apiKey: string | null = 'test-key') =>
  openScripted(reply, { apiKey: apiKey ?? undefined });

async function searchAll(json: unknown) {
  return (await answering({ json }).github.searchRepositories({ text: 'a', readme: true }).pages().next()).value;
}

describe('repositories of GraphQL', () => {
  it('are read with what is there, and null where nothing is', async () => {
    const page = await searchAll(fixture('search-repositories'));
    expect(page.skipped).toEqual([]);
    expect(page.totalCount).toBe(2);
    expect(page.rateLimit).toEqual({
      cost: 1,
      limit: 5000,
      remaining: 4999,
      used: 1,
      nodeCount: 60,
      resetAt: '2026-01-01T01:00:00Z',
    });
    expect(page.items[0]).toMatchObject({
      nameWithOwner: 'merge-works/weave',
      stars: 12_900,
      homepageUrl: null,
      languages: [{ name: 'Rust', bytes: 148_000 }],
      topics: ['crdt'],
      license: 'MIT',
      openIssues: 1,
      readme: { path: 'README.md', isTruncated: false },
    });
    expect(page.items[1]).toMatchObject({
      description: null,
      primaryLanguage: null,
      languages: [],
      license: null,
      defaultBranch: null,
      pushedAt: null,
      readme: { path: 'README.rst', isTruncated: true },
    });
  });

  it('lose no more than what is malformed', async () => {
    const page = await searchAll(fixture('search-repositories.malformed'));
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).toMatchObject({
      nameWithOwner: 'merge-works/weave',
      stars: null,
      languages: [],
      topics: [],
      openIssues: null,
    });
    expect(page.skipped.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3]);
    expect(page.skipped[0].reason).toContain('nameWithOwner');
    expect(page.rateLimit).toBeUndefined();
  });
});

describe('repositories of REST', () => {
  it('keep GitHub’s own names', async () => {
    const { github } = answering({ json: fixture('rest-search') });
    const page = (await github.rest.searchRepositories('a').pages().next()).value;
    expect(page).toMatchObject({ totalCount: 2, skipped: [] });
    expect(page.items[1]).toMatchObject({ full_name: 'hilltop/bare', owner: null, license: null });
  });

  it('lose no more than what is malformed', async () => {
    const { github } = answering({ json: fixture('rest-search.malformed') });
    const page = (await github.rest.searchRepositories('a').pages().next()).value;
    expect(page.items).toHaveLength(1);
    expect(page.items[0]?.stargazers_count).toBeUndefined();
    expect(page.skipped.map(({ index }: { index: number }) => index)).toEqual([1, 2]);
  });
});

describe('documents', () => {
  it('have the README, the day of the last push and the owner', async () => {
    const { github } = answering({ json: fixture('search-repositories') });
    const { documents, outcome } = await github.searchDocuments({ text: 'crdt' });
    expect(outcome).toBe('ok');
    expect(documents[0]).toEqual({
      id: 'github:R_1',
      ids: { url: 'https://github.example/merge-works/weave' },
      kind: 'code',
      title: 'merge-works/weave',
      url: 'https://github.example/merge-works/weave',
      text: '# weave\n\nMerges edits.',
      textKind: 'abstract',
      authors: ['merge-works'],
      publishedAt: '2024-05-17T15:30:00Z',
      synthetic: true,
      provenance: [{ provider: 'github', operation: 'searchRepositories', retrievedAt: expect.any(String), rank: 0 }],
    });
    expect(documents[1]).toMatchObject({ textKind: 'snippet', publishedAt: '2017-05-03T09:00:00Z' });
  });

  it('are descriptions, and say so, where there is no README; nothing where there is neither', async () => {
    const answer = fixture('search-repositories');
    const [first, second] = answer.data.search.nodes;
    first.readme0 = null;
    second.readme3 = { text: null, isBinary: true, byteSize: 9, isTruncated: false };
    const { documents, outcome, skipped } = await answering({ json: answer }).github.searchDocuments({ text: 'crdt' });
    expect(documents).toMatchObject([{ text: 'A CRDT library', textKind: 'snippet' }]);
    expect(outcome).toBe('partial');
    expect(skipped).toEqual([{ index: 1, reason: expect.stringContaining('no README and no description') }]);
  });

  it('are cut when they are very long, and say so', async () => {
    const answer = fixture('search-repositories');
    answer.data.search.nodes[0].readme0.text = 'long '.repeat(30_000);
    answer.data.search.nodes[0].url = 'https://github.com/merge-works/weave';
    const { documents } = await answering({ json: answer }).github.searchDocuments({ text: 'crdt' });
    expect(documents[0]?.text).toHaveLength(maxTextCharacters);
    expect(documents[0]).toMatchObject({ textKind: 'snippet', synthetic: false });
  });

  it('are partial beside errors', async () => {
    const answer = {
      ...fixture('search-repositories'),
      errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }],
    };
    const page = await answering({ json: answer }).github.searchDocuments({ text: 'crdt' });
    expect([page.outcome, page.documents.length]).toEqual(['partial', 2]);
  });

  it('come from REST without a token, with descriptions', async () => {
    const { github, service } = answering({ json: { ...fixture('rest-search'), incomplete_results: true } }, null);
    const { documents, outcome, skipped } = await github.searchDocuments({
      text: 'crdt',
      since: '2024-01-01',
      limit: 7,
    });
    expect(outcome).toBe('partial');
    expect(documents).toMatchObject([{ id: 'github:R_1', textKind: 'snippet', text: 'A CRDT library' }]);
    expect(skipped).toHaveLength(1);
    const sent = new URLSearchParams(service.requests[0]?.query.replace(/^\?/, ''));
    expect(Object.fromEntries(sent)).toEqual({ q: 'crdt pushed:>=2024-01-01', per_page: '7' });
    expect(service.requests[0]?.headers.authorization).toBeUndefined();
  });
});

it.each([
  ['how do CRDTs merge text?', 'CRDTs merge text'],
  ['best open-source library for vector search', 'vector search'],
  ['what is this', 'what is this'],
])('%j is searched as %j', (question, words) => {
  expect(toSearchText(question)).toBe(words);
});

describe('whatever a service answers', () => {
  it('ends in a result or in a typed error', async () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    await fc.assert(
      fc.asyncProperty(
        value,
        value,
        fc.constantFrom('data', 'search', 'nodes', 'node'),
        async (noise, other, place) => {
          const answer = fixture('search-repositories');
          if (place === 'data') answer.data = noise;
          else if (place === 'search') answer.data.search = noise;
          else if (place === 'nodes') answer.data.search.nodes = noise;
          else answer.data.search.nodes.push(noise, other);
          try {
            const page = await searchAll(answer);
            if (place === 'node') expect(page.items.map((item: any) => item.id).slice(0, 2)).toEqual(['R_1', 'R_2']);
          } catch (error) {
            expect(HeadwaterError.isInstance(error), String(error)).toBe(true);
            expect(place).not.toBe('node');
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

it('REST answers end in a result or in a typed error as well, and lose no good item', async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom('whole', 'items', 'item'), async (noise, place) => {
      const answer = fixture('rest-search');
      if (place === 'items') answer.items = noise;
      else if (place === 'item') answer.items.push(noise);
      const { github } = openScripted({ json: place === 'whole' ? noise : answer });
      try {
        const page = (await github.rest.searchRepositories('a').pages().next()).value;
        if (place === 'item') expect(page.items.slice(0, 2).map((item: any) => item.id)).toEqual([7000005, 7000009]);
      } catch (error) {
        expect(HeadwaterError.isInstance(error), String(error)).toBe(true);
        expect(place).not.toBe('item');
      }
    }),
    { numRuns: 100 },
  );
});

it('asks for the next page only when it is wanted, and for all of them', async () => {
  const page = fixture('search-repositories').data.search;
  let asked = 0;
  const { github } = openScripted(() => {
    asked += 1;
    const pageInfo = { hasNextPage: asked < 20, endCursor: `c${asked}` };
    return { json: { data: { search: { ...page, pageInfo, repositoryCount: 40 } } } };
  });
  let seen = 0;
  for await (const _ of github.searchRepositories({ text: 'a', pageSize: 2 })) seen += 1;
  expect([seen, asked]).toEqual([40, 20]);
});
