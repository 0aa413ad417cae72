import type { DocumentIds, SourceDocument } from '@headwater/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeDocuments, normalizeArxiv, normalizeDoi, normalizePmid } from '../src/index.ts';
import { makeDocument } from './documents.ts';

/** Few different identifiers, so that documents meet often and in every way, and in more than one spelling. */
const idsOf = fc.record(
  {
    doi: fc.constantFrom(
      '10.1000/a',
      '10.1000/A',
      'https://doi.org/10.1000/b',
      '10.1000/c',
      '10.48550/arXiv.2101.00001',
    ),
    arxiv: fc.constantFrom('2101.00001', '2101.00001v2', '2101.00002'),
    pmid: fc.constantFrom('1', '01', '2', '3'),
    url: fc.constantFrom('https://p.org/1', 'http://www.p.org/1/', 'https://p.org/2', 'https://doi.org/10.1000/a'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<DocumentIds>;

const documentsOf: fc.Arbitrary<SourceDocument[]> = fc
  .array(
    fc.record({
      ids: idsOf,
      text: fc.constantFrom('a', 'bb', 'ccc'),
      textKind: fc.constantFrom('full' as const, 'abstract' as const, 'snippet' as const),
      synthetic: fc.boolean(),
    }),
    { maxLength: 9 },
  )
  .map((rows) => rows.map((row, index) => makeDocument(`d${index}`, `T${index}`, row.text, row)));

const members = (document: SourceDocument): number[] =>
  document.provenance.map(({ requestId }) => Number(requestId?.slice(3))).sort((left, right) => left - right);
const canonical = (documents: SourceDocument[]) => documents.map((document) => JSON.stringify(document)).sort();

test('the merged documents do not depend on the order given', () => {
  fc.assert(
    fc.property(
      documentsOf.chain((documents) =>
        fc.tuple(
          fc.constant(documents),
          fc.shuffledSubarray(documents, { minLength: documents.length, maxLength: documents.length }),
        ),
      ),
      ([documents, shuffled]) => {
        expect(canonical(mergeDocuments(shuffled))).toEqual(canonical(mergeDocuments(documents)));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('every document ends up in exactly one, in the order of first members', () => {
  fc.assert(
    fc.property(documentsOf, (documents) => {
      const groups = mergeDocuments(documents).map(members);
      expect(groups.flat().sort((left, right) => left - right)).toEqual(documents.map((_, index) => index));
      const firsts = groups.map((group) => group[0] as number);
      expect(firsts).toEqual([...firsts].sort((left, right) => left - right));
    }),
  );
});

test('nothing is invented: text, title and every identifier come from a member, and synthetic stays so', () => {
  fc.assert(
    fc.property(documentsOf, (documents) => {
      for (const merged of mergeDocuments(documents)) {
        const group = members(merged).map((index) => documents[index] as SourceDocument);
        const best = group.find((document) => document.id === merged.id);
        expect([best?.text, best?.textKind]).toEqual([merged.text, merged.textKind]);
        expect(group.map(({ title }) => title)).toContain(merged.title);
        expect(merged.synthetic).toBe(group.some(({ synthetic }) => synthetic));
        const stated = (kind: keyof DocumentIds, normalise: (text: string) => string | undefined) =>
          group.flatMap(({ ids }) => (ids[kind] === undefined ? [] : [normalise(ids[kind]) ?? ids[kind], ids[kind]]));
        if (merged.ids.doi !== undefined) expect(stated('doi', normalizeDoi)).toContain(merged.ids.doi);
        if (merged.ids.arxiv !== undefined) expect(stated('arxiv', normalizeArxiv)).toContain(merged.ids.arxiv);
        if (merged.ids.pmid !== undefined) expect(stated('pmid', normalizePmid)).toContain(merged.ids.pmid);
        for (const kind of ['doi', 'arxiv', 'pmid', 'url'] as const) {
          expect(merged.ids[kind] !== undefined).toBe(group.some(({ ids }) => ids[kind] !== undefined));
        }
      }
    }),
  );
});

test('no two results share a DOI, and no result holds two', () => {
  const articleDoi = ({ ids }: SourceDocument) => {
    const doi = normalizeDoi(ids.doi ?? ids.url ?? '');
    return doi === undefined || doi.startsWith('10.48550/') ? [] : [doi];
  };
  fc.assert(
    fc.property(documentsOf, (documents) => {
      const perResult = mergeDocuments(documents).map(
        (merged) => new Set(members(merged).flatMap((index) => articleDoi(documents[index] as SourceDocument))),
      );
      for (const dois of perResult) expect(dois.size).toBeLessThan(2);
      const all = perResult.flatMap((dois) => [...dois]);
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns: 1_000 },
  );
});
