import { createArxiv } from '@headwater/arxiv';
import { createArxivEmulator } from '@headwater/arxiv/emulator';
import { createStateStore } from '@headwater/core';
import { createCrossref } from '@headwater/crossref';
import { createCrossrefEmulator } from '@headwater/crossref/emulator';
import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';
import { createHackerNews } from '@headwater/hackernews';
import { createHackerNewsEmulator } from '@headwater/hackernews/emulator';
import { createNews } from '@headwater/news';
import { createNewsApiEmulator } from '@headwater/news/emulator';
import { createOpenAlex } from '@headwater/openalex';
import { createOpenAlexEmulator } from '@headwater/openalex/emulator';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';
import { createVirtualClock, sampleWorks } from '@headwater/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFederatedSearch, createResearchTools } from '../src/index.ts';

/** The real clients, each against the emulator of its service. Exa has a page of the very work at its DOI's address. */
function rig() {
  const clock = createVirtualClock({ autoAdvance: true });
  onTestFinished(() => clock.dispose());
  const [work] = sampleWorks;
  if (work === undefined) throw new Error('there are no sample works');
  const page = {
    url: `https://doi.org/${work.doi}`,
    title: work.title,
    text: `${work.abstract} ${'More text. '.repeat(50)}`,
  };
  const web = createExaEmulator({ clock, corpus: [page] });
  const papers = createSemanticScholarEmulator({ clock });
  const settings = { apiKey: SANDBOX_API_KEY, clock, stateStore: createStateStore() };
  const sources = [
    createExa({ ...settings, fetch: web.fetch }),
    createSemanticScholar({ ...settings, fetch: papers.fetch }),
  ];
  return { web, papers, work, search: createFederatedSearch({ sources, clock, sourceTimeoutMs: 5_000 }) };
}

describe('the same paper through four services', () => {
  const papers = sampleWorks.filter(({ arxiv }) => arxiv !== undefined);
  test.each(papers)('$title', async ({ title, doi, arxiv, publishedAt }) => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const settings = { clock, stateStore: createStateStore() };
    const sources = [
      createSemanticScholar({ ...settings, fetch: createSemanticScholarEmulator({ clock }).fetch }),
      createOpenAlex({ ...settings, fetch: createOpenAlexEmulator({ clock }).fetch }),
      createCrossref({ ...settings, fetch: createCrossrefEmulator({ clock }).fetch }),
      createArxiv({ ...settings, fetch: createArxivEmulator({ clock }).fetch }),
    ];
    const { outcome, documents } = await createFederatedSearch({ sources, clock }).search({
      text: title,
      kinds: ['academic'],
    });
    expect(outcome).toBe('ok');
    expect(documents[0]).toMatchObject({ title, ids: { doi, arxiv }, synthetic: true });
    expect(documents[0]?.publishedAt?.slice(0, 10)).toBe(publishedAt);
    expect(documents[0]?.provenance.map(({ provider }) => provider).sort()).toEqual([
      'arxiv',
      'crossref',
      'openalex',
      'semantic-scholar',
    ]);
  });
});

describe('social and news research over real providers', () => {
  test('tells what each platform has, and which one is throttled', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const settings = { clock, stateStore: createStateStore() };
    const forum = createHackerNewsEmulator({ clock });
    const articles = createNewsApiEmulator({ clock });
    const news = createNews({ ...settings, apiKey: SANDBOX_API_KEY, fetch: articles.fetch });
    // Its code is loaded by the first call, and this clock would let hours pass meanwhile.
    await news.client('newsapi');
    const platforms = [news, createHackerNews({ ...settings, fetch: forum.fetch })];
    const [tool] = createResearchTools({ platforms, clock });
    const found = await tool?.execute({ query: 'street trees' });
    expect(found.sources).toMatchObject([
      { name: 'news', outcome: 'ok' },
      { name: 'hackernews', outcome: 'ok' },
    ]);
    expect(new Set(found.documents.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(['news', 'social']));
    forum.faults.push({ kind: 'status', status: 429, retryAfter: 60, times: 9 });
    const again = await tool?.execute({ query: 'street trees', platforms: ['hackernews'] });
    expect(again).toMatchObject({
      outcome: 'failed',
      documents: [],
      sources: [{ name: 'hackernews', outcome: 'throttled' }],
    });
  });
});

describe('real providers', () => {
  test('one work met twice is one document, with the fuller text and both origins', async () => {
    const { work, search } = rig();
    const { outcome, documents, sources, usage } = await search.search(work.title);
    expect(outcome).toBe('ok');
    expect(documents[0]).toMatchObject({ ids: { doi: work.doi }, kind: 'academic', textKind: 'full', synthetic: true });
    expect(documents[0]?.provenance.map(({ provider }) => provider)).toEqual(['exa', 'semantic-scholar']);
    expect(documents.filter(({ ids }) => ids.doi === work.doi)).toHaveLength(1);
    expect(sources.map(({ outcome: each, found }) => [each, found > 0])).toEqual([
      ['ok', true],
      ['ok', true],
    ]);
    expect(usage.requests).toBe(2);
    expect(usage.costUsd).toBeGreaterThan(0);
  });

  test('throttled, failed and skipped are told apart, and the rest is delivered', async () => {
    const { web, papers, work, search } = rig();
    papers.faults.push({ kind: 'status', status: 429, retryAfter: 60, times: 9 });
    const throttled = await search.search(work.title);
    expect(throttled.outcome).toBe('partial');
    expect(throttled.documents).not.toHaveLength(0);
    expect(throttled.sources[1]).toMatchObject({ outcome: 'throttled', found: 0 });
    expect(throttled.sources[1]?.retryAfterMs).toBeGreaterThan(0);
    web.faults.push({ kind: 'outage', status: 503 });
    const failed = await search.search(work.title);
    expect(failed.outcome).toBe('failed');
    expect(failed.sources[0]).toMatchObject({ outcome: 'failed', reason: 'had a failure of its own (503)' });
  });

  test('filters a source does not have are named by it', async () => {
    const { search } = rig();
    const { sources } = await search.search({ text: 'street trees', openAccess: true, includeDomains: ['doi.org'] });
    expect(sources.map(({ unsupportedFilters }) => unsupportedFilters)).toEqual([['openAccess'], ['includeDomains']]);
  });
});
