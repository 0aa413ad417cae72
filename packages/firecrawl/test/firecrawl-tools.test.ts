import { expect, it } from 'vitest';
import type { FirecrawlProvider } from '../src/index.ts';
import { answering, fixture, sentBody } from './service.ts';

function toolOf(firecrawl: FirecrawlProvider, id: string) {
  const tool = firecrawl.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('firecrawl_search_web reads pages only when asked, and names those that failed', async () => {
  const { firecrawl, service } = answering({ json: fixture('search') });
  const tool = toolOf(firecrawl, 'firecrawl_search_web');
  const plain = await tool.execute({ query: 'q' });
  expect(sentBody(service)).toEqual({ query: 'q', limit: 5 });
  expect(plain.results.every(({ text }: { text: unknown }) => text === null)).toBe(true);
  const read = await tool.execute({ query: 'q', readPages: true, newerThan: 'week', maxCharacters: 100, limit: 3 });
  expect(sentBody(service, 1)).toEqual({
    query: 'q',
    limit: 3,
    tbs: 'qdr:w',
    scrapeOptions: { formats: ['markdown'] },
  });
  expect(read.results.map(({ text, problem }: { text: unknown; problem: unknown }) => [text, problem])).toEqual([
    ['# Eels\n\nThey climb.', null],
    ['', null],
    [null, 'the page answered HTTP 404: Not Found'],
  ]);
});

it('firecrawl_scrape_page cuts long texts and says so', async () => {
  const data = {
    markdown: 'x'.repeat(500),
    links: ['https://a.example/1'],
    metadata: { title: ['A', 'B'], url: 'https://a.example/' },
  };
  const { firecrawl, service } = answering({ json: { success: true, data } });
  const output = await toolOf(firecrawl, 'firecrawl_scrape_page').execute({
    url: 'https://a.example/',
    fresh: true,
    maxCharacters: 100,
  });
  expect(sentBody(service)).toEqual({ url: 'https://a.example/', formats: ['markdown', 'links'], maxAge: 0 });
  expect(output).toEqual({
    url: 'https://a.example/',
    title: 'A',
    text: 'x'.repeat(100),
    truncated: true,
    links: ['https://a.example/1'],
    problem: null,
  });
});

it('firecrawl_crawl_site bounds the pages and tells those that failed', async () => {
  const { firecrawl, service } = answering(({ method }) => ({
    json: method === 'POST' ? { success: true, id: 'j' } : fixture('crawl'),
  }));
  const output = await toolOf(firecrawl, 'firecrawl_crawl_site').execute({ url: 'https://site.example/' });
  expect(sentBody(service)).toEqual({ url: 'https://site.example/', limit: 10 });
  expect(output).toMatchObject({
    status: 'failed',
    pages: [{ title: 'One', text: '# One' }],
    failed: [{ url: 'https://site.example/2' }, {}],
  });
});

it('firecrawl_map_site asks for a bounded list', async () => {
  const { firecrawl, service } = answering({ json: { success: true, links: ['https://a.example/x'] } });
  const output = await toolOf(firecrawl, 'firecrawl_map_site').execute({ url: 'https://a.example/', search: 's' });
  expect(sentBody(service)).toEqual({ url: 'https://a.example/', search: 's', limit: 100 });
  expect(output).toEqual({ links: [{ url: 'https://a.example/x', title: null, description: null }] });
});
