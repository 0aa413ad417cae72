import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { EmulatorServer } from '@headwater/testkit';
import { Client } from '@xdevplatform/xdk';
import { ApiResponseError, TwitterApi, TwitterV2IncludesHelper } from 'twitter-api-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSyntheticPosts, createXEmulator, SANDBOX_API_KEY } from '../src/emulator/index.ts';

/** Clients written by others are the judges of the emulator's shapes: X's own, and the one most used. */
const corpus = createSyntheticPosts({ seed: 7, now: Date.now(), count: 60 });
const [author] = corpus.users;
const emulator = createXEmulator({ corpus });
let server: EmulatorServer;

beforeAll(async () => {
  server = await emulator.listen();
});
afterAll(() => server.close());

describe('@xdevplatform/xdk', () => {
  const client = (token = SANDBOX_API_KEY) => new Client({ bearerToken: token, baseUrl: server.url });

  it('searches recent posts in the newer names and joins authors', async () => {
    const answer = await client().posts.searchRecent('street trees', {
      maxResults: 10,
      postFields: ['created_at', 'public_metrics'],
      expansions: ['author_id', 'referenced_posts'],
      userFields: ['username'],
    });
    expect(answer.meta?.resultCount).toBe(answer.data?.length);
    expect(answer.data?.[0]?.text).toMatch(/^\[Synthetic sample post\] .*trees/i);
    expect(answer.data?.[0]?.publicMetrics?.repostCount).toBeTypeOf('number');
    expect(answer.includes?.users?.map(({ id }) => id)).toContain(answer.data?.[0]?.authorId);
    expect(emulator.requests.at(-1)?.query).toContain('post.fields=');
  });

  it('searches the archive, counts, and pages', async () => {
    const range = { startTime: '2020-01-01T00:00:00Z' };
    const all = await client().posts.searchAll('synthetic', { maxResults: 10, ...range });
    expect(all.data).toHaveLength(10);
    expect(all.meta?.nextToken).toMatch(/\S/);
    const counted = await client().posts.getCountsRecent('synthetic', {
      granularity: 'day',
      searchCountFields: 'post_count,start,end',
    });
    const total = counted.data?.reduce((sum, { postCount }) => sum + postCount, 0);
    expect(total).toBeGreaterThan(10);
    expect(counted.meta?.totalPostCount).toBe(total);
  });

  it('looks users up and reads a timeline', async () => {
    const { data } = await client().users.getByUsername(author?.username as string);
    expect(data?.id).toBe(author?.id);
    const batch = await client().users.getByUsernames([author?.username as string, 'nobody_here']);
    expect(batch.data?.map(({ id }) => id)).toEqual([author?.id]);
    expect(batch.errors).toHaveLength(1);
    const posts = await client().users.getPosts(author?.id as string, { maxResults: 5 });
    expect(posts.data?.length).toBeGreaterThan(0);
    const mentions = await client().users.getMentions(author?.id as string, { maxResults: 5 });
    expect(mentions.errors).toBeUndefined();
  });

  it('keeps stream rules and reads usage and connections', async () => {
    const made = await client().stream.updateRules({ add: [{ value: 'street trees', tag: 'trees' }] });
    expect(made.data?.[0]).toMatchObject({ value: 'street trees', tag: 'trees' });
    const rules = await client().stream.getRules();
    expect(rules.data?.map(({ id }) => id)).toEqual([made.data?.[0]?.id]);
    expect((await client().stream.getRuleCounts()).data?.clientAppRulesCount.ruleCount).toBe(1);
    await client().stream.updateRules({ delete: { ids: [made.data?.[0]?.id as string] } });
    expect((await client().stream.getRules()).data).toBeUndefined();
    const usage = await client().usage.get();
    expect(Number(usage.data?.projectUsage)).toBeGreaterThan(0);
    expect((await client().connections.getConnectionHistory()).meta?.resultCount).toBe(0);
  });

  it('reports a wrong token as its own error', async () => {
    await expect(client('wrong-token').posts.searchRecent('trees')).rejects.toMatchObject({ status: 401 });
  });
});

describe('twitter-api-v2', () => {
  /** It knows one host only, over TLS: the agent leads its connections to the emulator instead. */
  function client(token = SANDBOX_API_KEY) {
    const httpAgent = new Agent();
    const { hostname, port } = new URL(server.url);
    Object.assign(httpAgent, { createConnection: () => connect(Number(port), hostname) });
    return new TwitterApi(token, { httpAgent }).v2.readOnly;
  }

  it('searches recent posts in the older names, with its own join of the includes', async () => {
    const found = await client().search('street trees', {
      max_results: 10,
      'tweet.fields': ['author_id', 'public_metrics', 'created_at'],
      expansions: ['author_id'],
    });
    const [tweet] = found.tweets;
    expect(tweet?.text).toContain('[Synthetic sample post]');
    expect(tweet?.public_metrics?.retweet_count).toBeTypeOf('number');
    expect(new TwitterV2IncludesHelper(found).author(tweet as never)?.id).toBe(tweet?.author_id);
    expect(found.rateLimit).toMatchObject({ limit: 450 });
  });

  it('walks over all pages of a search', async () => {
    const ids: string[] = [];
    for await (const { id } of await client().search('synthetic', { max_results: 10 })) ids.push(id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('looks up users, posts and a timeline', async () => {
    const { data: user } = await client().userByUsername(author?.username as string, {
      'user.fields': ['public_metrics'],
    });
    expect(user.id).toBe(author?.id);
    const timeline = await client().userTimeline(user.id, { max_results: 5, exclude: ['replies'] });
    expect(timeline.tweets.length).toBeGreaterThan(0);
    const [tweet] = timeline.tweets;
    expect((await client().singleTweet(tweet?.id as string)).data.id).toBe(tweet?.id);
    const batch = await client().tweets([tweet?.id as string, '1']);
    expect(batch.data).toHaveLength(1);
    expect(batch.errors?.[0]).toMatchObject({ title: 'Not Found Error', resource_type: 'tweet' });
    expect((await client().usersByUsernames([user.username])).data).toHaveLength(1);
  });

  it('counts, and keeps stream rules', async () => {
    const counted = await client().tweetCountRecent('street trees', { granularity: 'day' });
    expect(counted.meta.total_tweet_count).toBe(counted.data.reduce((sum, { tweet_count }) => sum + tweet_count, 0));
    const made = await client().updateStreamRules({ add: [{ value: 'kelp', tag: 'sea' }] });
    expect(made.meta.summary).toMatchObject({ created: 1, not_created: 0 });
    const { data } = await client().streamRules();
    await client().updateStreamRules({ delete: { ids: data.map(({ id }) => id) } });
    expect((await client().streamRules()).data ?? []).toEqual([]);
  });

  it('reports a wrong token and a bad request as its own error', async () => {
    const wrong = await client('wrong-token')
      .search('trees')
      .catch((error) => error);
    expect(wrong).toBeInstanceOf(ApiResponseError);
    expect(wrong).toMatchObject({ code: 401 });
    const bad = await client()
      .search('trees', { max_results: 500 })
      .catch((error) => error);
    expect(bad).toMatchObject({ code: 400 });
    expect(bad.errors?.[0]?.message).toContain('max_results');
  });
});
