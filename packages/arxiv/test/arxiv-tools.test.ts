import { expect, it } from 'vitest';
import type { ArxivProvider } from '../src/index.ts';
import { feed, fixture, scripted, sent } from './scripted.ts';

function toolOf(arxiv: ArxivProvider, id: string) {
  const tool = arxiv.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('arxiv_search_papers translates its input and sends one request', async () => {
  const { arxiv, service } = scripted({ text: fixture('feed.malformed') });
  const output = await toolOf(arxiv, 'arxiv_search_papers').execute({
    query: 'the heat of cities" OR all:x',
    author: 'Lindqvist',
    category: 'physics.ao-ph',
    submittedAfter: '2020-01-01',
    submittedBefore: '2024-02-29',
    sortBy: 'newest',
    limit: 20,
  });
  expect(sent(service)).toEqual({
    search_query:
      '((all:heat OR all:cities OR all:x) AND au:lindqvist AND cat:physics.ao-ph AND submittedDate:[202001010000 TO 202402292359])',
    start: '0',
    max_results: '20',
    sortBy: 'submittedDate',
  });
  expect(service.requests).toHaveLength(1);
  expect(output.papers.map(({ id }: { id: string }) => id)).toEqual(['2107.90580', 'hep-ex/0399015']);
  expect(output.skipped).toBe(5);
  expect(output.papers[0]).toMatchObject({
    abstract: expect.stringContaining('“cool”'),
    authors: ['Ada Lindqvist', 'Tomás Okafor'],
  });
});

it.each([
  ['arxiv_search_papers', { query: '"!"' }, 'word'],
  ['arxiv_search_papers', { query: 'q', submittedAfter: '2024-02-30' }, 'YYYY-MM-DD'],
  ['arxiv_search_papers', { query: 'q', category: 'cs.CL OR all:x' }, ''],
  ['arxiv_get_papers', { ids: ['nothing'] }, 'arXiv id'],
  ['arxiv_get_papers', { ids: [] }, ''],
])('%s refuses %j', async (id, input, said) => {
  const { arxiv } = scripted(feed({ total: 0 }));
  const { issues } = await toolOf(arxiv, id).input.standard['~standard'].validate(input);
  expect(issues?.map(({ message }) => message).join()).toContain(said);
  expect(issues?.length).toBeGreaterThan(0);
});

it('arxiv_get_papers says which ids arXiv does not have', async () => {
  const { arxiv } = scripted(feed({ total: 1, ids: ['2401.90001v1'] }));
  const output = await toolOf(arxiv, 'arxiv_get_papers').execute({
    ids: ['https://arxiv.org/abs/2401.90001', '2401.90002'],
  });
  expect(output.papers).toHaveLength(1);
  expect(output.notFound).toEqual(['2401.90002']);
});
