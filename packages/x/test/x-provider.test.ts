import { createCallBudget } from '@headwater/core';
import { describe, expect, it, vi } from 'vitest';
import { collect, failureOf, firstPage, fixture, scripted, sentPaths, sentQuery } from './scripted.ts';

const posts = (...ids: string[]) => ids.map((id) => ({ id, text: `post ${id}` }));
const page = (ids: string[], meta: object = {}) => ({
  json: { data: posts(...ids), meta: { result_count: ids.length, ...meta } },
});
const empty = { json: { meta: { result_count: 0 } } };

describe('searching', () => {
  it('sends every option of a recent search under X’s own name', async () => {
    const rig = scripted(empty);
    await collect(
      rig.x.searchRecent({
        query: 'trees lang:en',
        pageSize: 25,
        cursor: 'n7',
        sortOrder: 'relevancy',
        startTime: '2025-12-28',
        endTime: '2025-12-30T12:00:00.250+02:00',
        untilId: '99',
        postFields: ['created_at', 'note_post'],
        userFields: ['username', 'pinned_post_id'],
        mediaFields: ['alt_text'],
        pollFields: ['options'],
        placeFields: ['country'],
        expansions: ['author_id', 'referenced_posts', 'referenced_tweets.id.author_id'],
      }),
    );
    expect(sentPaths(rig)).toEqual(['/2/tweets/search/recent']);
    expect(sentQuery(rig)).toEqual({
      query: 'trees lang:en',
      max_results: '25',
      next_token: 'n7',
      sort_order: 'relevancy',
      start_time: '2025-12-28T00:00:00Z',
      end_time: '2025-12-30T10:00:00Z',
      until_id: '99',
      'tweet.fields': 'created_at,note_tweet',
      'user.fields': 'username,pinned_tweet_id',
      'media.fields': 'alt_text',
      'poll.fields': 'options',
      'place.fields': 'country',
      expansions: 'author_id,referenced_tweets.id,referenced_tweets.id.author_id',
    });
    expect(rig.service.requests[0]?.headers.authorization).toBe('Bearer test-key');
  });

  it('writes the newer names when told to, where some fields have become expansions', async () => {
    const rig = scripted(empty, { vocabulary: 'post' });
    await collect(
      rig.x.searchRecent({
        query: 'trees',
        postFields: ['author_id', 'note_tweet', 'referenced_tweets', 'created_at'],
        expansions: ['referenced_tweets.id', 'referenced_tweets.id.author_id'],
      }),
    );
    expect(sentQuery(rig)).toMatchObject({
      'post.fields': 'note_post,created_at',
      expansions: 'referenced_posts,author_id',
    });
    expect(sentQuery(rig)).not.toHaveProperty('tweet.fields');
    rig.x.configure({ vocabulary: 'tweet' });
    await collect(rig.x.searchRecent('trees'));
    expect(sentQuery(rig, 1)).toHaveProperty(['tweet.fields']);
  });

  it('searches the archive with since_id and pages of 500', async () => {
    const rig = scripted(empty);
    await collect(rig.x.searchAll({ query: 'trees', limit: 700, sinceId: '5', endTime: '2024-02-29' }));
    expect(sentPaths(rig)).toEqual(['/2/tweets/search/all']);
    expect(sentQuery(rig)).toMatchObject({ max_results: '500', since_id: '5', end_time: '2024-03-01T00:00:00Z' });
  });

  it.each([
    [3, '10'],
    [42, '42'],
    [250, '100'],
  ])('asks for what a limit of %i needs, within X’s bounds', async (limit, maxResults) => {
    const rig = scripted(empty);
    await collect(rig.x.searchRecent({ query: 'trees', limit }));
    expect(sentQuery(rig).max_results).toBe(maxResults);
  });

  it('cuts a page to the limit, and walks over pages until there is no token', async () => {
    const replies = [page(['5', '4'], { next_token: 'a' }), page(['3', '2'], { next_token: 'b' }), page(['1'])];
    const cut = scripted(replies);
    expect((await collect(cut.x.searchRecent({ query: 'q', limit: 3 }))).map(({ id }) => id)).toEqual(['5', '4', '3']);
    expect(cut.service.requests).toHaveLength(2);
    const whole = scripted(replies);
    expect(await collect(whole.x.searchRecent('q'))).toHaveLength(5);
    expect([0, 1, 2].map((index) => sentQuery(whole, index).next_token)).toEqual([undefined, 'a', 'b']);
  });

  it('ends a list whose cursor is repeated with a typed error', async () => {
    const { x, service } = scripted(page(['1'], { next_token: 'same' }));
    const error = await failureOf(x.searchRecent('q'));
    expect(error).toMatchObject({ code: 'response-invalid', message: expect.stringContaining('repeats') });
    expect(service.requests.length).toBeLessThan(4);
  });

  it('takes an answer without data for no hits, and one that says nothing for none', async () => {
    expect(await collect(scripted(empty).x.searchRecent('q'))).toEqual([]);
    expect((await failureOf(scripted({ json: {} }).x.searchRecent('q'))).code).toBe('response-invalid');
  });
});

describe('timelines', () => {
  it('reads an account’s posts by pagination_token and leaves kinds out', async () => {
    const rig = scripted([page(['2'], { next_token: 'p2' }), page(['1'])]);
    const options = { exclude: ['replies', 'retweets'], pageSize: 5, startTime: '2010-11-06', sinceId: undefined };
    expect(
      await collect(rig.x.userPosts('900', { ...options, endTime: '2025-01-01T00:00:00Z', untilId: '9' })),
    ).toHaveLength(2);
    expect(sentPaths(rig)).toEqual(['/2/users/900/tweets', '/2/users/900/tweets']);
    expect(sentQuery(rig, 1)).toMatchObject({
      max_results: '5',
      pagination_token: 'p2',
      exclude: 'replies,retweets',
      start_time: '2010-11-06T00:00:00Z',
      end_time: '2025-01-01T00:00:00Z',
      until_id: '9',
    });
  });

  it('reads mentions', async () => {
    const rig = scripted(empty);
    await collect(rig.x.userMentions('900', { limit: 7, sinceId: '3' }));
    expect(sentPaths(rig)).toEqual(['/2/users/900/mentions']);
    expect(sentQuery(rig)).toMatchObject({ max_results: '7', since_id: '3' });
    expect((await failureOf(rig.x.userMentions('900', { exclude: ['replies'] } as never))).code).toBe(
      'invalid-request',
    );
  });

  it('tells an account that is gone from one that is silent', async () => {
    const type = 'https://api.x.com/2/problems/resource-not-found';
    const gone = scripted({ json: { errors: [{ type, title: 'Not Found Error', detail: 'Could not find user.' }] } });
    expect(await failureOf(gone.x.userPosts('900'))).toMatchObject({ code: 'not-found', operation: 'userPosts' });
    expect(await collect(scripted(empty).x.userPosts('900'))).toEqual([]);
  });
});

describe('look-ups', () => {
  const user = { id: '7', name: 'Ada', username: 'ada_samples' };

  it('gets one post, and up to a hundred with those that are missing named', async () => {
    const one = scripted({ json: { data: { id: '1', text: 'a' } } });
    expect(await one.x.post('1', { expansions: [] })).toMatchObject({ id: '1', author: null });
    expect(sentPaths(one)).toEqual(['/2/tweets/1']);
    const type = 'https://api.twitter.com/2/problems/resource-not-found';
    const errors = [{ type, title: 'Not Found Error', resource_type: 'tweet', value: '2', parameter: 'ids' }];
    const many = scripted({ json: { data: posts('1'), errors } });
    const { items, missing, skipped } = await many.x.posts(['1', '2']);
    expect(items.map(({ id }) => id)).toEqual(['1']);
    expect(missing).toEqual([
      {
        kind: 'resource-not-found',
        title: 'Not Found Error',
        detail: null,
        resourceType: 'tweet',
        value: '2',
        parameter: 'ids',
      },
    ]);
    expect(skipped).toEqual([]);
    expect(sentQuery(many).ids).toBe('1,2');
    expect((await scripted({ json: { errors } }).x.posts(['2'])).items).toEqual([]);
  });

  it('gets users by name and by id, one and many', async () => {
    const rig = scripted([{ json: { data: user } }, { json: { data: user } }, { json: { data: [user] } }]);
    expect((await rig.x.userByUsername('ada_samples')).profileUrl).toBe('https://x.com/ada_samples');
    await rig.x.user('7', { userFields: ['created_at'], expansions: ['pinned_post_id'], postFields: ['lang'] });
    expect((await rig.x.users(['7', '8'])).items).toHaveLength(1);
    await rig.x.usersByUsernames(['ada_samples', 'bob']);
    expect(sentPaths(rig)).toEqual(['/2/users/by/username/ada_samples', '/2/users/7', '/2/users', '/2/users/by']);
    expect(sentQuery(rig, 1)).toEqual({
      'user.fields': 'created_at',
      expansions: 'pinned_tweet_id',
      'tweet.fields': 'lang',
    });
    expect(sentQuery(rig, 2)).toMatchObject({ ids: '7,8' });
    expect(sentQuery(rig, 3)).toMatchObject({ usernames: 'ada_samples,bob' });
  });

  it('joins a pinned post', async () => {
    const answer = { data: { ...user, pinned_post_id: '5' }, includes: { posts: posts('5') } };
    expect((await scripted({ json: answer }).x.user('7')).pinnedPost?.text).toBe('post 5');
  });
});

describe('counting', () => {
  it('counts recent posts in buckets, in either wording', async () => {
    const bucket = { start: '2025-12-31T00:00:00.000Z', end: '2026-01-01T00:00:00.000Z' };
    const old = scripted({ json: { data: [{ ...bucket, tweet_count: 4 }], meta: { total_tweet_count: 4 } } });
    const asked = {
      query: 'q',
      granularity: 'day',
      startTime: '2025-12-30T00:00:00Z',
      untilId: '9',
      countFields: ['tweet_count'],
    } as const;
    const found = await firstPage(old.x.countRecent({ ...asked, endTime: '2025-12-31T00:00:00Z', cursor: 'c1' }));
    expect(found).toMatchObject({ items: [{ ...bucket, count: 4 }], total: 4 });
    expect(found.response.costUsd).toBe(0.005);
    expect(sentQuery(old)).toEqual({
      query: 'q',
      granularity: 'day',
      start_time: '2025-12-30T00:00:00Z',
      end_time: '2025-12-31T00:00:00Z',
      until_id: '9',
      next_token: 'c1',
      'search_count.fields': 'tweet_count',
    });
    const renamed = scripted({ json: { data: [{ ...bucket, post_count: 4 }], meta: { total_post_count: 4 } } });
    expect(await firstPage(renamed.x.countRecent('q'))).toMatchObject({ items: [{ count: 4 }], total: 4 });
  });

  it('counts the archive over all pages', async () => {
    const bucket = { start: '2020-01-01T00:00:00.000Z', end: '2020-01-02T00:00:00.000Z', tweet_count: 1 };
    const rig = scripted([
      { json: { data: [bucket], meta: { next_token: 'c2' } } },
      { json: { data: [bucket], meta: {} } },
    ]);
    expect(await collect(rig.x.countAll({ query: 'q', sinceId: '4' }))).toHaveLength(2);
    expect(sentPaths(rig)).toEqual(['/2/tweets/counts/all', '/2/tweets/counts/all']);
    expect(sentQuery(rig, 1)).toMatchObject({ since_id: '4', next_token: 'c2' });
  });
});

describe('nothing is sent', () => {
  const ids = Array.from({ length: 101 }, (_, index) => String(index));
  it.each<[string, (x: ReturnType<typeof scripted>['x']) => PromiseLike<unknown> | AsyncIterable<unknown>, RegExp]>([
    ['an empty query', (x) => x.searchRecent('  '), /must not be empty/],
    ['a query of 513 characters', (x) => x.searchRecent('a'.repeat(513)), /at most 512 characters/],
    ['an archive query of 1,025 characters', (x) => x.searchAll('a'.repeat(1025)), /at most 1024 characters/],
    ['an unknown option', (x) => x.searchRecent({ query: 'q', max: 3 } as never), /max/],
    ['a day that does not exist', (x) => x.searchAll({ query: 'q', startTime: '2024-02-30' }), /ISO 8601/],
    ['an old start', (x) => x.searchRecent({ query: 'q', startTime: '2025-12-24' }), /more than seven days ago/],
    ['a start before X', (x) => x.searchAll({ query: 'q', startTime: '2005-01-01' }), /before 2006-03-21/],
    ['an end before X', (x) => x.searchAll({ query: 'q', endTime: '2005-01-01' }), /before the first post/],
    ['an old timeline', (x) => x.userPosts('1', { startTime: '2009-01-01' }), /before 2010-11-06/],
    ['a start in the future', (x) => x.searchRecent({ query: 'q', startTime: '2026-01-02' }), /in the future/],
    ['an end in the future', (x) => x.searchRecent({ query: 'q', endTime: '2026-01-02' }), /in the future/],
    [
      'a start after the end',
      (x) => x.searchAll({ query: 'q', startTime: '2024-02-02', endTime: '2024-02-01T00:00:00Z' }),
      /startTime must be before endTime/,
    ],
    ['two starts', (x) => x.searchAll({ query: 'q', startTime: '2024-02-02', sinceId: '1' }), /cannot both/],
    ['ids the wrong way round', (x) => x.searchAll({ query: 'q', sinceId: '20', untilId: '3' }), /older than untilId/],
    ['101 ids', (x) => x.posts(ids), /100/],
    ['101 users', (x) => x.users(ids), /100/],
    ['no ids', (x) => x.posts([]), /1/],
    ['an id that leads elsewhere', (x) => x.userPosts('../me'), /id/],
    ['a name that leads elsewhere', (x) => x.userByUsername('me/../..'), /username/],
    ['names that are none', (x) => x.usersByUsernames(['@ada']), /usernames/],
    ['a rule that is too long', (x) => x.addStreamRules([{ value: 'a'.repeat(1025) }]), /at most 1024/],
    ['rules deleted in two ways', (x) => x.deleteStreamRules({ ids: ['1'], values: ['a'] }), /exactly one/],
    ['91 days of usage', (x) => x.usage({ days: 91 }), /90/],
  ])('for %s', async (_name, call, message) => {
    const { x, service } = scripted(empty);
    const error = await failureOf(call(x));
    expect(error).toMatchObject({ code: 'invalid-request', provider: 'x' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each([
    ['pageSize', { query: 'q', pageSize: 9 }],
    ['limit', { query: 'q', limit: 0 }],
  ])('for a %s out of bounds, refused at once', (name, options) => {
    expect(() => scripted(empty).x.searchRecent(options)).toThrow(new RegExp(`${name} must be a whole number`));
  });

  it('but queries of 4,096 characters go out on enterprise', async () => {
    const { x, service } = scripted(empty, { access: 'enterprise' });
    await collect(x.searchRecent('a'.repeat(4096)));
    expect(service.requests).toHaveLength(1);
    expect((await failureOf(x.searchRecent('a'.repeat(4097)))).code).toBe('invalid-request');
  });
});

describe('keys and money', () => {
  it('reads either variable, and never sends one that was not set', async () => {
    vi.stubEnv('TWITTER_BEARER_TOKEN', '');
    vi.stubEnv('X_BEARER_TOKEN', 'second-name');
    try {
      const { x, service } = scripted(empty, { apiKey: undefined });
      await collect(x.searchRecent('q'));
      expect(service.requests[0]?.headers.authorization).toBe('Bearer second-name');
      vi.stubEnv('X_BEARER_TOKEN', 'undefined');
      expect(await failureOf(x.searchRecent('q'))).toMatchObject({ code: 'configuration' });
      expect(service.requests).toHaveLength(1);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('counts what came back: three posts, one expanded post and two users', async () => {
    const { x } = scripted({ json: fixture('search.tweet') });
    const { response } = await firstPage(x.searchRecent('q'));
    expect(response.costUsd).toBe(0.04);
    expect((await x.searchDocuments({ text: 'trees' })).costUsd).toBe(0.04);
  });

  it('keeps to a budget by the price of what is asked for', async () => {
    const { x, service } = scripted(page(['1'], { next_token: 'n' }));
    const error = await failureOf(
      x.searchRecent({ query: 'q', limit: 100 }, { budget: createCallBudget({ costUsd: 1 }) }),
    );
    expect(error.code).toBe('budget-exhausted');
    expect(service.requests).toHaveLength(0);
  });

  it('tells the request’s id and the quota', async () => {
    const headers = {
      'x-transaction-id': 'abc',
      'x-rate-limit-limit': '450',
      'x-rate-limit-remaining': '449',
      'x-rate-limit-reset': '1767226500',
    };
    const { x } = scripted({ ...empty, headers });
    expect((await firstPage(x.searchRecent('q'))).response.requestId).toBe('abc');
    expect((await x.healthCheck()).quota).toMatchObject({ limit: 450, remaining: 449 });
  });
});
