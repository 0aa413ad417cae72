import { createVirtualClock } from '@headwater/testkit';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import {
  type ArxivEmulatorOptions,
  createArxivEmulator,
  type EmulatorPaper,
  samplePapers,
} from '../src/emulator/index.ts';

const paper = (id: string, fields: Partial<EmulatorPaper> = {}): EmulatorPaper => ({
  id,
  title: `Title ${id}`,
  summary: 'A summary.',
  authors: [{ name: 'Ada Lindqvist' }],
  categories: ['cs.IR'],
  published: '2024-01-01T00:00:00Z',
  ...fields,
});

const corpus = [
  paper('2401.90001', {
    title: 'Dense retrieval of claims',
    categories: ['cs.IR', 'cs.CL'],
    published: '2024-01-10T08:00:00Z',
  }),
  paper('2402.90002', {
    title: 'Retrieval, dense and sparse',
    authors: [{ name: 'Priya Raman' }],
    published: '2024-02-10T08:00:00Z',
    versions: 3,
    updated: '2024-06-01T00:00:00Z',
  }),
  paper('2403.90003', {
    title: 'Sleep and memory',
    summary: 'Nothing of claims here.',
    categories: ['q-bio.NC'],
    published: '2024-03-10T08:00:00Z',
    comment: '12 pages',
    journalRef: 'Journal of Rest 1',
  }),
  paper('hep-ex/0399015', {
    title: 'Showers <of> "particles" & more',
    categories: ['hep-ex'],
    published: '2003-03-10T08:00:00Z',
  }),
];

const countIn = (feed: any, name: string): number => Number(feed?.[`opensearch:${name}`]?.['#text']);

function start(options: ArxivEmulatorOptions = { corpus }) {
  const emulator = createArxivEmulator({ limits: 'unlimited', ...options });
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray: (name) => name === 'entry' });
  async function ask(parameters: Record<string, string>, init?: RequestInit) {
    const search = init === undefined ? `?${new URLSearchParams(parameters)}` : '';
    const response = await emulator.fetch(`https://export.arxiv.org/api/query${search}`, init);
    const text = await response.text();
    const { feed } = parser.parse(text);
    const ids = (feed?.entry ?? []).map(({ id }: { id: string }) => id.replace(/^.*\/abs\//, ''));
    return { status: response.status, text, feed, ids, total: countIn(feed, 'totalResults') };
  }
  return { emulator, ask, find: async (query: string) => (await ask({ search_query: query })).ids };
}

describe('the query language', () => {
  it.each([
    ['ti:retrieval', ['2401.90001v1', '2402.90002v3']],
    ['ti:"dense retrieval"', ['2401.90001v1']],
    ['ti:dense AND au:raman', ['2402.90002v3']],
    ['ti:dense ANDNOT au:raman', ['2401.90001v1']],
    ['abs:claims OR ti:claims', ['2401.90001v1', '2403.90003v1']],
    ['abs:claims AND (ti:sleep OR ti:dense)', ['2403.90003v1']],
    ['all:claims', ['2401.90001v1', '2403.90003v1']],
    ['cat:cs.CL', ['2401.90001v1']],
    ['cat:cs.*', ['2401.90001v1', '2402.90002v3']],
    ['co:pages', ['2403.90003v1']],
    ['jr:rest', ['2403.90003v1']],
    ['ti:retriev*', ['2401.90001v1', '2402.90002v3']],
    ['id:hep-ex/0399015', ['hep-ex/0399015v1']],
    ['submittedDate:[202402010000 TO 202403010000]', ['2402.90002v3']],
    ['ti:dense AND submittedDate:[20240101 TO 20240131]', ['2401.90001v1']],
    ['ti:nothing', []],
  ])('%s', async (query, expected) => {
    expect((await start().find(query)).sort()).toEqual(expected);
  });

  it('puts better matches first', async () => {
    expect((await start().find('all:sleep OR all:claims'))[0]).toBe('2403.90003v1');
  });

  it.each(['ti:(', 'ti:a AND', 'xx:a', 'submittedDate:2024', 'a)', '(a OR b'])(
    'refuses %s with a feed',
    async (query) => {
      const { status, feed, total } = await start().ask({ search_query: query });
      expect(status).toBe(400);
      expect(feed.entry[0]).toMatchObject({ title: 'Error', author: { name: 'arXiv api core' } });
      expect(feed.entry[0].id).toMatch(/^http:\/\/arxiv\.org\/api\/errors#\w+/);
      expect(total).toBe(1);
    },
  );
});

describe('parameters', () => {
  it('id_list gives versions, leaves unknown ids out and refuses what is none', async () => {
    const { ask } = start();
    expect((await ask({ id_list: '2402.90002,2402.90002v1,2402.90002v9,2499.90002,hep-ex/0399015' })).ids).toEqual([
      '2402.90002v3',
      '2402.90002v1',
      'hep-ex/0399015v1',
    ]);
    const refused = await ask({ id_list: '1234.12345.12345' });
    expect([refused.status, refused.feed.entry[0].id, refused.feed.entry[0].summary]).toEqual([
      400,
      'http://arxiv.org/api/errors#incorrect_id_format_for_1234.12345.12345',
      'incorrect id format for 1234.12345.12345',
    ]);
  });

  it('id_list and search_query together filter', async () => {
    expect((await start().ask({ search_query: 'ti:dense', id_list: '2402.90002v2,2403.90003' })).ids).toEqual([
      '2402.90002v2',
    ]);
  });

  it('sortBy and sortOrder order', async () => {
    const { ask } = start();
    const by = async (parameters: Record<string, string>) =>
      (await ask({ search_query: 'cat:*', ...parameters })).ids.map((id: string) => id.slice(0, 4));
    expect(await by({ sortBy: 'submittedDate', sortOrder: 'ascending' })).toEqual(['hep-', '2401', '2402', '2403']);
    expect(await by({ sortBy: 'submittedDate' })).toEqual(['2403', '2402', '2401', 'hep-']);
    expect((await by({ sortBy: 'lastUpdatedDate' }))[0]).toBe('2402');
    expect((await ask({ search_query: 'cat:*', sortBy: 'date' })).status).toBe(400);
    expect((await ask({ search_query: 'cat:*', sortOrder: 'up' })).status).toBe(400);
  });

  it('start and max_results page, with ten as the default and a ceiling', async () => {
    const many = start({ corpus: Array.from({ length: 2500 }, (_, index) => paper(`2401.${10_000 + index}`)) });
    const first = await many.ask({ search_query: 'cat:cs.IR' });
    expect([
      first.ids.length,
      first.total,
      countIn(first.feed, 'itemsPerPage'),
      countIn(first.feed, 'startIndex'),
    ]).toEqual([10, 2500, 10, 0]);
    expect((await many.ask({ search_query: 'cat:cs.IR', max_results: '2400' })).ids).toHaveLength(2000);
    expect((await many.ask({ search_query: 'cat:cs.IR', start: '2495', max_results: '10' })).ids).toHaveLength(5);
    expect((await many.ask({ search_query: 'cat:cs.IR', start: '29999', max_results: '2' })).status).toBe(400);
    expect((await many.ask({ search_query: 'cat:cs.IR', max_results: '-1' })).status).toBe(400);
    expect((await many.ask({ search_query: 'cat:cs.IR', max_results: 'x' })).status).toBe(400);
    expect(countIn((await many.ask({ search_query: 'cat:cs.IR', start: 'x' })).feed, 'startIndex')).toBe(0);
  });

  it('can come as a form', async () => {
    const body = new URLSearchParams({ search_query: 'ti:sleep' });
    expect((await start().ask({}, { method: 'POST', body })).ids).toEqual(['2403.90003v1']);
  });
});

describe('feeds', () => {
  it('are well-formed whatever the papers hold, and echo the query in the title', async () => {
    const { ask } = start();
    const { text, feed } = await ask({ search_query: 'ti:"showers" ANDNOT ti:<x>&y' });
    expect(XMLValidator.validate(text)).toBe(true);
    expect(feed.title['#text']).toContain('search_query=ti:"showers" ANDNOT ti:<x>&y&id_list=&start=0&max_results=10');
    expect(feed.entry[0].title).toBe('Showers <of> "particles" & more');
  });

  it('say that the built-in papers are samples, and hold each of them', async () => {
    const { ask } = start({});
    const { feed } = await ask({ id_list: samplePapers.map(({ id }) => id).join(','), max_results: '50' });
    expect(feed.entry).toHaveLength(samplePapers.length);
    expect(samplePapers.length).toBeGreaterThanOrEqual(8);
    for (const entry of feed.entry) expect(JSON.stringify(entry['arxiv:comment'])).toContain('Headwater sample corpus');
  });

  it('change their date once a day', async () => {
    const clock = createVirtualClock({ start: Date.UTC(2026, 5, 1, 13) });
    const { ask } = start({ corpus, clock });
    expect((await ask({ search_query: 'ti:x' })).feed.updated).toMatch(/^2026-06-01T00:00:00/);
  });
});

it('allows one request in three seconds, and refuses in plain text', async () => {
  const clock = createVirtualClock();
  const { emulator, ask } = start({ corpus, clock, limits: 'published' });
  expect((await ask({ search_query: 'ti:dense' })).status).toBe(200);
  const refused = await emulator.fetch('https://export.arxiv.org/api/query?search_query=x');
  expect([refused.status, await refused.text()]).toEqual([429, 'Rate exceeded.']);
  await clock.advance(3000);
  expect((await ask({ search_query: 'ti:dense' })).status).toBe(200);
  clock.dispose();
});
