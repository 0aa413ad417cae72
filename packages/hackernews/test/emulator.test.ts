import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createHackerNewsEmulator,
  createSyntheticForum,
  type EmulatorCorpus,
  SYNTHETIC_MARK,
} from '../src/emulator/index.ts';
import { createHackerNews } from '../src/index.ts';
import { collect } from './scripted.ts';

const corpus: EmulatorCorpus = {
  items: [
    {
      id: 1,
      type: 'story',
      by: 'ann',
      time: 1000,
      title: 'Street trees',
      url: 'https://trees.example/',
      points: 5,
      frontPage: true,
    },
    { id: 2, type: 'comment', by: 'ben', time: 1100, text: 'More street trees&#x2F;shade', parent: 1 },
    { id: 3, type: 'comment', by: 'ann', time: 1200, text: 'Gone', parent: 2, deleted: true },
    { id: 4, type: 'story', by: 'cy', time: 2000, title: 'Ask HN: Which trees?', text: 'Ours died', points: 50 },
    { id: 5, type: 'story', by: 'cy', time: 3000, title: 'Show HN: Queue', points: 50 },
    { id: 6, type: 'comment', by: 'ben', time: 3100, text: 'How?', parent: 5 },
  ],
  users: [{ username: 'ann', about: 'Plants', karma: 9, created: 1 }],
};

async function ask(path: string, given: EmulatorCorpus = corpus): Promise<{ status: number; json: any }> {
  const response = await createHackerNewsEmulator({ corpus: given }).fetch(`https://hn.algolia.com/api/v1${path}`);
  const text = await response.text();
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text };
}
const ids = async (path: string) => (await ask(path)).json.hits.map(({ objectID }: { objectID: string }) => objectID);

describe('the emulated search', () => {
  it.each([
    ['/search?query=trees', ['4', '1', '2']],
    ['/search_by_date?query=trees', ['4', '2', '1']],
    ['/search?query=street tre', ['1', '2']],
    ['/search?query=street heat', []],
    ['/search?tags=story', ['5', '4', '1']],
    ['/search?tags=story,author_cy', ['5', '4']],
    ['/search?tags=(ask_hn,show_hn)', ['5', '4']],
    ['/search?tags=comment,story_1', ['2']],
    ['/search?tags=front_page', ['1']],
    ['/search?numericFilters=points>5', ['5', '4']],
    ['/search?numericFilters=points>=5,created_at_i<2000', ['1']],
    ['/search?tags=story&numericFilters=num_comments=1', ['5']],
    ['/search?query=trees&restrictSearchableAttributes=url', ['1']],
    ['/search_by_date?hitsPerPage=2&page=1', ['4', '2']],
  ])('%s', async (path, expected) => {
    expect(await ids(path.replaceAll(' ', '%20'))).toEqual(expected);
  });

  it('answers as Algolia does', async () => {
    const { json } = await ask('/search?query=trees&tags=comment');
    expect(json).toMatchObject({ nbHits: 1, nbPages: 1, page: 0, hitsPerPage: 20, query: 'trees' });
    expect(json.hits[0]).toMatchObject({
      objectID: '2',
      title: null,
      comment_text: 'More street trees&#x2F;shade',
      story_id: 1,
      story_title: 'Street trees',
      parent_id: 1,
      created_at: '1970-01-01T00:18:20Z',
    });
    expect((await ask('/search?query=trees&attributesToRetrieve=title')).json.hits[0]).toEqual({
      title: 'Ask HN: Which trees?',
      objectID: '4',
    });
  });

  it('reaches 1000 hits and no more', async () => {
    const items = Array.from({ length: 1200 }, (_, id) => ({
      id,
      type: 'story' as const,
      by: 'a',
      time: id,
      title: 'x',
    }));
    const { json } = await ask('/search?hitsPerPage=5000', { items, users: [] });
    expect([json.nbHits, json.nbPages, json.hits.length, json.hitsPerPage]).toEqual([1200, 1, 1000, 1000]);
    expect((await ask('/search?hitsPerPage=500&page=2', { items, users: [] })).json).toMatchObject({
      hits: [],
      message: expect.stringContaining('1000'),
    });
    const emulator = createHackerNewsEmulator({ corpus: { items, users: [] } });
    const hackernews = createHackerNews({ fetch: emulator.fetch });
    const all = await collect(hackernews.searchAll({ tags: ['story'], hitsPerPage: 250 }));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1200);
    expect(all).toHaveLength(1200);
  });

  it.each(['/search?numericFilters=karma>1', '/search?page=x', '/search?hitsPerPage=-1'])(
    'refuses %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 400, json: { message: expect.stringMatching(/\S/) } });
    },
  );
});

describe('emulated items and users', () => {
  it('come as trees, without what was deleted', async () => {
    const { json } = await ask('/items/1');
    expect(json).toMatchObject({ id: 1, type: 'story', children: [{ id: 2, story_id: 1, children: [] }] });
    expect((await ask('/users/ann')).json).toEqual({ username: 'ann', about: 'Plants', karma: 9 });
  });

  it.each(['/items/3', '/items/99', '/users/nobody', '/nothing'])('%s is 404', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('are also had live, each host for itself over sockets', async () => {
    const emulator = createHackerNewsEmulator({ corpus });
    const [search, live] = [await emulator.listen(), await emulator.live.listen()];
    onTestFinished(async () => void (await Promise.all([search.close(), live.close()])));
    const hackernews = createHackerNews({ baseUrl: search.url, liveBaseUrl: live.url });
    expect(await hackernews.liveItem(1)).toMatchObject({ points: 5, commentCount: 2, childIds: ['2'] });
    expect(await hackernews.liveItem(3)).toMatchObject({ deleted: true, author: null });
    await expect(hackernews.liveItem(99)).rejects.toMatchObject({ code: 'not-found' });
    expect((await hackernews.item(1)).children).toHaveLength(1);
    expect(emulator.live.requests.map(({ path }) => path)).toEqual([
      '/v0/item/1.json',
      '/v0/item/3.json',
      '/v0/item/99.json',
    ]);
    await hackernews.dispose();
  });

  it('keep to 10,000 requests an hour', async () => {
    const clock = createVirtualClock({ autoAdvance: true });
    onTestFinished(() => clock.dispose());
    const emulator = createHackerNewsEmulator({ corpus, clock });
    const statuses = new Set<number>();
    for (let count = 0; count <= 10_000; count += 1)
      statuses.add((await emulator.fetch('https://hn.algolia.com/api/v1/users/ann')).status);
    expect([...statuses]).toEqual([200, 429]);
  });
});

describe('the generated forum', () => {
  it('is the same for a seed, differs between seeds, and every item says that it is synthetic', () => {
    const make = (seed: number) => createSyntheticForum({ seed, now: Date.UTC(2026, 0, 1), stories: 40 });
    expect(make(3)).toEqual(make(3));
    expect(make(4)).not.toEqual(make(3));
    const { items } = make(3);
    expect(items.every(({ title, text, deleted }) => deleted || `${title ?? text}`.startsWith(SYNTHETIC_MARK))).toBe(
      true,
    );
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  it('comes out of our client as synthetic documents', async () => {
    const hackernews = createHackerNews({ fetch: createHackerNewsEmulator().fetch });
    const { documents } = await hackernews.searchDocuments({ text: 'street trees' });
    expect(documents.length).toBeGreaterThan(2);
    expect(documents.every(({ synthetic }) => synthetic)).toBe(true);
  });
});
