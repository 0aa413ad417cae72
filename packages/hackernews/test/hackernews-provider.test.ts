import { describe, expect, it } from 'vitest';
import { collect, failureOf, scripted, sentPaths, sentQuery } from './scripted.ts';

const hits = (...ids: number[]) => ids.map((id) => ({ objectID: String(id), title: `story ${id}`, created_at_i: id }));
const page = (ids: number[], number: number, more: object = {}) => ({
  json: { hits: hits(...ids), page: number, nbPages: 3, nbHits: 60, hitsPerPage: 20, ...more },
});
const empty = { json: { hits: [], page: 0, nbPages: 0, nbHits: 0, hitsPerPage: 20 } };

describe('searching', () => {
  it('sends every option under the service’s own name', async () => {
    const rig = scripted({ json: { ...empty.json, page: 2 } });
    await collect(
      rig.hackernews.search({
        query: 'street trees',
        tags: { all: ['story', 'author_pg'], any: ['ask_hn', 'show_hn'] },
        numericFilters: ['points>=100', 'created_at_i<1700000000'],
        page: 2,
        hitsPerPage: 50,
        restrictSearchableAttributes: ['url'],
        typoTolerance: false,
        attributesToRetrieve: ['title', 'url'],
        parameters: { optionalWords: 'heat' },
      }),
    );
    expect(sentPaths(rig)).toEqual(['/api/v1/search']);
    expect(sentQuery(rig)).toEqual({
      query: 'street trees',
      tags: 'story,author_pg,(ask_hn,show_hn)',
      numericFilters: 'points>=100,created_at_i<1700000000',
      page: '2',
      hitsPerPage: '50',
      restrictSearchableAttributes: 'url',
      typoTolerance: 'false',
      attributesToRetrieve: 'objectID,_tags,title,url',
      optionalWords: 'heat',
    });
    expect(rig.service.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('searches by date, with plain words and a list of tags', async () => {
    const rig = scripted(empty);
    await collect(rig.hackernews.searchByDate({ tags: ['front_page', 'story'] }));
    await collect(rig.hackernews.searchByDate('trees'));
    expect(sentPaths(rig)).toEqual(['/api/v1/search_by_date', '/api/v1/search_by_date']);
    expect(sentQuery(rig)).toEqual({ tags: 'front_page,story', page: '0', hitsPerPage: '20' });
    expect(sentQuery(rig, 1)).toEqual({ query: 'trees', page: '0', hitsPerPage: '20' });
  });

  it('walks over pages and stops at a limit', async () => {
    const replies = [page([9, 8], 0), page([7, 6], 1), page([5], 2)];
    expect((await collect(scripted(replies).hackernews.search('q'))).map(({ id }) => id)).toEqual([
      '9',
      '8',
      '7',
      '6',
      '5',
    ]);
    const cut = scripted(replies);
    expect(await collect(cut.hackernews.search({ query: 'q', limit: 3, hitsPerPage: 2 }))).toHaveLength(3);
    expect(cut.service.requests).toHaveLength(2);
  });

  it('says that a list ends at the 1000 hits that can be reached', async () => {
    const reply = (number: number) => ({ json: { hits: hits(1), page: number, nbPages: 100, nbHits: 50_000 } });
    const rig = scripted([reply(0), reply(1)]);
    const pages = [];
    for await (const each of rig.hackernews.search({ query: 'q', hitsPerPage: 500 }).pages()) pages.push(each);
    expect(pages.map(({ truncated }) => truncated)).toEqual([
      undefined,
      'the service gives the first 1000 of 50000 hits only',
    ]);
    expect(pages[0]?.total).toBe(50_000);
  });

  it('ends with a typed error when the same page comes again', async () => {
    const rig = scripted(page([1], 0));
    expect(await failureOf(rig.hackernews.search('q'))).toMatchObject({
      code: 'response-invalid',
      operation: 'search',
    });
    expect(rig.service.requests).toHaveLength(2);
  });

  it('goes past the 1000 hits in windows of time, without giving a hit twice', async () => {
    const full = (ids: number[], number: number) => page(ids, number, { nbPages: 2, nbHits: 5000 });
    const rig = scripted([
      full([90, 80], 0),
      full([70, 60], 1),
      full([60, 50], 0),
      page([40], 1, { nbPages: 2, nbHits: 3 }),
    ]);
    const found = await collect(
      rig.hackernews.searchAll({ query: 'q', hitsPerPage: 500, numericFilters: ['points>1'] }),
    );
    expect(found.map(({ id }) => id)).toEqual(['90', '80', '70', '60', '50', '40']);
    expect(sentQuery(rig, 1)).toMatchObject({ page: '1', numericFilters: 'points>1' });
    expect(sentQuery(rig, 2)).toMatchObject({ page: '0', numericFilters: 'points>1,created_at_i<=60' });
  });

  it('ends with a typed error when one second holds more than can be reached', async () => {
    const same = { json: { hits: hits(60), page: 0, nbPages: 1, nbHits: 5000 } };
    const rig = scripted(same);
    expect(await failureOf(rig.hackernews.searchAll({ hitsPerPage: 1000 }))).toMatchObject({
      code: 'response-invalid',
    });
    expect(rig.service.requests.length).toBeLessThan(4);
  });
});

describe('items and users', () => {
  const comment = (id: number, children: unknown[] = []) => ({
    id,
    type: 'comment',
    author: 'a',
    text: `c${id}`,
    children,
  });

  it('gets a thread', async () => {
    const thread = {
      id: 1,
      type: 'story',
      title: 'A',
      points: 5,
      children: [comment(2, [comment(3)]), null, { id: 'x' }],
    };
    const rig = scripted({ json: thread });
    const found = await rig.hackernews.item(1);
    expect(found).toMatchObject({
      id: '1',
      title: 'A',
      cut: 0,
      malformed: 2,
      itemUrl: 'https://news.ycombinator.com/item?id=1',
    });
    expect(found.children[0]?.children[0]).toMatchObject({ id: '3', text: 'c3', author: 'a' });
    expect(sentPaths(rig)).toEqual(['/api/v1/items/1']);
  });

  it('cuts a thread from below and counts what is left out', async () => {
    const thread = { id: 1, type: 'story', children: [comment(2, [comment(4, [comment(5)])]), comment(3)] };
    const shallow = await scripted({ json: thread }).hackernews.item('1', { maxDepth: 1 });
    expect([shallow.children.length, shallow.cut]).toEqual([2, 2]);
    const few = await scripted({ json: thread }).hackernews.item('1', { maxComments: 3 });
    expect(few.children.map(({ id, children }) => [id, children.length])).toEqual([
      ['2', 1],
      ['3', 0],
    ]);
    expect(few.cut).toBe(1);
  });

  it('takes threads of 150 levels', async () => {
    let deep: object = comment(200);
    for (let id = 199; id > 50; id -= 1) deep = comment(id, [deep]);
    const { cut } = await scripted({ json: deep }).hackernews.item(51, { maxDepth: 10 });
    expect(cut).toBe(139);
  });

  it('gets a user, with the text of what they say', async () => {
    const rig = scripted({ json: { username: 'pg', about: 'Bug&#x27;s fixer.<p>Hi', karma: '155', avg: 3 } });
    expect(await rig.hackernews.user('pg')).toEqual({
      username: 'pg',
      about: "Bug's fixer.\n\nHi",
      karma: 155,
      profileUrl: 'https://news.ycombinator.com/user?id=pg',
      extra: { avg: 3 },
    });
    expect(sentPaths(rig)).toEqual(['/api/v1/users/pg']);
  });

  it('asks Hacker News itself for a live item, where null means that there is none', async () => {
    const rig = scripted([
      { json: { id: 8, by: 'a', type: 'story', time: 1767225600, score: 7, descendants: 2, kids: [9], title: 'T' } },
      { json: null },
    ]);
    expect(await rig.hackernews.liveItem(8)).toMatchObject({
      id: '8',
      author: 'a',
      points: 7,
      commentCount: 2,
      childIds: ['9'],
      createdAt: '2026-01-01T00:00:00.000Z',
      deleted: false,
    });
    expect(await failureOf(rig.hackernews.liveItem(9))).toMatchObject({ code: 'not-found', operation: 'liveItem' });
    expect(sentPaths(rig)).toEqual(['/v0/item/8.json', '/v0/item/9.json']);
  });
});

describe('nothing is sent', () => {
  it.each<
    [
      string,
      (hackernews: ReturnType<typeof scripted>['hackernews']) => PromiseLike<unknown> | AsyncIterable<unknown>,
      RegExp,
    ]
  >([
    ['1001 hits a page', (hn) => hn.search({ hitsPerPage: 1001 }), /1000/],
    ['a negative page', (hn) => hn.search({ page: -1 }), /page/],
    ['an unknown option', (hn) => hn.search({ colour: 'red' } as never), /colour/],
    ['a parameter with an option of its own', (hn) => hn.search({ parameters: { page: 3 } }), /option of its own/],
    ['an id that leads elsewhere', (hn) => hn.item('../users/pg'), /id/],
    ['a name that leads elsewhere', (hn) => hn.user('a/b'), /username/],
    ['a cursor from elsewhere', (hn) => hn.searchDocuments({ text: 'q', cursor: '2' }), /did not come from/],
    ['a cursor of other pages', (hn) => hn.searchDocuments({ text: 'q', cursor: '2x5' }), /pages of 5 documents/],
  ])('for %s', async (_name, call, message) => {
    const { hackernews, service } = scripted(empty);
    const error = await failureOf(call(hackernews));
    expect(error).toMatchObject({ code: 'invalid-request', provider: 'hackernews' });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(0);
  });

  it.each([
    [{ tags: ['story),(comment'] }, /is not a tag/],
    [{ numericFilters: ['points>1,created_at_i>5'] as never }, /is not a numeric filter/],
    [{ numericFilters: ['karma>1'] as never }, /is not a numeric filter/],
    [{ limit: 0 }, /limit/],
  ])('for %j, refused at once', (options, message) => {
    const { hackernews } = scripted(empty);
    expect(() => hackernews.search(options)).toThrow(message);
  });
});

describe('refusals', () => {
  it.each([
    [400, { message: 'invalid numeric filter', status: 400 }, { code: 'invalid-request', attempts: 1 }],
    [
      403,
      { message: 'blocked' },
      { code: 'permission', attempts: 1, hint: expect.stringContaining('blocked for a while') },
    ],
    [404, { status: 404, error: 'Not Found' }, { code: 'not-found', attempts: 1 }],
    [429, { message: 'Too many requests' }, { code: 'rate-limited', attempts: 5 }],
    [500, { message: 'broken' }, { code: 'upstream', attempts: 5 }],
  ])('%i', async (status, json, expected) => {
    const { hackernews } = scripted({ status, json });
    expect(await failureOf(hackernews.search('q'))).toMatchObject({ ...expected, status, provider: 'hackernews' });
  });

  it('pages of HTML are told by their status', async () => {
    const missing = scripted({ status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>Not Found</h1>' });
    expect(await failureOf(missing.hackernews.item(1))).toMatchObject({ code: 'not-found', attempts: 1 });
    expect(await failureOf(scripted({ text: '<html>' }).hackernews.search('q'))).toMatchObject({
      code: 'response-invalid',
    });
  });
});
