import { sampleWorks } from '@headwater/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchAnswer } from '../src/shared/api.ts';
import { catalogue } from '../src/sources/catalogue.ts';
import type { SandboxFault } from '../src/sources/fault-script.ts';
import { createSandbox } from '../src/sources/sandbox.ts';
import { postJson, startServer, type TestServer } from './harness.ts';

/** Real collections in small, so that they load at once; the invented samples are those every sandbox has. */
const collections = {
  abstracts: async () => [
    {
      id: 1,
      title: 'Sunlight and street trees',
      sentences: ['Street trees lower the temperature of the air.', 'Sunlight was measured.'],
      structured: false,
    },
  ],
  passages: async () => [
    {
      id: 'p1',
      title: 'Street (tree, lined)',
      text: 'A street with trees is cooler in the afternoon than one without.',
    },
  ],
};

async function sandboxServer(sandboxFaults: SandboxFault[] = [], onEnd?: (end: () => Promise<void>) => void) {
  const sources = await createSandbox({ limits: 'sandbox', sandboxFaults }, collections);
  return startServer({ sources, ...(onEnd ? { onEnd } : {}) });
}

async function search(server: TestServer, body: object): Promise<SearchAnswer> {
  const response = await postJson(`${server.url}/v1/search`, body);
  expect(response.status).toBe(200);
  return response.json() as Promise<SearchAnswer>;
}

const originsOf = ({ provenance }: SearchAnswer['documents'][number]) =>
  provenance.map(({ provider }) => provider).sort();

let sandbox: TestServer;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sandbox = await sandboxServer([], (end) => ends.push(end));
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

describe('one question through all sources', () => {
  test('every source answers for itself', async () => {
    const { outcome, sources, usage } = await search(sandbox, { query: 'street trees' });
    expect(outcome).toBe('ok');
    expect(sources.map(({ provider }) => provider)).toEqual(catalogue.map(({ name }) => name));
    for (const { provider, outcome: own } of sources)
      expect([provider, own]).toEqual([provider, expect.stringMatching(/^(ok|empty)$/)]);
    expect(usage.calls).toBeGreaterThanOrEqual(catalogue.length);
  });

  test.each(sampleWorks.filter(({ arxiv }) => arxiv !== undefined).slice(0, 4))(
    'the same paper from four sources is one document with four origins: $title',
    async ({ title, doi, arxiv }) => {
      const { documents } = await search(sandbox, { query: title, kinds: ['academic'] });
      const met = documents.filter((document) => document.ids.doi === doi || document.ids.arxiv === arxiv);
      expect(met).toHaveLength(1);
      expect(met[0]).toMatchObject({ ids: { doi, arxiv }, kind: 'academic', synthetic: true });
      expect(originsOf(met[0] as (typeof met)[0])).toEqual(['arxiv', 'crossref', 'openalex', 'semantic-scholar']);
      expect(documents[0]).toEqual(met[0]);
    },
  );

  test('a real paper and a real article are each met through two, at one address, without an invented identifier', async () => {
    const { documents } = await search(sandbox, { query: 'street trees temperature afternoon', limit: 100 });
    const paper = documents.find(({ title }) => title === 'Sunlight and street trees');
    const article = documents.find(({ title }) => title === 'Street (tree, lined)');
    expect([paper, article].map((document) => document && originsOf(document))).toEqual([
      ['openalex', 'semantic-scholar'],
      ['exa', 'wikipedia'],
    ]);
    expect([paper?.synthetic, paper?.ids.doi, article?.synthetic]).toEqual([false, undefined, false]);
  });

  test('whatever is invented says so', async () => {
    const { documents } = await search(sandbox, { query: 'street trees', limit: 100 });
    const real = documents.filter(({ synthetic }) => !synthetic).map(({ title }) => title);
    expect(real.sort()).toEqual(['Street (tree, lined)', 'Sunlight and street trees']);
  });

  test('kinds choose the sources', async () => {
    const { sources, documents } = await search(sandbox, { query: 'street trees', kinds: ['social'] });
    const asked = sources.filter(({ outcome }) => outcome !== 'skipped').map(({ provider }) => provider);
    expect(asked).toEqual(['hackernews', 'x']);
    expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(['social']));
  });

  test('each fault is that source’s outcome', async () => {
    const server = await sandboxServer([
      { provider: 'arxiv', fault: 'throttle', retryAfterSeconds: 60, times: 20 },
      { provider: 'crossref', fault: 'outage' },
      { provider: 'openalex', fault: 'error', status: 401, times: 20 },
    ]);
    const { outcome, sources, documents } = await search(server, { query: 'street trees', kinds: ['academic'] });
    const by = Object.fromEntries(sources.map((source) => [source.provider, source]));
    expect(outcome).toBe('partial');
    expect(by.arxiv).toMatchObject({ outcome: 'throttled', found: 0, retryAfterMs: expect.any(Number) });
    expect(by.crossref).toMatchObject({ outcome: 'failed', found: 0, reason: expect.stringContaining('503') });
    expect(by.openalex).toMatchObject({ outcome: 'failed', found: 0, reason: expect.stringContaining('401') });
    expect(by['semantic-scholar']).toMatchObject({ outcome: 'ok' });
    expect(by.wikipedia).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('encyclopedia') });
    expect(documents.length).toBeGreaterThan(0);
  }, 30_000);
});

/** What each source is certain to have. */
const questions: Record<string, string> = {
  firecrawl: 'river monitoring',
  github: 'vector search',
};

describe('each source by itself', () => {
  test.each(catalogue.map(({ name }) => name))('%s finds documents of its own', async (name) => {
    const { outcome, sources, documents } = await search(sandbox, {
      query: questions[name] ?? 'street trees',
      sources: [name],
      limit: 5,
    });
    expect([outcome, sources.map(({ provider }) => provider)]).toEqual(['ok', [name]]);
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      expect(originsOf(document)).toEqual([name]);
      expect(document.text.length).toBeGreaterThan(0);
    }
  });
});

describe('runs and chats', () => {
  test('ask the usual sources, and never use the samples they hold among real documents', async () => {
    const { id } = await sandbox.ask({ question: 'Do street trees lower the temperature?', depth: 'quick' });
    const { run } = await sandbox.finished(id);
    expect(run.sources.map(({ provider }) => provider).sort()).toEqual(['exa', 'semantic-scholar']);
    expect(run.documents?.map(({ title, synthetic }) => [title, synthetic]).sort()).toEqual([
      ['Street (tree, lined)', false],
      ['Sunlight and street trees', false],
    ]);
  });

  test('ask others when they are named, samples and all', async () => {
    const question = 'Do street trees lower the temperature?';
    const { id } = await sandbox.ask({ question, depth: 'quick', sources: ['arxiv', 'openalex'] });
    const { run } = await sandbox.finished(id);
    const origins = new Set(run.documents?.flatMap(({ provenance }) => provenance.map(({ provider }) => provider)));
    expect(origins).toEqual(new Set(['arxiv', 'openalex']));
    expect(run.documents?.some(({ synthetic }) => synthetic)).toBe(true);
  });
});
