import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createIndex,
  fuseRankings,
  mergeDocuments,
  normalizeArxiv,
  normalizeDoi,
  normalizePmid,
  normalizeUrl,
  rankDocuments,
} from '../src/index.ts';
import { makeDocument, papers } from './documents.ts';

describe('ranking', () => {
  test('the document about the question comes first', () => {
    expect(rankDocuments('caffeine reaction time drivers', papers)[0]?.document.id).toBe('p2');
    expect(rankDocuments('oak growth in dry soil', papers)[0]?.document.id).toBe('p4');
  });
  test('a rare word outweighs a common one, and a title word one in the text', () => {
    const documents = [
      makeDocument('common', '', 'heart heart study'),
      makeDocument('rare', '', 'zebra study words'),
      makeDocument('titled', 'zebra', 'study words here'),
      makeDocument('other', '', 'heart study words'),
      makeDocument('another', '', 'heart study words'),
    ];
    expect(
      rankDocuments('heart zebra', documents)
        .map((entry) => entry.document.id)
        .slice(0, 2),
    ).toEqual(['titled', 'rare']);
  });
  test('what shares no word is left out, and ties keep their order', () => {
    expect(rankDocuments('xylophone', papers)).toEqual([]);
    const twins = [makeDocument('b', '', 'same words'), makeDocument('a', '', 'same words')];
    expect(rankDocuments('same words', twins).map((entry) => entry.document.id)).toEqual(['b', 'a']);
  });
  test('limit and document frequency', () => {
    const index = createIndex(papers);
    expect(index.search('teenagers sleep', { limit: 1 })).toHaveLength(1);
    expect(index.documentFrequency('oak')).toBe(1);
    expect(createIndex([]).search('anything')).toEqual([]);
  });
  test('scores are finite and falling for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
        (question, texts) => {
          const scores = rankDocuments(
            question,
            texts.map((text, index) => makeDocument(`d${index}`, text, text)),
          ).map((entry) => entry.score);
          expect(scores.every(Number.isFinite)).toBe(true);
          expect([...scores].sort((left, right) => right - left)).toEqual(scores);
        },
      ),
    );
  });
});

describe('identity', () => {
  test.each([
    [normalizeDoi, 'https://doi.org/10.1000/ABC.1', '10.1000/abc.1'],
    [normalizeDoi, 'doi: 10.1000/abc.1.', '10.1000/abc.1'],
    [normalizeDoi, 'https://dx.doi.org/10.1000%2Fabc', '10.1000/abc'],
    [normalizeDoi, 'not a doi', undefined],
    [normalizeArxiv, 'https://arxiv.org/pdf/2101.00001v3.pdf', '2101.00001'],
    [normalizeArxiv, 'arXiv:hep-th/9901001v1', 'hep-th/9901001'],
    [normalizeArxiv, '12', undefined],
    [normalizePmid, 'PMID: 0012345', '12345'],
    [normalizePmid, 'https://pubmed.ncbi.nlm.nih.gov/12345/', '12345'],
    [normalizePmid, 'x1', undefined],
    [normalizeUrl, 'http://WWW.Example.org:80/a/?utm_source=x&b=2&a=1#top', 'https://example.org/a?a=1&b=2'],
    [normalizeUrl, 'javascript:alert(1)', undefined],
    [normalizeUrl, 'nonsense', undefined],
  ] as const)('%o of %s', (normalise, text, expected) => {
    expect(normalise(text)).toBe(expected);
  });
  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = normalizeUrl(url);
        expect(once === undefined ? undefined : normalizeUrl(once)).toBe(once);
      }),
    );
  });
  test('documents that share an identifier, also by way of a third, become one', () => {
    const merged = mergeDocuments([
      makeDocument('s', 'T', 'short', { ids: { doi: '10.1/X' }, textKind: 'snippet', authors: [] }),
      makeDocument('other', 'O', 'other'),
      makeDocument('f', 'T', 'the full text', { ids: { pmid: '7' }, textKind: 'full' }),
      makeDocument('b', 'T', 'bridge', { ids: { doi: 'https://doi.org/10.1/x', pmid: '07' } }),
    ]);
    // "10.1/x" has too short a prefix to be a DOI, so only the PubMed id joins.
    expect(merged.map((document) => document.id)).toEqual(['s', 'other', 'f']);
    const joined = mergeDocuments([
      makeDocument('s', 'T', 'short', { ids: { doi: '10.1000/X' }, textKind: 'snippet' }),
      makeDocument('other', 'O', 'other'),
      makeDocument('f', 'T', 'the full text', { ids: { pmid: '7' }, textKind: 'full' }),
      makeDocument('b', 'T', 'bridge', { ids: { doi: 'https://doi.org/10.1000/x', pmid: '07' } }),
    ]);
    expect(joined.map((document) => document.id)).toEqual(['f', 'other']);
    expect(joined[0]?.text).toBe('the full text');
    expect(joined[0]?.provenance.map((origin) => origin.requestId)).toEqual(['r-f', 'r-b', 'r-s']);
  });
  test('a sample never replaces a real document', () => {
    const [merged] = mergeDocuments([
      makeDocument('sample', 'T', 'long sample text', { ids: { pmid: '7' }, textKind: 'full', synthetic: true }),
      makeDocument('real', 'T', 'real', { ids: { pmid: '7' }, textKind: 'snippet' }),
    ]);
    expect(merged?.id).toBe('real');
  });
  test('fusion rewards agreement and counts an id once per list', () => {
    expect(
      fuseRankings([
        ['a', 'b', 'c'],
        ['b', 'd'],
      ]).map((entry) => entry.id),
    ).toEqual(['b', 'a', 'd', 'c']);
    expect(
      fuseRankings([
        ['a', 'a', 'a'],
        ['b', 'c'],
      ])[0]?.score,
    ).toBeCloseTo(1 / 61);
    expect(fuseRankings([])).toEqual([]);
  });
});
