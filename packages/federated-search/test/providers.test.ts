import { createStateStore } from '@headwater/core';
import { createExa } from '@headwater/exa';
import { createExaEmulator, SANDBOX_API_KEY } from '@headwater/exa/emulator';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';
import { createVirtualClock, sampleWorks } from '@headwater/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFederatedSearch } from '../src/index.ts';

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
