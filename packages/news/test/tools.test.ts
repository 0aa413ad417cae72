import type { SourceProvider, ToolDefinition } from '@headwater/core';
import { expect, it } from 'vitest';
import { failureOf, fixture, scriptedGdelt, scriptedGuardian, scriptedNewsApi } from './scripted.ts';

function toolOf({ tools }: SourceProvider, id: string): ToolDefinition {
  const tool = tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('news_search_articles translates days and says what it left out', async () => {
  const { newsApi, sent } = scriptedNewsApi({ json: fixture('newsapi') });
  const output = await toolOf(newsApi, 'news_search_articles').execute({
    query: 'street trees',
    publishedAfter: '2025-12-20',
    publishedBefore: '2025-12-28',
    language: 'en',
    sortBy: 'newest',
    limit: 4,
  });
  expect(sent()).toMatchObject({
    from: '2025-12-20',
    to: '2025-12-28T23:59:59',
    language: 'en',
    sortBy: 'publishedAt',
    pageSize: '4',
  });
  expect(output).toMatchObject({ backend: 'newsapi', total: 4, removed: 1, skipped: 0, notices: [] });
  expect(output.articles[0]).toEqual({
    title: 'Trees & shade: a sample',
    url: 'https://harbour-times.example/trees',
    source: 'Harbour Times',
    author: 'Ada Lindqvist',
    publishedAt: '2025-12-01T08:00:00Z',
    seenAt: null,
    text: expect.stringMatching(/^Sample: trees cool a block\.\nSample/),
    textIsWhole: false,
  });
  expect(output.articles[1]).toMatchObject({ text: null, publishedAt: null });
});

it('news_search_articles tells a model what a service could not do', async () => {
  const { newsApi } = scriptedNewsApi({ json: { status: 'ok', totalResults: 0, articles: [] } });
  const japanese = await toolOf(newsApi, 'news_search_articles').execute({ query: 'x', language: 'ja' });
  expect(japanese.notices).toEqual(['the service could not filter by languages']);
  const { standard } = toolOf(newsApi, 'news_search_articles').input;
  const refused = await standard['~standard'].validate({ query: 'q', publishedAfter: '2025-02-30' });
  expect(refused.issues?.[0]?.message).toContain('YYYY-MM-DD');
});

it('news_list_headlines wants at least one filter', async () => {
  const { newsApi, sent } = scriptedNewsApi({ json: fixture('newsapi') });
  const tool = toolOf(newsApi, 'news_list_headlines');
  expect((await tool.input.standard['~standard'].validate({ limit: 3 })).issues?.[0]?.message).toContain(
    'at least one',
  );
  const output = await tool.execute({ country: 'us', query: 'trees', limit: 5 });
  expect(sent()).toEqual({ country: 'us', q: 'trees', pageSize: '5' });
  expect([output.removed, output.articles.length]).toEqual([1, 3]);
});

it('news_read_article returns text without markup, cut where asked, and no tag as an article', async () => {
  const [content] = fixture('guardian').response.results;
  content.fields.bodyText = `<p>${'Sample sentence. '.repeat(20)}</p>`;
  const { guardian, sent } = scriptedGuardian([
    { json: { response: { status: 'ok', content } } },
    { json: { response: { status: 'ok', tag: { id: 'tone/news', webTitle: 'News' } } } },
  ]);
  const tool = toolOf(guardian, 'news_read_article');
  const output = await tool.execute({
    id: 'https://www.theguardian.com/environment/2025/dec/01/trees',
    maxCharacters: 100,
  });
  expect(sent()['show-fields']).toBe('bodyText,byline,trailText');
  expect(output).toMatchObject({
    title: 'Trees: a sample',
    author: 'Ada Lindqvist',
    section: 'Environment',
    textIsWhole: false,
  });
  expect(output.text).toHaveLength(100);
  expect(output.text).not.toContain('<');
  const error = await failureOf(tool.execute({ id: 'tone/news' }));
  expect([error.code, error.message]).toEqual(['invalid-request', expect.stringContaining('no article')]);
});

it('news_measure_coverage gives points over time', async () => {
  const { gdelt, sent } = scriptedGdelt({
    json: { timeline: [{ series: 'Average Tone', data: [{ date: '20251201T000000Z', value: -1.5 }] }] },
  });
  const tool = toolOf(gdelt, 'news_measure_coverage');
  const output = await tool.execute({ query: 'street trees', measure: 'tone', from: '2025-12-01' });
  expect(sent()).toMatchObject({ mode: 'TimelineTone', startdatetime: '20251201000000' });
  expect(output).toEqual({ measure: 'tone', points: [{ date: '2025-12-01T00:00:00Z', value: -1.5 }], notices: [] });
});
