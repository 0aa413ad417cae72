import { expect, it } from 'vitest';
import type { HackerNewsProvider } from '../src/index.ts';
import { fixture, scripted, sentQuery } from './scripted.ts';

function toolOf(hackernews: HackerNewsProvider, id: string) {
  const tool = hackernews.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

it('hackernews_search_items translates kinds, days and points', async () => {
  const rig = scripted({ json: fixture('search') });
  const tool = toolOf(rig.hackernews, 'hackernews_search_items');
  const output = await tool.execute({
    query: 'street trees',
    kind: 'ask_hn',
    minPoints: 10,
    since: '2024-01-01',
    maxItems: 3,
  });
  expect(sentQuery(rig)).toEqual({
    query: 'street trees',
    tags: 'ask_hn',
    numericFilters: 'created_at_i>=1704067200,points>=10',
    page: '0',
    hitsPerPage: '3',
  });
  expect(output.hits).toHaveLength(3);
  expect(output.hits[2]).toMatchObject({
    type: 'comment',
    title: '[Synthetic sample] Street trees, measured',
    linkUrl: 'https://trees.example/a',
  });
});

it('hackernews_get_thread lists comments in reading order and counts the rest', async () => {
  const comment = (id: number, children: unknown[] = []) => ({
    id,
    type: 'comment',
    author: 'a',
    text: `c${id}`,
    children,
    parent_id: 1,
  });
  const { hackernews } = scripted({
    json: { id: 1, type: 'story', title: 'T', children: [comment(2, [comment(4)]), comment(3, [comment(5)])] },
  });
  const output = await toolOf(hackernews, 'hackernews_get_thread').execute({ id: '1', maxComments: 3 });
  expect(output.comments.map(({ id, depth }: { id: string; depth: number }) => [id, depth])).toEqual([
    ['2', 1],
    ['4', 2],
    ['3', 1],
  ]);
  expect(output.left).toBe(1);
});

it('hackernews_get_user gives what a user says', async () => {
  const { hackernews } = scripted({ json: { username: 'a', about: null } });
  expect(await toolOf(hackernews, 'hackernews_get_user').execute({ username: 'a' })).toEqual({
    username: 'a',
    about: null,
    karma: null,
    profileUrl: 'https://news.ycombinator.com/user?id=a',
  });
});
