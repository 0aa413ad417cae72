import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDoi, documentIdsOf, parseArxivId } from '../src/index.ts';

describe('a DOI', () => {
  it.each([
    ['10.1038/S41586-021-03819-2', '10.1038/s41586-021-03819-2'],
    [' doi: 10.1038/x ', '10.1038/x'],
    ['DOI:10.1038/x', '10.1038/x'],
    ['https://doi.org/10.1000/(SICI)1:2<3>', '10.1000/(sici)1:2<3>'],
    ['http://dx.doi.org/10.1038/x', '10.1038/x'],
    ['10.1038/', undefined],
    ['10.1038/a b', undefined],
    ['11.1038/x', undefined],
    ['10.12/x', undefined],
    ['see 10.1038/x', undefined],
    ['', undefined],
  ])('in %j is %j', (text, doi) => expect(canonicalDoi(text)).toBe(doi));
});

describe('an arXiv id', () => {
  it.each([
    ['2107.05580', { id: '2107.05580' }],
    ['arXiv:2107.05580v2', { id: '2107.05580', version: 2 }],
    ['https://arxiv.org/pdf/2107.05580v3.pdf', { id: '2107.05580', version: 3 }],
    ['10.48550/arXiv.2107.05580', { id: '2107.05580' }],
    ['arxiv.2107.05580', { id: '2107.05580' }],
    ['math.GT/0309136', { id: 'math/0309136' }],
    ['Hep-Ex/0307015v1', { id: 'hep-ex/0307015', version: 1 }],
    ['2107.055', undefined],
    ['2107.05580v0', undefined],
    ['10.1038/x', undefined],
  ])('in %j is %j', (text, id) => expect(parseArxivId(text)).toEqual(id));
});

describe('identifiers of a document', () => {
  it.each([
    ['https://doi.org/10.1038/ABC', { doi: '10.1038/abc' }],
    ['https://dx.doi.org/10.1000%2FX', { doi: '10.1000/x' }],
    ['https://doi.org/10.1000/a%20b', {}],
    ['https://doi.org/10.48550/arXiv.2107.05580', { doi: '10.48550/arxiv.2107.05580', arxiv: '2107.05580' }],
    ['https://arxiv.org/abs/2107.05580v2', { arxiv: '2107.05580' }],
    ['https://export.arxiv.org/pdf/hep-ex/0307015.pdf', { arxiv: 'hep-ex/0307015' }],
    ['https://arxiv.org/list/cs.CL', {}],
    ['https://arxiv.org/abs/%E0', {}],
    ['https://pubmed.ncbi.nlm.nih.gov/19872477/', { pmid: '19872477' }],
    ['https://pubmed.ncbi.nlm.nih.gov/?term=19872477', {}],
    ['https://doi.org.evil.example/10.1000/x', {}],
    ['https://notarxiv.org/abs/2107.05580', {}],
    ['https://a.example/10.1000/x', {}],
    ['no address', {}],
  ])('that %s spells out', (url, ids) => expect(documentIdsOf(url)).toEqual({ url, ...ids }));

  const url = 'https://doi.org/10.1000/of-address';
  it.each([
    [{ doi: '10.1000/GIVEN' }, { doi: '10.1000/given' }],
    [{ doi: ['none', 'https://publisher.example/doi/10.1000/given'] }, { doi: '10.1000/given' }],
    [{ doi: [undefined, ['doi:10.1000/given', 'doi:10.1000/second']] }, { doi: '10.1000/given' }],
    [{ doi: { no: 'text' } }, { doi: '10.1000/of-address' }],
    [{ doi: '10.1000/gi\0ven' }, { doi: '10.1000/given' }],
    [{ arxiv: ['x', 'arXiv:2107.05580v2'] }, { doi: '10.1000/of-address', arxiv: '2107.05580' }],
    [
      { doi: '10.48550/arxiv.2107.05580', arxiv: null },
      { doi: '10.48550/arxiv.2107.05580', arxiv: '2107.05580' },
    ],
    [{ pmid: 19872477 }, { doi: '10.1000/of-address', pmid: '19872477' }],
    [{ pmid: 'https://pubmed.ncbi.nlm.nih.gov/19872477' }, { doi: '10.1000/of-address', pmid: '19872477' }],
    [{ pmid: 'PMC123' }, { doi: '10.1000/of-address' }],
  ])('that a service names in %j', (given, ids) => expect(documentIdsOf(url, given)).toEqual({ url, ...ids }));

  it('of anything at all are found without an error, in canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), fc.anything(), fc.string(), (address, doi, arxiv) => {
        const ids = documentIdsOf(address, { doi, arxiv, pmid: doi });
        if (ids.doi !== undefined) expect(canonicalDoi(ids.doi)).toBe(ids.doi);
        if (ids.arxiv !== undefined) expect(parseArxivId(ids.arxiv)).toEqual({ id: ids.arxiv });
      }),
    );
  });
});
