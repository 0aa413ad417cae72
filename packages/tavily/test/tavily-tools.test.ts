import { expect, it } from 'vitest';
import type { TavilyProvider } from '../src/index.ts';
import { answering, fixture, sentBody } from './service.ts';

function toolOf(tavily: TavilyProvider, id: string) {
  const tool = tavily.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('tavily_search_web translates days and depth', async () => {
  const { tavily, service } = answering({ json: fixture('search') });
  const output = await toolOf(tavily, 'tavily_search_web').execute({
    query: 'q',
    publishedAfter: '2025-01-01',
    thorough: true,
  });
  expect(sentBody(service)).toEqual({
    query: 'q',
    max_results: 5,
    start_date: '2025-01-01',
    search_depth: 'advanced',
    include_usage: true,
  });
  expect(output.results[0]).toEqual({
    title: 'Frost night',
    url: 'https://valley.example/frost',
    passages: 'Half of it froze.',
    score: 0.91,
    publishedDate: 'Thu, 24 Apr 2025 06:30:00 GMT',
  });
  const { standard } = toolOf(tavily, 'tavily_search_web').input;
  const refused = await standard['~standard'].validate({ query: 'q', publishedBefore: '2025-02-30' });
  expect(refused.issues?.[0]?.message).toContain('YYYY-MM-DD');
});

it('tavily_extract_pages cuts long texts and says which pages failed', async () => {
  const { tavily } = answering({ json: fixture('extract') });
  const urls = ['https://valley.example/a', 'https://valley.example/b'];
  expect(await toolOf(tavily, 'tavily_extract_pages').execute({ urls, maxCharacters: 100 })).toEqual({
    pages: [{ url: 'https://valley.example/a', text: 'Text of A.' }],
    failed: [{ url: 'https://valley.example/b', reason: '403 Forbidden' }],
  });
});

it('tavily_map_site and tavily_crawl_site stay on the site', async () => {
  const { tavily, service } = answering(({ path }) => ({
    json: {
      results: path === '/map' ? ['https://a.example/'] : [{ url: 'https://a.example/', raw_content: 'x'.repeat(200) }],
    },
  }));
  const url = 'https://a.example/';
  expect(await toolOf(tavily, 'tavily_map_site').execute({ url })).toEqual({ urls: [url] });
  expect(await toolOf(tavily, 'tavily_crawl_site').execute({ url, maxCharacters: 100 })).toEqual({
    pages: [{ url, text: 'x'.repeat(100) }],
  });
  expect([sentBody(service), sentBody(service, 1)]).toMatchObject([
    { allow_external: false },
    { allow_external: false, limit: 10 },
  ]);
});
