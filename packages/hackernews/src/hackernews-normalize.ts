import {
  cleanText,
  documentsOf,
  instantOf,
  isIsoDate,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
} from '@headwater/core';
import { check } from './check.ts';
import type { WireHit, WireItem, WireLiveItem, WireUser } from './hackernews-schemas.ts';
import { wireItem } from './hackernews-schemas.ts';
import type {
  HackerNewsHit,
  HackerNewsItem,
  HackerNewsItemOptions,
  HackerNewsLiveItem,
  HackerNewsNumericFilter,
  HackerNewsThread,
  HackerNewsUser,
} from './hackernews-types.ts';
import { htmlToText } from './html-to-text.ts';

const site = 'https://news.ycombinator.com';
export const itemUrl = (id: string): string => `${site}/item?id=${id}`;

const kinds = ['comment', 'pollopt', 'poll', 'job', 'story'];

const instant = (iso: string | null | undefined, seconds: number | null | undefined): string | null => {
  if (iso != null && isIsoDate(iso)) return iso;
  const at = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

const plain = (html: string | null | undefined): string | null => (html == null ? null : htmlToText(html));

export function toHit(wire: WireHit): HackerNewsHit {
  const tags = wire._tags ?? [];
  const html = wire.comment_text ?? wire.story_text ?? null;
  return {
    id: wire.objectID,
    type: kinds.find((kind) => tags.includes(kind)) ?? (wire.comment_text == null ? 'story' : 'comment'),
    itemUrl: itemUrl(wire.objectID),
    title: wire.title ?? null,
    url: wire.url || null,
    author: wire.author ?? null,
    points: wire.points ?? null,
    commentCount: wire.num_comments ?? null,
    text: plain(html),
    html,
    storyId: wire.story_id ?? null,
    storyTitle: wire.story_title ?? null,
    storyUrl: wire.story_url || null,
    parentId: wire.parent_id ?? null,
    createdAt: instant(wire.created_at, wire.created_at_i),
    tags,
  };
}

const toItem = (wire: WireItem): HackerNewsItem => ({
  id: wire.id,
  type: wire.type ?? 'story',
  itemUrl: itemUrl(wire.id),
  title: wire.title ?? null,
  url: wire.url || null,
  author: wire.author ?? null,
  points: wire.points ?? null,
  text: plain(wire.text),
  html: wire.text ?? null,
  storyId: wire.story_id ?? null,
  parentId: wire.parent_id ?? null,
  createdAt: instant(wire.created_at, wire.created_at_i),
  options: wire.options ?? [],
  children: [],
});

/** The tree within its bounds, level by level, so that what is cut is deepest. Works without recursion: threads are deep. */
export function toThread(
  wire: WireItem,
  { maxDepth = 20, maxComments = 2000 }: HackerNewsItemOptions,
): HackerNewsThread {
  const thread: HackerNewsThread = { ...toItem(wire), cut: 0, malformed: 0 };
  let level: { parent: HackerNewsItem; wires: readonly unknown[] }[] = [{ parent: thread, wires: wire.children ?? [] }];
  let kept = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { parent, wires } of level) {
      for (const child of wires) {
        const checked = check(wireItem, child);
        if (checked === undefined) thread.malformed += 1;
        else if (depth > maxDepth || kept >= maxComments) thread.cut += 1;
        else {
          const item = toItem(checked);
          parent.children.push(item);
          kept += 1;
          next.push({ parent: item, wires: checked.children ?? [] });
          continue;
        }
        // What hangs below a comment that is left out is left out with it, and counted.
        if (checked !== undefined) thread.cut += descendants(checked.children ?? []);
      }
    }
    level = next;
  }
  return thread;
}

function descendants(wires: readonly unknown[]): number {
  let count = 0;
  const left = [...wires];
  while (left.length > 0) {
    const children = (left.pop() as { children?: unknown } | null | undefined)?.children;
    count += 1;
    if (Array.isArray(children)) left.push(...children);
  }
  return count;
}

export function toUser({ username, about, karma, ...extra }: WireUser): HackerNewsUser {
  return {
    username,
    about: plain(about),
    karma: karma ?? null,
    profileUrl: `${site}/user?id=${encodeURIComponent(username)}`,
    extra,
  };
}

export const toLiveItem = (wire: WireLiveItem): HackerNewsLiveItem => ({
  id: wire.id,
  type: wire.type ?? 'story',
  itemUrl: itemUrl(wire.id),
  title: wire.title ?? null,
  url: wire.url || null,
  author: wire.by ?? null,
  points: wire.score ?? null,
  commentCount: wire.descendants ?? null,
  text: plain(wire.text),
  html: wire.text ?? null,
  parentId: wire.parent ?? null,
  createdAt: instant(undefined, wire.time),
  deleted: wire.deleted ?? false,
  dead: wire.dead ?? false,
  childIds: wire.kids ?? [],
});

const seconds = (date: string, bound: 'start' | 'end'): number => Math.floor(instantOf(date, bound) / 1000);

/** A day alone means the whole of it, in UTC. */
export function toNumericFilters({ since, until }: SourceQuery): HackerNewsNumericFilter[] {
  return [
    ...(since === undefined ? [] : [`created_at_i>=${seconds(since, 'start')}` as const]),
    ...(until === undefined ? [] : [`created_at_i<=${seconds(until, 'end')}` as const]),
  ];
}

/** Generated items say so at their beginning. */
const sampleMark = /^\s*\[synthetic sample\]/i;

/** Hits as documents. One that says nothing supports nothing, so it is left out and named. */
export function toDocuments(
  hits: readonly HackerNewsHit[],
  skipped: readonly SkippedItem[],
  answer: { retrievedAt: string; offset: number },
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  return documentsOf(hits, skipped, (hit, place) => {
    const title = cleanText(hit.title ?? '').trim();
    const said = cleanText(hit.text ?? '').trim();
    // A story that only links says no more than its title.
    const text = [title, said].filter((part) => part !== '').join('\n\n');
    return text === ''
      ? `no text: ${hit.itemUrl}`
      : toDocument(hit, { title, said, text }, answer.offset + place, answer.retrievedAt);
  });
}

function toDocument(
  { id, author, createdAt, storyTitle, itemUrl: url }: HackerNewsHit,
  { title, said, text }: { title: string; said: string; text: string },
  rank: number,
  retrievedAt: string,
): SourceDocument {
  const story = cleanText(storyTitle ?? '').trim();
  const by = cleanText(author ?? '').trim();
  const heading = title || (story === '' ? `Comment ${id} on Hacker News` : `Comment on: ${story}`);
  return {
    id: `hackernews:${id}`,
    ids: { url },
    kind: 'social',
    title: heading,
    url,
    text,
    textKind: said === '' ? 'snippet' : 'full',
    authors: by === '' ? [] : [by],
    ...(createdAt === null ? {} : { publishedAt: createdAt }),
    synthetic: [title, said].some((part) => sampleMark.test(part)),
    provenance: [{ provider: 'hackernews', operation: 'search', retrievedAt, rank }],
  };
}
