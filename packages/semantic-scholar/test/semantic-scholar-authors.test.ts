import { describe, expect, it } from 'vitest';
import { answering, collect, failureOf, fixture, sentBody, sentQuery } from './answering.ts';

const sha = '649def34f8be52c8b66281af98ae884c09aef38b';

describe('authors', () => {
  it('are searched by name, with the fields a reader needs', async () => {
    const { s2, service } = answering({ json: fixture('authors') });
    const [page] = await collect(s2.searchAuthors('Lindqvist').pages());
    expect(service.requests[0]?.path).toBe('/graph/v1/author/search');
    expect(sentQuery(service)).toEqual({
      query: 'Lindqvist',
      fields: 'name,url,affiliations,paperCount,citationCount,hIndex',
      offset: '0',
      limit: '100',
    });
    expect(page?.total).toBe(2);
    expect(page?.items).toEqual([
      {
        authorId: '1741101',
        name: 'Ada Lindqvist',
        url: 'https://www.semanticscholar.org/author/1741101',
        affiliations: ['Institute of Shade'],
        paperCount: 31,
        citationCount: 420,
        hIndex: 9,
      },
      {
        authorId: '1741102',
        name: 'A. Lindqvist',
        url: null,
        affiliations: [],
        paperCount: 1,
        citationCount: 0,
        hIndex: 0,
      },
    ]);
  });

  it('keep the good ones of a malformed page and name the others', async () => {
    const { s2 } = answering({ json: fixture('authors.malformed') });
    const fields = ['name', 'affiliations', 'hIndex', 'papers.year'] as const;
    const [page] = await collect(s2.searchAuthors({ query: 'q', fields, offset: 5, pageSize: 1000 }).pages());
    expect(page?.items).toEqual([
      { authorId: '1741103', name: 'Ornaments broken', affiliations: null, hIndex: null, papers: null },
      { authorId: '1741105', name: null, affiliations: null, hIndex: null, papers: null },
    ]);
    expect(page?.skipped.map(({ index }) => index)).toEqual([0, 2, 3]);
  });

  it('are got one by one, or a thousand at a time with nulls in place', async () => {
    const { s2, service } = answering([
      { json: fixture('authors').data[0] },
      {
        json: Array.from({ length: 1000 }, (_, index) => (index === 1 ? null : { authorId: String(index), name: 'A' })),
      },
      { json: [{ authorId: 'x', name: 7 }] },
    ]);
    expect(await s2.getAuthor('1741101', { fields: ['externalIds'] })).toEqual({
      authorId: '1741101',
      externalIds: { ORCID: '0000-0000-0000-0000', DBLP: ['Ada Lindqvist'] },
    });
    const ids = Array.from({ length: 1001 }, (_, index) => String(index));
    const found = await s2.getAuthors(ids, { fields: ['name'] });
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /graph/v1/author/1741101',
      'POST /graph/v1/author/batch',
      'POST /graph/v1/author/batch',
    ]);
    expect([sentBody(service, 1).ids.length, sentBody(service, 2)]).toEqual([1000, { ids: ['1000'] }]);
    expect(sentQuery(service, 1)).toEqual({ fields: 'name' });
    expect([...found.keys()]).toEqual(ids);
    expect([found.get('0'), found.get('1'), found.get('1000')]).toEqual([{ authorId: '0', name: 'A' }, null, null]);
    expect(found.skipped).toMatchObject([{ index: 1000 }]);
  });

  it('have papers, in a window of ten thousand', async () => {
    const { s2, service } = answering({ json: { offset: 9000, next: 9999, data: [{ paperId: sha, title: 'T' }] } });
    const options = { offset: 9000, pageSize: 1000, fields: ['title'], publicationDateOrYear: '2020:' } as const;
    const [page] = await collect(s2.getAuthorPapers('1741101', options).pages());
    expect(service.requests[0]?.path).toBe('/graph/v1/author/1741101/papers');
    expect(sentQuery(service)).toEqual({
      fields: 'title',
      offset: '9000',
      limit: '999',
      publicationDateOrYear: '2020:',
    });
    expect(page).toMatchObject({ items: [{ paperId: sha, title: 'T' }], truncated: expect.stringContaining('9999') });
  });

  it('of a paper come in order, also those without an id', async () => {
    const { s2, service } = answering({
      json: { offset: 0, data: [{ authorId: null, name: 'T. Okafor' }, { authorId: '1' }] },
    });
    const authors = await collect(
      s2.getPaperAuthors('DOI:10.1234/a', { fields: ['name'], offset: 2, limit: 2, pageSize: 7 }),
    );
    expect(service.requests[0]?.path).toBe('/graph/v1/paper/DOI:10.1234%2Fa/authors');
    expect(sentQuery(service)).toEqual({ fields: 'name', offset: '2', limit: '2' });
    expect(authors).toEqual([
      { authorId: null, name: 'T. Okafor' },
      { authorId: '1', name: null },
    ]);
  });

  it.each(['', 'abc', '1/2', '-1'])('of no such id as "%s" need no request', async (id) => {
    const { s2, service } = answering({ json: {} });
    expect((await failureOf(s2.getAuthor(id))).code).toBe('invalid-request');
    expect((await failureOf(s2.getAuthors([id]))).code).toBe('invalid-request');
    expect((await failureOf(collect(s2.getAuthorPapers(id)))).code).toBe('invalid-request');
    expect(service.requests).toHaveLength(0);
  });

  it('are refused names and bounds the service does not know', async () => {
    const { s2, service } = answering({ json: fixture('authors') });
    const search = async (options: object) => collect(s2.searchAuthors({ query: 'q', ...options } as never));
    for (const options of [{ pageSize: 1001 }, { offset: 9999 }, { limit: 0 }, { affiliation: 'x' }, { query: '' }]) {
      expect((await failureOf(search(options))).code, JSON.stringify(options)).toBe('invalid-request');
    }
    expect(service.requests).toHaveLength(0);
  });

  it('that do not exist are told', async () => {
    const { s2 } = answering({ status: 404, json: { error: 'Author with id 1 not found' } });
    expect((await failureOf(s2.getAuthor('1'))).code).toBe('not-found');
  });
});
