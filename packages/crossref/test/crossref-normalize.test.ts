import { HeadwaterError } from '@headwater/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedOn, stripJats, toIsoDate } from '../src/index.ts';
import { answering, fixture, page, sentQuery } from './answering.ts';

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff)), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units));

describe('documents', () => {
  it('say what they are and where they are from', async () => {
    const { crossref } = answering({ json: fixture('works') });
    const found = await crossref.searchDocuments({ text: 'street trees', limit: 4 });
    expect(found).toMatchObject({ outcome: 'partial', unsupportedFilters: [], cache: 'miss' });
    expect(found.nextCursor).toBe('4:AoJ+ab/cd==');
    expect(found.documents[0]).toEqual({
      id: 'crossref:10.1234/abc.def',
      ids: { doi: '10.1234/abc.def', arxiv: '2101.00001', url: 'https://doi.org/10.1234/abc.def' },
      kind: 'academic',
      title: 'Street trees & afternoon temperature',
      url: 'https://doi.org/10.1234/abc.def',
      text: 'Methods\nStreet trees lower afternoon air temperature (p < 0.05).',
      textKind: 'abstract',
      authors: ['Ada Lindqvist', 'The Tree Consortium'],
      publishedAt: '2016-05-12',
      synthetic: false,
      provenance: [
        { provider: 'crossref', operation: 'listWorks', retrievedAt: expect.stringMatching(/^\d{4}-.*Z$/), rank: 0 },
      ],
    });
  });

  it('without an abstract are left out and named; others do without title, date or authors', async () => {
    const { crossref, service } = answering({ json: fixture('works') });
    const { documents, skipped } = await crossref.searchDocuments({ text: 'q', limit: 4, cursor: '8:abc+/=' });
    expect(skipped).toEqual([{ index: 1, reason: 'no abstract: 10.1234/no-abstract' }]);
    expect(documents.map(({ provenance }) => provenance[0]?.rank)).toEqual([8, 10, 11]);
    expect(documents[1]).toMatchObject({
      title: 'https://doi.org/10.1234/bare',
      text: 'Plain words, p < 0.01.',
      publishedAt: '1998',
      authors: [],
      synthetic: false,
    });
    expect(documents[2]).toMatchObject({ text: 'One.\nTwo.', publishedAt: '2017-12', synthetic: true });
    expect(sentQuery(service).cursor).toBe('abc+/=');
  });

  it('of the malformed twin: the good ones are kept, the bad ones named', async () => {
    const { crossref } = answering({ json: fixture('works.malformed') });
    const { documents, skipped } = await crossref.searchDocuments({ text: 'q' });
    expect(documents.map(({ id }) => id)).toEqual(['crossref:10.1234/abc.def', 'crossref:10.5555/3295222']);
    expect(skipped.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6]);
  });

  it('ask for works with abstracts, dates and nothing that is not needed', async () => {
    const { crossref, service } = answering(page([]));
    const { unsupportedFilters } = await crossref.searchDocuments({
      text: ' trees? AND heat ',
      since: '2024-01-01T23:30:00-05:00',
      until: '2024-05-31',
      languages: ['en'],
      openAccess: true,
      excludeDomains: ['a.example'],
      limit: 7,
    });
    expect(unsupportedFilters).toEqual(['excludeDomains', 'languages', 'openAccess']);
    expect(sentQuery(service)).toEqual({
      query: 'trees? AND heat',
      filter: 'has-abstract:true,from-pub-date:2024-01-02,until-pub-date:2024-05-31',
      select:
        'DOI,title,abstract,author,URL,container-title,type,published,published-online,published-print,issued,relation',
      rows: '7',
      cursor: '*',
    });
  });

  it('of other kinds only are answered empty without a request, and strange cursors refused', async () => {
    const { crossref, service } = answering(page([]));
    expect((await crossref.searchDocuments({ text: 'q', kinds: ['news'] })).outcome).toBe('empty');
    await expect(crossref.searchDocuments({ text: 'q', cursor: '4' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(service.requests).toHaveLength(0);
  });
});

describe('dates', () => {
  it.each([
    [[[2024, 5, 31]], '2024-05-31'],
    [[[2024, 2, 30]], '2024-02'],
    [[[2024, 2, 29]], '2024-02-29'],
    [[[2024, 5]], '2024-05'],
    [[[2024, 0, 5]], '2024'],
    [[[2024]], '2024'],
    [[[null]], undefined],
    [[[]], undefined],
    [[], undefined],
    [[[-5, 1, 1]], undefined],
    [[[20_240]], undefined],
  ])('%j is %s', (parts, date) => {
    expect(toIsoDate({ 'date-parts': parts as number[][] })).toBe(date);
  });

  it('the best date that says something is taken', () => {
    const date = (...parts: (number | null)[]) => ({ 'date-parts': [parts] });
    expect(
      publishedOn({
        published: date(null),
        'published-online': null,
        'published-print': date(2020),
        issued: date(2019),
      }),
    ).toBe('2020');
    expect(publishedOn({})).toBeUndefined();
  });

  it('any parts make an ISO date or nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (parts) => {
        const found = toIsoDate({ 'date-parts': parts as never });
        if (found !== undefined) expect(Number.isNaN(Date.parse(found))).toBe(false);
      }),
    );
  });
});

describe('stripJats', () => {
  it.each([
    ['<jats:p>A <jats:italic>b</jats:italic><jats:sub>2</jats:sub> c.</jats:p>', 'A b2 c.'],
    ['<title>Abstract</title><p>x</p>', 'x'],
    ['<jats:title>Abstract.</jats:title><p>x</p>', 'Abstract.\nx'],
    ['<jats:sec><jats:title>Aim</jats:title><jats:p>x</jats:p></jats:sec>', 'Aim\nx'],
    ['a &amp;lt; b &amp; c &#945;&#x3B2; &unknown;', 'a < b & c αβ &unknown;'],
    ['p < 0.05 and q > 2', 'p < 0.05 and q > 2'],
    ['x<!-- <p>no</p> -->y<?pi z?>', 'xy'],
    ['<inline-formula><tex-math>\\alpha</tex-math><mml:math><mml:mi>α</mml:mi></mml:math></inline-formula>', 'α'],
    ['<p>a\n   b\u00a0c</p>', 'a\nb c'],
    ['&#0;&#x110000;', '&#0;&#x110000;'],
    ['&#xD800;x', '\ufffdx'],
    ['', ''],
  ])('%s', (xml, text) => {
    expect(stripJats(xml)).toBe(text);
  });

  it('leaves no tag of a document, and well-formed text whatever comes', () => {
    const piece = fc.oneof(
      anyText,
      fc.constantFrom('<jats:p>', '</p>', '<', '>', '&lt;', '&amp;', '&#60;', '<!--', '-->', '<x y="'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = stripJats(pieces.join(''));
        expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
        expect(text).toBe(text.trim());
      }),
    );
  });

  it.each(['<a ', '<p ', '<!--', '<?', '<tex-math>', '<title>abstract    ', '&#', '< '])(
    'is not held up by a hundred thousand of %j',
    (piece) => {
      expect(stripJats(piece.repeat(100_000)).isWellFormed()).toBe(true);
    },
    5_000,
  );
});

describe('whatever comes', () => {
  const settings = { resilience: { limits: { default: {} }, retry: { attempts: 1 } } };

  it('an answer is a result or a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (json) => {
        const { crossref } = answering({ json: { status: 'ok', message: json } as never }, settings);
        await crossref
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
        const { crossref } = answering({ status: code, json }, settings);
        const outcome = await crossref.works.get('10.1000/x').then(
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
    const fields = ['title', 'author', 'issued', 'published', 'relation', 'container-title', 'URL'];
    const ornaments = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue({ maxDepth: 3 }), anyText));
    const good = ornaments.map((more) => ({ ...more, DOI: '10.1000/x', abstract: 'a' }));
    const bad = fc.constantFrom(
      null,
      7,
      'text',
      [],
      {},
      { DOI: '' },
      { DOI: 7 },
      { DOI: '10.1000/y', abstract: '<p/>' },
    );
    const item = fc.oneof(
      good.map((value) => ({ isGood: true, value: value as unknown })),
      bad.map((value) => ({ isGood: false, value: value as unknown })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        const { crossref } = answering(page(items.map(({ value }) => value)), settings);
        const found = await crossref.searchDocuments({ text: 'q' });
        const places = (isGood: boolean) => items.flatMap((each, index) => (each.isGood === isGood ? [index] : []));
        expect(found.documents.map(({ provenance }) => provenance[0]?.rank)).toEqual(places(true));
        expect(found.skipped.map(({ index }) => index)).toEqual(places(false));
        for (const { title, authors } of found.documents) {
          const shown = [title, ...authors].join('');
          expect(shown.isWellFormed() && !shown.includes('\0')).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
