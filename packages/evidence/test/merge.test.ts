import type { SourceDocument } from '@headwater/core';
import { describe, expect, test } from 'vitest';
import { fuseDocuments, fuseRankings, mergeDocuments } from '../src/index.ts';
import { makeDocument } from './documents.ts';

const doc = (id: string, ids: SourceDocument['ids'], more: Partial<SourceDocument> = {}): SourceDocument =>
  makeDocument(id, 'T', `text of ${id}`, { ids, ...more });
const groups = (documents: SourceDocument[]) =>
  mergeDocuments(documents).map(({ provenance }) => provenance.map(({ requestId }) => requestId?.slice(2)).sort());

describe('documents of one work become one', () => {
  test('by DOI, arXiv id, PubMed id or address, also by way of a third', () => {
    const merged = mergeDocuments([
      doc('s', { doi: '10.1000/X' }, { textKind: 'snippet', authors: [] }),
      doc('other', {}),
      doc('f', { pmid: '7' }, { textKind: 'full', text: 'the full text' }),
      doc('b', { doi: 'https://doi.org/10.1000/x', pmid: '07' }),
    ]);
    expect(merged.map((document) => document.id)).toEqual(['f', 'other']);
    expect(merged[0]).toMatchObject({ text: 'the full text', ids: { doi: '10.1000/x', pmid: '7' } });
    expect(merged[0]?.provenance.map((origin) => origin.requestId)).toEqual(['r-f', 'r-b', 'r-s']);
  });

  test.each<[string, SourceDocument['ids'], SourceDocument['ids']]>([
    ['a DOI and its address', { doi: '10.1000/x' }, { url: 'https://doi.org/10.1000/X' }],
    [
      'two versions at arXiv',
      { url: 'https://arxiv.org/abs/2101.00001v1' },
      { url: 'http://arxiv.org/pdf/2101.00001v2' },
    ],
    ['an arXiv id and the DOI arXiv registers for it', { arxiv: '2101.00001' }, { doi: '10.48550/arxiv.2101.00001' }],
    ['a PubMed id and its page', { pmid: '12345' }, { url: 'https://pubmed.ncbi.nlm.nih.gov/12345/' }],
    ['addresses that differ in tracking', { url: 'https://a.org/p?utm_source=x' }, { url: 'https://www.a.org/p/' }],
  ])('%s', (_name, one, other) => {
    expect(groups([doc('one', one), doc('other', other)])).toEqual([['one', 'other']]);
  });

  test('digits at another host are no identifier', () => {
    const documents = [doc('page', { url: 'https://a.org/abs/2101.00001' }), doc('paper', { arxiv: '2101.00001' })];
    expect(groups(documents)).toEqual([['page'], ['paper']]);
  });
});

describe('a conflict joins nothing', () => {
  test('two DOIs under one address, with a third document that could be either', () => {
    const url = 'https://journal.org/issue/4';
    const documents = [
      doc('one', { doi: '10.1000/1', url }),
      doc('two', { doi: '10.1000/2', url }),
      doc('any', { url }),
    ];
    expect(groups(documents)).toEqual([['one'], ['two'], ['any']]);
    expect(groups(documents.reverse())).toEqual([['any'], ['two'], ['one']]);
  });

  test('a chain of sound links from one DOI to another', () => {
    const documents = [
      doc('one', { doi: '10.1000/1', url: 'https://a.org/' }),
      doc('link', { pmid: '5', url: 'https://a.org/' }),
      doc('bridge', { pmid: '5', url: 'https://b.org/' }),
      doc('two', { doi: '10.1000/2', url: 'https://b.org/' }),
    ];
    expect(groups(documents)).toEqual([['one'], ['bridge', 'link'], ['two']]);
  });

  test('different arXiv ids under one PubMed id, and different PubMed ids under one address', () => {
    expect(
      groups([doc('a', { arxiv: '2101.00001', pmid: '5' }), doc('b', { arxiv: '2101.00002', pmid: '5' })]),
    ).toEqual([['a'], ['b']]);
    const url = 'https://a.org/';
    expect(groups([doc('a', { pmid: '5', url }), doc('b', { pmid: '6', url })])).toEqual([['a'], ['b']]);
  });

  test('but a shared DOI outweighs what else differs', () => {
    const documents = [doc('a', { doi: '10.1000/1', pmid: '5' }), doc('b', { doi: '10.1000/1', pmid: '6' })];
    expect(groups(documents)).toEqual([['a', 'b']]);
  });
});

describe('what is kept', () => {
  test('full text before abstract before snippet, then the longer one', () => {
    const ids = { pmid: '7' };
    const merged = (...kinds: ['full' | 'abstract' | 'snippet', string][]) =>
      mergeDocuments(kinds.map(([textKind, text], index) => doc(`d${index}`, ids, { textKind, text })))[0]?.text;
    expect(merged(['snippet', 'a very long snippet of text'], ['abstract', 'abstract'], ['full', 'full'])).toBe('full');
    expect(merged(['snippet', 'a very long snippet of text'], ['abstract', 'abstract'])).toBe('abstract');
    expect(merged(['abstract', 'short'], ['abstract', 'longer'])).toBe('longer');
  });

  test('a sample never speaks for a real document, and what it touches is marked', () => {
    const [merged] = mergeDocuments([
      doc('sample', { pmid: '7' }, { textKind: 'full', text: 'long sample text', synthetic: true }),
      doc('real', { pmid: '7' }, { textKind: 'snippet', text: 'real' }),
    ]);
    expect(merged).toMatchObject({ id: 'real', text: 'real', synthetic: true });
  });

  test('gaps are filled from the others; the article’s DOI goes before the preprint’s, a telling kind before web', () => {
    const [merged] = mergeDocuments([
      makeDocument('page', '', 'the whole page', {
        ids: { arxiv: '2101.00001v2', doi: '10.48550/arXiv.2101.00001' },
        kind: 'web',
        textKind: 'full',
        authors: [],
      }),
      doc('paper', { arxiv: '2101.00001', doi: '10.1000/P' }, { authors: ['B. Author'], language: 'en' }),
    ]);
    expect(merged).toMatchObject({
      id: 'page',
      ids: { arxiv: '2101.00001', doi: '10.1000/p' },
      kind: 'academic',
      title: 'T',
      authors: ['B. Author'],
      language: 'en',
    });
  });

  test('a document that is alone is returned as it came', () => {
    const alone = doc('alone', { doi: 'no doi at all' });
    expect(mergeDocuments([alone])[0]).toBe(alone);
  });
});

describe('fusion', () => {
  test('rewards agreement and counts an id once per list', () => {
    const lists = [
      ['a', 'b', 'c'],
      ['b', 'd'],
    ];
    expect(fuseRankings(lists).map((entry) => entry.id)).toEqual(['b', 'a', 'd', 'c']);
    expect(fuseRankings([['a', 'a', 'a'], ['b']])[0]?.score).toBeCloseTo(1 / 61);
    expect(fuseRankings([])).toEqual([]);
  });

  test('of documents merges what several lists hold and puts it first', () => {
    const fused = fuseDocuments([
      [doc('a1', {}), doc('a2', { doi: '10.1000/x' })],
      [doc('b1', {}), doc('b2', { url: 'https://doi.org/10.1000/X' })],
    ]);
    expect(fused.map(({ document }) => document.id)).toEqual(['a2', 'a1', 'b1']);
    expect(fused[0]?.document.provenance.map(({ requestId }) => requestId)).toEqual(['r-a2', 'r-b2']);
    expect(fused[0]?.score).toBeCloseTo(2 / 62);
  });
});
