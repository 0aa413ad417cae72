import { describe, expect, it } from 'vitest';
import type { OpenAlexProvider } from '../src/index.ts';
import { answering, fixture, page, sentPaths, sentQuery } from './answering.ts';

function toolOf(openalex: OpenAlexProvider, id: string) {
  const tool = openalex.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

describe('openalex_search_works', () => {
  it.each([
    [{ yearFrom: 2018 }, 'publication_year:2018-9999', undefined],
    [{ yearTo: 2020 }, 'publication_year:1000-2020', undefined],
    [{ yearFrom: 2020, yearTo: 2018 }, 'publication_year:2018-2020', undefined],
    [
      { openAccess: 'yes', language: 'de', sort: 'newest' },
      'open_access.is_oa:true,language:de',
      'publication_date:desc',
    ],
    [{}, undefined, undefined],
  ])('asks for %j', async (input, filter, sort) => {
    const { openalex, service } = answering(page([]));
    const output = await toolOf(openalex, 'openalex_search_works').execute({ query: 'Do trees cool?', ...input });
    expect(sentQuery(service)).toMatchObject({ search: 'Do trees cool', per_page: '10' });
    expect(sentQuery(service).filter).toBe(filter);
    expect(sentQuery(service).sort).toBe(sort);
    expect(output).toEqual({ works: [], total: 0, skipped: 0 });
  });

  it('answers plain works with their abstracts', async () => {
    const { openalex } = answering({ json: fixture('works') });
    const { works, total } = await toolOf(openalex, 'openalex_search_works').execute({ query: 'q', limit: 4 });
    expect(total).toBe(1523);
    expect(works[0]).toMatchObject({
      workId: 'W2741809807',
      authors: ['Ada Lindqvist'],
      venue: 'City Climate',
      isOpenAccess: 'yes',
      isRetracted: 'no',
      abstract: 'Street trees lower afternoon air temperature.',
    });
    expect(works[1]).toMatchObject({ abstract: null, venue: null, isOpenAccess: null });
  });
});

it('openalex_list_citing_works finds the OpenAlex id of a DOI first', async () => {
  const { openalex, service } = answering([{ json: { id: 'https://openalex.org/W7' } }, page([])]);
  await toolOf(openalex, 'openalex_list_citing_works').execute({ workId: '10.7717/peerj.4375' });
  expect(sentPaths(service)).toEqual(['/works/doi:10.7717/peerj.4375', '/works']);
  expect(sentQuery(service, 1)).toMatchObject({ filter: 'cites:W7', sort: 'cited_by_count:desc' });
});

it('openalex_count_works gives years in order and the rest by size', async () => {
  const groups = [
    { key: 2021, key_display_name: '2021', count: 5 },
    { key: 2019, key_display_name: '2019', count: 9 },
  ];
  const { openalex, service } = answering({ json: { meta: {}, group_by: groups } });
  const tool = toolOf(openalex, 'openalex_count_works');
  expect(await tool.execute({ query: 'heat', by: 'year' })).toEqual({
    groups: [
      { value: '2019', count: 9 },
      { value: '2021', count: 5 },
    ],
  });
  expect((await tool.execute({ query: 'heat', by: 'topic' })).groups[0]).toEqual({ value: '2019', count: 9 });
  expect(sentQuery(service, 1).group_by).toBe('primary_topic.id');
});
