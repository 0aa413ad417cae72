import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, failureOf, feed, fixture, scripted } from './scripted.ts';

describe('a feed', () => {
  it('becomes papers, with lists that are lists and ids that stay texts', async () => {
    const { arxiv } = scripted({ text: fixture('feed') });
    const papers = await collect(arxiv.search('heat'));
    expect(papers).toEqual([
      {
        id: '2107.90580',
        version: 2,
        title: 'Heat & shade: an invented study of $T < 30\\,^\\circ$C',
        summary: 'The café kept “cool”. Streets with trees were 1.9 degrees cooler.',
        authors: [
          { name: 'Ada Lindqvist', affiliations: ['Norhaven Institute'] },
          { name: 'Tomás Okafor', affiliations: [] },
        ],
        categories: ['physics.ao-ph', 'stat.AP'],
        primaryCategory: 'physics.ao-ph',
        published: '2021-07-12T17:59:59Z',
        updated: '2021-09-02T11:00:00Z',
        abstractUrl: 'https://arxiv.org/abs/2107.90580',
        pdfUrl: 'https://arxiv.org/pdf/2107.90580v2',
        doi: '10.5555/Headwater.901',
        comment: 'Headwater sample corpus',
        journalReference: 'Journal of Invented Cities 3 (2021) 14-20',
      },
      expect.objectContaining({
        id: 'hep-ex/0399015',
        authors: [{ name: 'Priya Raman', affiliations: [] }],
        categories: ['hep-ex'],
        pdfUrl: null,
        doi: null,
        comment: null,
      }),
      expect.objectContaining({
        id: '2201.90010',
        version: 10,
        title: '2201.90010',
        summary: '',
        updated: null,
        primaryCategory: null,
      }),
    ]);
  });

  it('tells total, start and the query as the service understood it', async () => {
    const { arxiv } = scripted({ text: fixture('feed') });
    const { value: page } = await arxiv.search('heat').pages().next();
    expect(page).toMatchObject({
      total: 3,
      start: 0,
      skipped: [],
      echo: 'ArXiv Query: search_query=all:heat&id_list=&start=0&max_results=3',
    });
  });

  it('loses no good entry to a malformed one, and names each', async () => {
    const { arxiv } = scripted({ text: fixture('feed.malformed') });
    const { value: page } = await arxiv.search('heat').pages().next();
    expect(page.items.map(({ id }: { id: string }) => id)).toEqual(['2107.90580', 'hep-ex/0399015']);
    expect(page.skipped).toEqual([
      { index: 0, reason: 'title: missing in hep-ex/0399016' },
      { index: 2, reason: 'id: "http://arxiv.org/abs/no id at all" is no arXiv id' },
      { index: 3, reason: 'published: missing or no date in hep-ex/0399017' },
      { index: 4, reason: 'published: missing or no date in hep-ex/0399018' },
      { index: 5, reason: 'id: "" is no arXiv id' },
    ]);
  });

  it('becomes documents with canonical ids, and one without abstract is left out by name', async () => {
    const { arxiv } = scripted({ text: fixture('feed') });
    const page = await arxiv.searchDocuments({ text: 'heat' });
    expect(page.outcome).toBe('partial');
    expect(page.skipped).toEqual([{ index: 2, reason: 'no abstract: 2201.90010' }]);
    expect(page.documents[0]).toMatchObject({
      id: 'arxiv:2107.90580',
      ids: { arxiv: '2107.90580', doi: '10.5555/headwater.901', url: 'https://arxiv.org/abs/2107.90580' },
      kind: 'academic',
      textKind: 'abstract',
      authors: ['Ada Lindqvist', 'Tomás Okafor'],
      publishedAt: '2021-07-12T17:59:59Z',
      synthetic: true,
      provenance: [{ provider: 'arxiv', operation: 'search', rank: 0 }],
    });
    expect(page.documents[1]).toMatchObject({ ids: { arxiv: 'hep-ex/0399015' }, synthetic: false });
    expect(page.documents[1]?.ids.doi).toBeUndefined();
  });
});

describe('what is no feed', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><feed><title>&b;</title></feed>`;
  it.each([
    ['a web page', '<!doctype html><html><body>Checking…</body></html>', 'a web page'],
    ['a page without doctype', '<html><body></body></html>', 'a web page'],
    ['entities of its own', bomb, 'a web page'],
    ['half a feed', fixture('feed').slice(0, 1500), 'cut off or malformed'],
    ['other XML', '<?xml version="1.0"?><rss><channel/></rss>', 'other XML'],
    ['an empty body', '', 'empty'],
    ['plain text', 'Rate exceeded.', 'plain text'],
    ['an empty feed without counts', '<feed></feed>', 'other XML'],
  ])('%s is an error, asked for again and then told', async (_name, text, said) => {
    const { arxiv, service } = scripted({ text });
    const error = await failureOf(arxiv.searchDocuments({ text: 'heat' }));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: true, provider: 'arxiv', operation: 'search' });
    expect(error.message).toContain(said);
    expect(service.requests).toHaveLength(5);
  });

  it('a feed without its counts is an error at once', async () => {
    const { arxiv, service } = scripted({ text: '<feed><title>t</title></feed>' });
    const error = await failureOf(arxiv.searchDocuments({ text: 'heat' }));
    expect(error).toMatchObject({ code: 'response-invalid', retryable: false });
    expect(error.message).toContain('opensearch:totalResults');
    expect(service.requests).toHaveLength(1);
  });

  it('nesting without end is an error', async () => {
    const { arxiv } = scripted({ text: `<feed>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</feed>` });
    expect((await failureOf(arxiv.searchDocuments({ text: 'heat' }))).code).toBe('response-invalid');
  });

  it('text that looks like entities is read once', async () => {
    const text = (feed({ total: 1, ids: ['2401.90001v1'] }).text as string).replace(
      'Text.',
      '&amp;lt;b&amp;gt; &unknown; &#0; &#xD800; &#65;',
    );
    const [paper] = await collect(scripted({ text }).arxiv.search('heat'));
    expect(paper?.summary).toBe('&lt;b&gt; &unknown; \ufffd \ufffd A');
  });
});

/** Pieces of feeds in any order. */
const soup = fc
  .array(
    fc.constantFrom(
      '<entry>',
      '</entry>',
      '<feed>',
      '</feed>',
      '<id>',
      '</id>',
      'http://arxiv.org/abs/2401.90001',
      '<title>',
      '</title>',
      '<title/>',
      '&amp;',
      '&',
      '<',
      '>',
      '"',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<author>',
      '</author>',
      'x',
      '\0',
      '<opensearch:totalResults>1</opensearch:totalResults>',
      '<__proto__>',
      '</__proto__>',
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('random answers', () => {
  it('never end in anything but a typed error or a page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          soup,
          soup.map((text) => `<feed>${text}</feed>`),
          fc.string({ unit: 'binary' }),
        ),
        async (text) => {
          const { arxiv } = scripted({ text });
          const outcome = await arxiv.searchDocuments({ text: 'heat' }).then(
            ({ outcome: kind }) => kind,
            (error) => error.code,
          );
          expect(['ok', 'partial', 'empty', 'response-invalid', 'invalid-request']).toContain(outcome);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keep the good entries beside any rubbish that is well-formed', async () => {
    const rubbish = fc.constantFrom(
      '<entry/>',
      '<entry><id>x</id></entry>',
      '<entry><id/><title/></entry>',
      '<entry>text</entry>',
      '<entry><title>a</title><title>b</title></entry>',
      '<link/>',
    );
    const good = (id: number): string =>
      `<entry><id>http://arxiv.org/abs/2401.${90000 + id}v1</id><title>T</title><summary>S</summary><published>2024-01-01T00:00:00Z</published></entry>`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(rubbish, fc.integer({ min: 0, max: 999 })), { maxLength: 12 }),
        async (parts) => {
          const body = parts.map((part) => (typeof part === 'number' ? good(part) : part)).join('');
          const entries = parts.filter((part) => part !== '<link/>');
          const text = `<feed><title>t</title><opensearch:totalResults>${entries.length}</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex><opensearch:itemsPerPage>9</opensearch:itemsPerPage>${body}</feed>`;
          const { value: page } = await scripted({ text }).arxiv.search('heat').pages().next();
          const ids = parts.filter((part) => typeof part === 'number').map((part) => `2401.${90000 + part}`);
          expect(page.items.map(({ id }: { id: string }) => id)).toEqual(ids);
          expect(page.items.length + page.skipped.length).toBe(entries.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});
