import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answering, fixture, page, sentQuery } from './answering.ts';

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

const work = (fields: object) =>
  page([{ id: 'https://openalex.org/W1', title: 't', abstract_inverted_index: { a: [0] }, ...fields }]);

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { openalex } = answering({ json: fixture('works') });
    const found = await openalex.searchDocuments({ text: 'street trees', limit: 4 });
    expect(found).toMatchObject({ outcome: 'partial', unsupportedFilters: [], cache: 'miss', costUsd: 0.001 });
    expect(found.nextCursor).toBe('4:IlsxNjA5MzcyODAwMDAwXSI=');
    expect(found.documents[0]).toEqual({
      id: 'openalex:W2741809807',
      ids: {
        doi: '10.1234/abc.def',
        arxiv: '2101.00001',
        pmid: '123456',
        url: 'https://journal.city-climate.org/article/7',
      },
      kind: 'academic',
      title: 'Street trees & afternoon temperature',
      url: 'https://journal.city-climate.org/article/7',
      text: 'Street trees lower afternoon air temperature.',
      textKind: 'abstract',
      authors: ['Ada Lindqvist', 'T. Okafor'],
      publishedAt: '2016-05-12',
      language: 'en',
      synthetic: false,
      provenance: [
        { provider: 'openalex', operation: 'listWorks', retrievedAt: expect.stringMatching(/^\d{4}-.*Z$/), rank: 0 },
      ],
    });
  });

  it('without an abstract are left out and named, and ranks go on over pages', async () => {
    const { openalex, service } = answering({ json: fixture('works') });
    const { documents, skipped } = await openalex.searchDocuments({ text: 'q', cursor: '8:abc+/=' });
    expect(documents.map(({ provenance }) => provenance[0]?.rank)).toEqual([8, 10, 11]);
    expect(skipped).toEqual([{ index: 1, reason: 'no abstract: A work whose abstract is withheld' }]);
    expect(sentQuery(service).cursor).toBe('abc+/=');
  });

  it('without title or place are called by their DOI, and samples are told', async () => {
    const { openalex } = answering({ json: fixture('works') });
    const [, sample, proceedings] = (await openalex.searchDocuments({ text: 'q' })).documents;
    expect(sample).toMatchObject({
      title: 'https://doi.org/10.48550/arxiv.2405.12345',
      ids: { doi: '10.48550/arxiv.2405.12345', arxiv: '2405.12345' },
      text: 'An invented one.',
      publishedAt: '1998',
      authors: [],
      synthetic: true,
    });
    expect(sample).not.toHaveProperty('language');
    expect(proceedings).toMatchObject({ synthetic: true, language: 'de', ids: { doi: '10.5555/3295222' } });
  });

  it.each([
    [{ doi: 'https://doi.org/10.5555/3295222.3295349' }, false],
    [{ primary_location: { source: { display_name: 'Headwater sample corpus' } } }, true],
    [{ primary_location: { landing_page_url: 'https://a.example/x' } }, true],
    [{ primary_location: { landing_page_url: 'https://myexample.com/x' } }, false],
  ])('of %j are samples: %s', async (fields, synthetic) => {
    const { openalex } = answering(work(fields));
    expect((await openalex.searchDocuments({ text: 'q' })).documents[0]?.synthetic).toBe(synthetic);
  });

  it('of the malformed twin: the good ones are kept, the bad ones named', async () => {
    const { openalex } = answering({ json: fixture('works.malformed') });
    const { documents, skipped } = await openalex.searchDocuments({ text: 'q' });
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['openalex:W2741809807', expect.stringMatching(/^Street trees/)],
      ['openalex:W4', 'Text'],
    ]);
    expect(skipped.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6]);
  });
});

describe('filters', () => {
  it('reach OpenAlex in its own terms', async () => {
    const { openalex, service } = answering(page([]));
    const { unsupportedFilters } = await openalex.searchDocuments({
      text: 'q',
      since: '2024-01-01T23:30:00-05:00',
      until: '2024-05-31',
      languages: ['en-GB', 'de', 'EN'],
      openAccess: false,
      kinds: ['academic', 'web'],
      includeDomains: ['a.example'],
      limit: 7,
    });
    expect(unsupportedFilters).toEqual(['includeDomains']);
    expect(sentQuery(service)).toMatchObject({ per_page: '7', cursor: '*', search: 'q' });
    expect(sentQuery(service).filter?.split(',')).toEqual([
      'has_abstract:true',
      'from_publication_date:2024-01-02',
      'to_publication_date:2024-05-31',
      'language:en|de',
      'open_access.is_oa:false',
    ]);
  });

  it('for other kinds only are answered empty without a request', async () => {
    const { openalex, service } = answering(page([]));
    expect((await openalex.searchDocuments({ text: 'q', kinds: ['news'] })).outcome).toBe('empty');
    expect(service.requests).toHaveLength(0);
  });

  it.each([
    ['Do trees cool cities?', 'Do trees cool cities'],
    ['heat NOT rain OR "green roofs"~3', 'heat not rain or green roofs 3'],
    ['machin* (learning) & more', 'machin learning more'],
    ['vitamin-D', 'vitamin-D'],
  ])('the words of %s are no operators', async (text, search) => {
    const { openalex, service } = answering(page([]));
    await openalex.searchDocuments({ text });
    expect(sentQuery(service).search).toBe(search);
  });

  it.each(['x', '4', ':a', 'a:b'])('refuses the cursor %j', async (cursor) => {
    const { openalex, service } = answering(page([]));
    await expect(openalex.searchDocuments({ text: 'q', cursor })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(service.requests).toHaveLength(0);
  });

  it('a list that is over has no cursor', async () => {
    const { openalex } = answering(page([{ id: 'W1', abstract_inverted_index: { a: [0] } }], { next_cursor: 'b' }));
    expect(await openalex.searchDocuments({ text: 'q' })).not.toHaveProperty('nextCursor');
  });
});

describe('whatever comes', () => {
  const settings = { resilience: { limits: { default: {} }, retry: { attempts: 1 } } };

  it('an answer is a result or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { openalex } = answering({ json }, settings);
        await openalex
          .searchDocuments({ text: 'q' })
          .catch((error) => expect(HeadwaterError.isInstance(error)).toBe(true));
      }),
      { numRuns: 100 },
    );
  });

  it('an error answer is a typed error', async () => {
    const status = fc.constantFrom(301, 400, 401, 403, 404, 409, 429, 500, 503);
    await fc.assert(
      fc.asyncProperty(status, fc.jsonValue({ maxDepth: 3 }), async (code, json) => {
        const { openalex } = answering({ status: code, json }, settings);
        const outcome = await openalex.works.get('W1').then(
          () => undefined,
          (error) => error,
        );
        expect(HeadwaterError.isInstance(outcome)).toBe(true);
        expect(outcome.status).toBe(code);
      }),
      { numRuns: 100 },
    );
  });

  it('good works survive among bad ones, in order, and every bad one is named', async () => {
    const fields = [
      'title',
      'doi',
      'ids',
      'authorships',
      'primary_location',
      'locations',
      'publication_date',
      'language',
    ];
    const ornaments = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText));
    const good = ornaments.map((more) => ({
      ...more,
      id: 'https://openalex.org/W1',
      abstract_inverted_index: { a: [0] },
    }));
    const bad = fc.constantFrom(
      null,
      7,
      'text',
      [],
      {},
      { id: '' },
      { id: 7 },
      { id: 'W2', abstract_inverted_index: null },
    );
    const item = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value: value as unknown })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        const { openalex } = answering(page(items.map(({ value }) => value)), settings);
        const found = await openalex.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(found.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual(places(true));
        expect(found.skipped.map(({ index }) => index)).toEqual(places(false));
        for (const { title, url, authors } of found.documents) {
          const shown = [title, url, ...authors].join('');
          expect(shown.isWellFormed() && !shown.includes('\0')).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
