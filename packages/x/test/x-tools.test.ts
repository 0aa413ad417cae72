import { describe, expect, it } from 'vitest';
import type { XProvider } from '../src/index.ts';
import { fixture, scripted, sentPaths, sentQuery } from './scripted.ts';

function toolOf(x: XProvider, id: string) {
  const tool = x.tools.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`no tool ${id}`);
  return tool;
}

describe('tools', () => {
  it('x_search_posts builds a query no text can break out of, and says what is missing', async () => {
    const rig = scripted({ json: fixture('search.tweet') });
    const output = await toolOf(rig.x, 'x_search_posts').execute({
      words: 'trees OR from:nasa',
      anyOf: ['heat', 'hot days'],
      from: ['ada_samples'],
      language: 'en',
      archive: 'all',
      since: '2024-01-01',
      until: '2024-02-29',
    });
    expect(sentPaths(rig)).toEqual(['/2/tweets/search/all']);
    expect(sentQuery(rig)).toMatchObject({
      query: 'trees "OR" from nasa (heat OR "hot days") from:ada_samples lang:en -is:retweet',
      max_results: '10',
      start_time: '2024-01-01T00:00:00Z',
      end_time: '2024-03-01T00:00:00Z',
    });
    expect(output.posts[0]).toMatchObject({ author: 'ada_samples', likes: 20, links: ['https://trees.example/a'] });
    expect(output).toMatchObject({
      more: 'yes',
      skipped: 0,
      missing: [expect.stringContaining('Could not find tweet')],
    });
  });

  it('x_search_posts refuses a search for nothing', async () => {
    const { standard } = toolOf(scripted({}).x, 'x_search_posts').input;
    const { issues } = await standard['~standard'].validate({ language: 'en' });
    expect(issues?.[0]?.message).toContain('at least one of words');
  });

  it('x_count_posts adds up what X does not', async () => {
    const bucket = { start: '2025-12-31T00:00:00Z', end: '2026-01-01T00:00:00Z', tweet_count: 4 };
    const rig = scripted({ json: { data: [bucket, bucket] } });
    const output = await toolOf(rig.x, 'x_count_posts').execute({ words: 'trees' });
    expect(output).toMatchObject({ total: 8, buckets: [{ count: 4 }, { count: 4 }] });
    expect(sentQuery(rig)).toMatchObject({ granularity: 'day', query: 'trees -is:retweet' });
  });

  it('x_get_user_posts looks the name up first', async () => {
    const rig = scripted([
      { json: { data: { id: '7', name: 'A', username: 'ada' } } },
      { json: fixture('search.tweet') },
    ]);
    const output = await toolOf(rig.x, 'x_get_user_posts').execute({
      username: 'ada',
      maxPosts: 5,
      includeReplies: 'yes',
    });
    expect(sentPaths(rig)).toEqual(['/2/users/by/username/ada', '/2/users/7/tweets']);
    expect(sentQuery(rig, 1)).toMatchObject({ max_results: '5', exclude: 'retweets' });
    expect(output.posts).toHaveLength(3);
  });

  it('x_get_user leaves unknown figures empty', async () => {
    const rig = scripted({ json: { data: { id: '7', name: 'A', username: 'ada' } } });
    expect(await toolOf(rig.x, 'x_get_user').execute({ username: 'ada' })).toEqual({
      id: '7',
      username: 'ada',
      name: 'A',
      description: null,
      url: 'https://x.com/ada',
      followers: null,
      posts: null,
      verifiedType: null,
    });
  });
});
