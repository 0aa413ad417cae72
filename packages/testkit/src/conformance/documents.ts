import type { SourceDocument, SourceFilter, SourceQuery } from '@headwater/core';
import { describe, expect, it } from 'vitest';
import { spoil } from '../spoil.ts';
import type { ProviderConformance } from './options.ts';
import { failureOf, openRig } from './rig.ts';

/** What comes back is normalised, well-formed and says where it is from. */
export function documentTests(suite: ProviderConformance): void {
  function expectGoodText(documents: readonly SourceDocument[]): void {
    for (const { title, text, authors, url, id } of documents) {
      for (const value of [title, text, url, id, ...authors]) {
        expect(value.isWellFormed(), `well-formed: ${inspectable(value)}`).toBe(true);
        expect(value.includes('\0'), `free of NUL: ${inspectable(value)}`).toBe(false);
      }
    }
  }

  describe('documents', () => {
    it('carry ids, an address and their provenance', async () => {
      const { provider, clock } = openRig(suite);
      const { documents } = await provider.searchDocuments(suite.query);
      expect(documents.length).toBeGreaterThanOrEqual(3);
      expect(new Set(documents.map((document) => document.id)).size).toBe(documents.length);
      for (const [rank, document] of documents.entries()) {
        expect(document.id.startsWith(`${provider.name}:`), document.id).toBe(true);
        expect(document.url).toMatch(/^https?:\/\//);
        expect(document.title).toMatch(/\S/);
        expect(provider.capabilities.kinds).toContain(document.kind);
        expect(['full', 'abstract', 'snippet']).toContain(document.textKind);
        expect(document.ids.doi ?? '10.', document.ids.doi).toMatch(/^10\.[^A-Z]*$/);
        expect(document.provenance).toHaveLength(1);
        expect(document.provenance[0]).toMatchObject({ provider: provider.name, rank });
        expect(document.provenance[0]?.operation).toMatch(/\S/);
        expect(document.provenance[0]?.retrievedAt).toBe(new Date(clock.now()).toISOString());
        if (document.publishedAt !== undefined) expect(document.publishedAt).toMatch(/^\d{4}(?:-\d{2}-\d{2})?/);
      }
      expectGoodText(documents);
    });

    it('are made well-formed, whatever the service sends', async () => {
      const { provider, emulator } = openRig(suite);
      emulator.faults.push({ kind: 'mutate', change: (answer) => spoil(answer) });
      const { documents } = await provider.searchDocuments(suite.query);
      expect(documents.length).toBeGreaterThanOrEqual(1);
      expectGoodText(documents);
    });

    it('are no more than asked for', async () => {
      const { provider } = openRig(suite);
      expect((await provider.searchDocuments({ ...suite.query, limit: 2 })).documents).toHaveLength(2);
    });

    it('come the same way twice', async () => {
      const [first, second] = await Promise.all(
        [openRig(suite), openRig(suite)].map(({ provider }) => provider.searchDocuments(suite.query)),
      );
      expect(second?.documents.map(withoutProvenance)).toEqual(first?.documents.map(withoutProvenance));
    });
  });

  describe('filters', () => {
    const values: Required<Pick<SourceQuery, SourceFilter>> = {
      since: '2015-01-01',
      until: '2035-12-31',
      includeDomains: ['a.example'],
      excludeDomains: ['b.example'],
      kinds: [],
      languages: ['en'],
      openAccess: true,
    };
    const names = Object.keys(values) as SourceFilter[];

    it.each(names)('%s is applied, or named as unsupported', async (name) => {
      const { provider, emulator } = openRig(suite);
      const value = name === 'kinds' ? provider.capabilities.kinds.slice(0, 1) : values[name];
      const page = await provider.searchDocuments({ ...suite.query, [name]: value });
      const isSupported = provider.capabilities.filters.includes(name);
      expect(page.unsupportedFilters).toEqual(isSupported ? [] : [name]);
      expect(emulator.requests.map((request) => request.status)).toEqual([200]);
      if (!isSupported || suite.inherent?.includes(name)) return;
      // A filter that is applied must change what is sent: otherwise the service never hears of it.
      const plain = openRig(suite);
      await plain.provider.searchDocuments(suite.query);
      const sent = [emulator, plain.emulator].map(({ requests }) => requests[0]);
      if (name !== 'kinds') {
        expect([sent[0]?.query, sent[0]?.bodyText]).not.toEqual([sent[1]?.query, sent[1]?.bodyText]);
      }
    });

    it('refuses a query that cannot be right before anything is sent', async () => {
      const { provider, emulator } = openRig(suite);
      const wrong: SourceQuery[] = [
        { text: '' },
        { text: '   ' },
        { ...suite.query, limit: 0 },
        { ...suite.query, limit: provider.capabilities.maxPageSize + 1 },
        { ...suite.query, limit: 1.5 },
        { ...suite.query, since: 'yesterday' },
        { ...suite.query, since: '2024-02-31' },
        { ...suite.query, since: '2024-02-02', until: '2023-01-01' },
        { ...suite.query, colour: 'red' } as SourceQuery,
      ];
      for (const query of wrong) {
        const error = await failureOf(provider.searchDocuments(query));
        expect(error.code, JSON.stringify(query)).toBe('invalid-request');
      }
      expect(emulator.requests).toHaveLength(0);
    });
  });
}

function withoutProvenance({ provenance: _, ...document }: SourceDocument): object {
  return document;
}

function inspectable(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
