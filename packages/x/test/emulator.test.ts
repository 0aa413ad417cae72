import { describe, expect, it } from 'vitest';
import { createSyntheticPosts, type EmulatorCorpus, SYNTHETIC_MARK } from '../src/emulator/index.ts';
import { createX } from '../src/index.ts';
import { collect } from './scripted.ts';
import { startEmulator } from './start-emulator.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();
const corpus: EmulatorCorpus = {
  users: [
    { id: '1', username: 'ann', name: 'Ann', createdAt: at(9999), pinnedPostId: '103' },
    { id: '2', username: 'ben', name: 'Ben', createdAt: at(9999), protected: true },
    { id: '3', username: 'cy', name: 'Cy', createdAt: at(9999), suspended: true },
  ],
  posts: [
    { id: '103', text: 'trees & heat #City @ben', authorId: '1', createdAt: at(10), lang: 'en', likes: 5 },
    {
      id: '102',
      text: 'trees alone',
      authorId: '1',
      createdAt: at(60),
      lang: 'de',
      likes: 50,
      references: [{ type: 'replied_to', id: '103' }],
    },
    { id: '101', text: 'trees of the protected', authorId: '2', createdAt: at(70) },
    { id: '100', text: 'old trees', authorId: '1', createdAt: at(60 * 24 * 20) },
    { id: '99', text: 'repeating', authorId: '1', createdAt: at(5), references: [{ type: 'retweeted', id: '103' }] },
    {
      id: '98',
      text: 'quoting the gone',
      authorId: '1',
      createdAt: at(6),
      references: [
        { type: 'quoted', id: '7' },
        { type: 'quoted', id: '101' },
      ],
    },
  ],
};
const search = (query: string, more = '') => `/2/tweets/search/recent?query=${encodeURIComponent(query)}${more}`;

describe('the query language', () => {
  it.each([
    ['trees', ['103', '102']],
    ['trees heat', ['103']],
    ['"trees alone"', ['102']],
    ['trees -heat', ['102']],
    ['heat OR alone', ['103', '102']],
    ['trees (heat OR lang:de)', ['103', '102']],
    ['(heat OR lang:de)', undefined],
    ['trees (heat OR alone) lang:de', ['102']],
    ['-(heat) trees', ['102']],
    ['from:ann is:reply', ['102']],
    ['to:ann', ['102']],
    ['#city', ['103']],
    ['@ben', ['103']],
    ['trees min_likes:10', ['102']],
    ['conversation_id:103', ['103', '102']],
    ['trees has:hashtags', ['103']],
    ['lang:en', undefined],
    ['-trees', undefined],
    ['(trees', undefined],
    ['trees nosuch:thing', undefined],
  ])('%s', async (query, expected) => {
    const { ask } = startEmulator({ corpus });
    const { status, json } = await ask(search(query));
    expect(status).toBe(expected === undefined ? 400 : 200);
    if (expected !== undefined) expect(json.data.map(({ id }: { id: string }) => id)).toEqual(expected);
    else expect(json.errors[0].parameters.query).toBeDefined();
  });
});

describe('answers', () => {
  it('hold no data without hits', async () => {
    expect((await startEmulator({ corpus }).ask(search('nothing'))).json).toEqual({ meta: { result_count: 0 } });
  });

  it('come in the wording of the request, or in the one the emulator is set to', async () => {
    const { ask } = startEmulator({ corpus });
    const old = await ask(search('heat', '&tweet.fields=public_metrics,author_id'));
    expect(old.json.data[0]).toMatchObject({
      edit_history_tweet_ids: ['103'],
      public_metrics: { retweet_count: 0 },
      author_id: '1',
    });
    const renamed = await ask(search('heat', '&post.fields=public_metrics'));
    expect(renamed.json.data[0]).toMatchObject({ edit_history_post_ids: ['103'], public_metrics: { repost_count: 0 } });
    expect((await ask(search('heat', '&post.fields=author_id'))).status).toBe(400);
    expect((await startEmulator({ corpus, vocabulary: 'tweet' }).ask(search('heat', '&post.fields=lang'))).status).toBe(
      400,
    );
    expect((await startEmulator({ corpus, vocabulary: 'post' }).ask(search('heat'))).json.data[0]).toHaveProperty(
      'edit_history_post_ids',
    );
  });

  it('name what expansions cannot bring', async () => {
    const { ask } = startEmulator({ corpus });
    const { status, json } = await ask(search('quoting', '&expansions=referenced_tweets.id'));
    expect(status).toBe(200);
    expect(
      json.errors.map(({ type, value }: { type: string; value: string }) => [type.split('/').pop(), value]),
    ).toEqual([
      ['resource-not-found', '7'],
      ['not-authorized-for-resource', '101'],
    ]);
  });

  it('escape what X escapes, and cut long texts', async () => {
    const long = { id: '50', text: `kelp ${'x'.repeat(400)}`, authorId: '1', createdAt: at(9) };
    const { ask } = startEmulator({ corpus: { ...corpus, posts: [...corpus.posts, long] } });
    expect((await ask(search('heat'))).json.data[0].text).toContain('trees &amp; heat');
    const [post] = (await ask(search('kelp', '&tweet.fields=note_tweet'))).json.data;
    expect(post.text).toHaveLength(280);
    expect(post.note_tweet.text).toHaveLength(405);
  });

  it.each([
    ['/2/users/9/tweets', 'resource-not-found'],
    ['/2/users/2/tweets', 'not-authorized-for-resource'],
    ['/2/users/by/username/cy', 'resource-not-found'],
    ['/2/tweets/101', 'not-authorized-for-resource'],
  ])('%s is 200 with errors alone', async (path, kind) => {
    const { status, json } = await startEmulator({ corpus }).ask(path);
    expect(status).toBe(200);
    expect(json.data).toBeUndefined();
    expect(json.errors[0].type).toMatch(new RegExp(`${kind}$`));
  });

  it('leave replies and reposts out when told to', async () => {
    const { ask } = startEmulator({ corpus });
    const ids = async (more: string) =>
      (await ask(`/2/users/1/tweets?max_results=100${more}`)).json.data.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual(['103', '102', '100', '99', '98']);
    expect(await ids('&exclude=replies,retweets')).toEqual(['103', '100', '98']);
    expect((await ask(`/2/users/1/tweets?max_results=5&tweet.fields=author_id`)).json.meta.result_count).toBe(5);
  });

  it('page both ways through a timeline', async () => {
    const posts = Array.from({ length: 12 }, (_, index) => ({
      id: String(500 + index),
      text: 'x',
      authorId: '1',
      createdAt: at(5),
    }));
    const { ask } = startEmulator({ corpus: { ...corpus, posts } });
    const first = (await ask('/2/users/1/tweets?max_results=5')).json;
    const second = (await ask(`/2/users/1/tweets?max_results=5&pagination_token=${first.meta.next_token}`)).json;
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual(['506', '505', '504', '503', '502']);
    const back = (await ask(`/2/users/1/tweets?max_results=5&pagination_token=${second.meta.previous_token}`)).json;
    expect(back.data).toEqual(first.data);
  });
});

describe('refusals', () => {
  it.each([
    search('trees', '&max_results=9'),
    search('trees', '&max_results=101'),
    search('trees', '&start_time=2025-12-01T00:00:00Z'),
    search('trees', '&start_time=2025-12-32T00:00:00Z'),
    search('trees', '&end_time=2026-01-01T00:00:00Z'),
    search('trees', '&next_token=nonsense!'),
    search('trees', '&since_id=abc'),
    search('trees', '&tweet.fields=no_such_field'),
    search('trees', '&colour=red'),
    search('a'.repeat(513)),
    '/2/tweets/search/recent',
    '/2/tweets?ids=',
    '/2/users/by?usernames=not-a-name',
    '/2/users/abc/tweets',
    '/2/usage/tweets?days=91',
  ])('400 for %s', async (path) => {
    const { status, headers, json } = await startEmulator({ corpus }).ask(path);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toMatchObject({
      title: 'Invalid Request',
      status: 400,
      errors: [{ message: expect.stringMatching(/\S/) }],
    });
  });

  it('longer queries pass on enterprise, and the archive takes a year', async () => {
    expect((await startEmulator({ corpus, access: 'enterprise' }).ask(search('a'.repeat(513)))).status).toBe(200);
    const all = await startEmulator({ corpus }).ask('/2/tweets/search/all?query=trees&start_time=2025-01-01T00:00:00Z');
    expect(all.json.data.map(({ id }: { id: string }) => id)).toContain('100');
  });

  it('401 without a known token, and an empty 404', async () => {
    const { ask } = startEmulator({ corpus });
    expect(await ask(search('trees'), { token: 'nobody' })).toMatchObject({
      status: 401,
      json: { title: 'Unauthorized' },
    });
    expect(await ask('/2/nothing/here')).toMatchObject({ status: 404, json: undefined });
  });

  it('402 when the credit is gone, 429 with a type when the month is', async () => {
    const poor = startEmulator({ corpus, creditUsd: 0.01 });
    expect((await poor.ask(search('trees'))).status).toBe(200);
    expect(await poor.ask(search('trees'))).toMatchObject({ status: 402, json: { title: 'CreditsDepleted' } });
    const capped = startEmulator({ corpus, monthlyPostCap: 1 });
    await capped.ask(search('trees'));
    const refused = await capped.ask(search('trees'));
    expect(refused).toMatchObject({ status: 429, json: { period: 'Monthly' } });
    expect(Number(refused.headers.get('x-rate-limit-remaining'))).toBeGreaterThan(400);
    expect((await capped.ask('/2/usage/tweets?days=1')).json.data).toMatchObject({
      project_usage: '2',
      project_cap: '1',
    });
  });

  it('429 with the end of the window when it is full', async () => {
    const { ask, emulator } = startEmulator({ corpus });
    let last = await ask('/2/usage/tweets');
    expect(last.headers.get('x-rate-limit-remaining')).toBe('49');
    for (let count = 1; count < 51; count += 1) last = await ask('/2/usage/tweets');
    expect(last.status).toBe(429);
    expect(last.headers.get('x-rate-limit-reset')).toBe(String(NOW / 1000 + 900));
    emulator.reset();
    expect((await ask('/2/usage/tweets')).status).toBe(200);
  });
});

describe('rules, counts and connections', () => {
  const rules = '/2/tweets/search/stream/rules';

  it('keeps rules, refuses twins and nonsense beside good ones, and tries without keeping', async () => {
    const { ask } = startEmulator({ corpus });
    const add = [{ value: 'trees' }, { value: 'trees' }, { value: '(broken' }];
    const dry = await ask(`${rules}?dry_run=true`, { method: 'POST', body: { add } });
    expect(dry.json.meta.summary).toEqual({ created: 1, not_created: 2, valid: 1, invalid: 1 });
    expect((await ask(rules)).json.data).toBeUndefined();
    const made = await ask(rules, { method: 'POST', body: { add } });
    expect(made.status).toBe(201);
    expect(made.json.errors.map(({ title }: { title: string }) => title)).toEqual([
      'DuplicateRule',
      'UnprocessableEntity',
    ]);
    const gone = await ask(rules, { method: 'POST', body: { delete: { values: ['trees'], ids: ['5'] } } });
    expect(gone.json.meta.summary).toEqual({ deleted: 1, not_deleted: 1 });
    expect((await ask(rules, { method: 'POST', body: {} })).status).toBe(400);
    await ask(rules, { method: 'POST', body: { add: [{ value: 'kelp' }] } });
    expect((await ask(`${rules}?delete_all=true`, { method: 'POST', body: {} })).json.meta.summary.deleted).toBe(1);
  });

  it('counts in whole buckets, in pages of 31 days', async () => {
    const { ask } = startEmulator({ corpus });
    const recent = (await ask('/2/tweets/counts/recent?query=trees&granularity=day')).json;
    expect(recent.data).toHaveLength(7);
    expect(recent.meta).toEqual({ total_tweet_count: 3 });
    const path = '/2/tweets/counts/all?query=trees&granularity=day&start_time=2025-11-01T00:00:00Z';
    const first = (await ask(path)).json;
    const second = (await ask(`${path}&next_token=${first.meta.next_token}`)).json;
    expect(second.meta.next_token).toBeUndefined();
    expect(first.data[0].start).toBe(second.data.at(-1).end);
    expect(first.meta.total_tweet_count + second.meta.total_tweet_count).toBe(4);
  });

  it('lists and closes connections', async () => {
    const connections = [{ id: 'u1', endpointName: 'filtered_stream', connectedAt: at(3) }];
    const { ask } = startEmulator({ corpus, connections });
    expect((await ask('/2/connections')).json.data).toMatchObject([{ endpoint_name: 'filtered_stream' }]);
    expect((await ask('/2/connections/filtered_stream', { method: 'DELETE' })).json.data.successful_kills).toBe(1);
    expect((await ask('/2/connections')).json.data).toBeUndefined();
    expect((await ask('/2/connections?status=inactive')).json.data[0].disconnect_reason).toBe('killed');
    expect((await ask('/2/connections/nothing', { method: 'DELETE' })).status).toBe(404);
  });
});

describe('generated posts', () => {
  it('are the same for a seed, differ between seeds, and all say that they are synthetic', () => {
    const make = (seed: number) => createSyntheticPosts({ seed, now: NOW, count: 200 });
    expect(make(3)).toEqual(make(3));
    expect(make(4)).not.toEqual(make(3));
    const { posts } = make(3);
    expect(posts.every(({ text }) => text.startsWith(SYNTHETIC_MARK))).toBe(true);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length);
  });

  it('come out of our client as synthetic documents, and pages of them without a gap', async () => {
    const { emulator } = startEmulator({ corpus: createSyntheticPosts({ now: NOW, count: 90 }) });
    const x = createX({ apiKey: 'sandbox-key', fetch: emulator.fetch, clock: emulator.clock });
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await x.searchDocuments({ text: 'synthetic', limit: 7, ...(cursor && { cursor }) });
      expect(page.documents.every(({ synthetic }) => synthetic)).toBe(true);
      for (const { id } of page.documents) ids.add(id);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const all = await collect(x.searchRecent({ query: 'synthetic', pageSize: 100 }));
    expect(ids.size).toBe(all.length);
  });
});
