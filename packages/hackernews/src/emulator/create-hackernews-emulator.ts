import {
  createEmulator,
  type Emulator,
  type EmulatorReply,
  type EmulatorSettings,
  type RateRule,
  realClock,
} from '@headwater/testkit';
import { createForum, type EmulatorCorpus, type EmulatorItem, type Forum } from './items.ts';
import { search } from './search-route.ts';
import { createSyntheticForum } from './synthetic-forum.ts';

export interface HackerNewsEmulatorOptions extends EmulatorSettings {
  /** @default a small invented forum, generated from `seed` for the emulator's time */
  corpus?: EmulatorCorpus;
  /** The service takes no keys; given for the sake of suites that run over every service, and ignored. */
  apiKeys?: readonly string[];
}

export interface HackerNewsEmulator extends Emulator {
  /** The twin of Hacker News' own API for single items. `fetch` above answers for both; `listen()` serves each apart. */
  readonly live: Emulator;
}

const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = { hour: { requests: 10_000, perMs: 3_600_000 } };
const LIVE_ORIGIN = 'https://hacker-news.firebaseio.com';

/** An offline twin of Hacker News search by Algolia, and of the item end point of Hacker News itself. */
export function createHackerNewsEmulator(options: HackerNewsEmulatorOptions = {}): HackerNewsEmulator {
  const { corpus, apiKeys: _keys, clock = realClock, seed = 1, ...settings } = options;
  const forum = createForum(corpus ?? createSyntheticForum({ seed, now: clock.now() }));
  const get = (path: string, handler: (request: Parameters<typeof search>[1]) => EmulatorReply) => ({
    method: 'GET',
    path,
    limit: 'hour',
    handler,
  });
  const searched = createEmulator({
    ...settings,
    clock,
    seed,
    name: 'hackernews',
    baseUrl: 'https://hn.algolia.com',
    publishedLimits: PUBLISHED_LIMITS,
    routes: [
      get('/api/v1/search', (request) => search(forum, request, 'relevance')),
      get('/api/v1/search_by_date', (request) => search(forum, request, 'date')),
      get('/api/v1/items/:id', ({ params }) => item(forum, params.id ?? '')),
      get('/api/v1/users/:username', ({ params }) => user(forum, params.username ?? '')),
    ],
    errorReply({ status, reason }) {
      if (reason === 'not-found')
        return { status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>Not Found</h1>' };
      if (status === 429) return { json: { message: 'Too many requests from this IP address', status } };
      return { json: { message: `The request failed with status ${status}`, status } };
    },
  });
  const live = createEmulator({
    ...settings,
    // Its limits are not published.
    limits: 'unlimited',
    clock,
    seed,
    name: 'hackernews-live',
    baseUrl: LIVE_ORIGIN,
    routes: [{ method: 'GET', path: '/v0/item/:name', handler: ({ params }) => liveItem(forum, params.name ?? '') }],
  });
  return {
    ...searched,
    live,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return (url.startsWith(`${LIVE_ORIGIN}/`) ? live : searched).fetch(input, init);
    },
    reset() {
      searched.reset();
      live.reset();
    },
  };
}

const gone = (): EmulatorReply => ({ status: 404, json: { status: 404, error: 'Not Found' } });

function item(forum: Forum, id: string): EmulatorReply {
  const found = /^\d+$/.test(id) ? forum.item(Number(id)) : undefined;
  return found === undefined || found.deleted ? gone() : { json: toTree(found, forum) };
}

function toTree(root: EmulatorItem, forum: Forum): object {
  return {
    id: root.id,
    created_at: new Date(root.time * 1000).toISOString(),
    created_at_i: root.time,
    type: root.type,
    author: root.by,
    title: root.title ?? null,
    url: root.url ?? null,
    text: root.text ?? null,
    points: root.points ?? null,
    parent_id: root.parent ?? null,
    story_id: forum.storyOf(root).id,
    options: root.options ?? [],
    children: forum
      .children(root.id)
      .filter(({ type, deleted }) => type === 'comment' && !deleted)
      .map((child) => toTree(child, forum)),
  };
}

function user(forum: Forum, username: string): EmulatorReply {
  const found = forum.user(username);
  if (found === undefined) return gone();
  return { json: { username, about: found.about ?? '', karma: found.karma } };
}

/** An unknown id is `null` with 200. */
function liveItem(forum: Forum, name: string): EmulatorReply {
  const id = /^(\d+)\.json$/.exec(name)?.[1];
  if (id === undefined) return { status: 401, json: { error: 'Permission denied' } };
  const found = forum.item(Number(id));
  if (found === undefined) return { json: null };
  const { by, type, time, parent, title, url, text, points, options } = found;
  const kids = forum.children(found.id).map((child) => child.id);
  const shared = { id: found.id, type, time, ...(parent !== undefined && { parent }) };
  if (found.deleted) return { json: { ...shared, deleted: true } };
  return {
    json: {
      ...shared,
      by,
      ...(title !== undefined && { title }),
      ...(url !== undefined && { url }),
      ...(text !== undefined && { text }),
      ...(points !== undefined && { score: points }),
      ...(type === 'story' && { descendants: forum.commentCount(found) }),
      ...(options !== undefined && { parts: options }),
      ...(kids.length > 0 && { kids }),
    },
  };
}
