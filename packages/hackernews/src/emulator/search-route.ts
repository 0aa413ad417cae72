import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import type { EmulatorItem, Forum } from './items.ts';

const REACHABLE = 1000;
const MOST_PER_PAGE = 1000;

/** Answered with Algolia's `{ message, status }`. */
export class AlgoliaProblem extends Error {
  toReply(): EmulatorReply {
    return { status: 400, json: { message: this.message, status: 400 } };
  }
}

type Keep = (item: EmulatorItem) => boolean;

export function tagsOf(item: EmulatorItem, forum: Forum): string[] {
  const { title = '' } = item;
  const body = title.replace(/^\[[^\]]*\]\s*/, '');
  return [
    item.type,
    `author_${item.by}`,
    `story_${forum.storyOf(item).id}`,
    ...(item.type === 'story' && /^ask hn:/i.test(body) ? ['ask_hn'] : []),
    ...(item.type === 'story' && /^show hn:/i.test(body) ? ['show_hn'] : []),
    ...(item.frontPage ? ['front_page'] : []),
  ];
}

/** A comma is AND, brackets hold alternatives. */
function readTags(tags: string | null, forum: Forum): Keep {
  if (tags === null || tags === '') return () => true;
  const groups = tags.match(/\([^()]*\)|[^,()]+/g) ?? [];
  const wanted = groups.map((group) =>
    group
      .replace(/^\(|\)$/g, '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );
  return (item) => {
    const own = tagsOf(item, forum);
    return wanted.every((alternatives) => alternatives.some((tag) => own.includes(tag)));
  };
}

const FILTER = /^(created_at_i|points|num_comments)(<=|>=|<|=|>)(-?\d+)$/;

function readFilters(filters: string | null, forum: Forum): Keep {
  if (filters === null || filters === '') return () => true;
  const rules = filters.split(',').map((text) => {
    const [, field, operator, value] = FILTER.exec(text.trim()) ?? [];
    if (field === undefined) throw new AlgoliaProblem(`invalid numeric filter: ${text}`);
    return { field, operator, value: Number(value) };
  });
  const numberOf = (item: EmulatorItem, field: string): number =>
    field === 'created_at_i' ? item.time : field === 'points' ? (item.points ?? Number.NaN) : forum.commentCount(item);
  return (item) =>
    rules.every(({ field, operator, value }) => {
      const own = numberOf(item, field);
      if (operator === '<') return own < value;
      if (operator === '<=') return own <= value;
      if (operator === '=') return own === value;
      return operator === '>' ? own > value : own >= value;
    });
}

const plainOf = (html = ''): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#x2F;/g, '/')
    .replaceAll('&#x27;', "'");
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function searchedText(item: EmulatorItem, forum: Forum, attributes: readonly string[]): string {
  const parts: Record<string, string | undefined> = {
    title: item.title,
    story_text: item.type === 'comment' ? undefined : plainOf(item.text),
    comment_text: item.type === 'comment' ? plainOf(item.text) : undefined,
    url: item.url,
    author: item.by,
    story_title: item.type === 'comment' ? forum.storyOf(item).title : undefined,
  };
  const chosen = attributes.length === 0 ? Object.keys(parts).filter((name) => name !== 'story_title') : attributes;
  return chosen.map((name) => parts[name] ?? '').join(' ');
}

/** Every word must be there; the last one may be the beginning of a word, as Algolia does it while somebody types. */
function readQuery(query: string, forum: Forum, attributes: readonly string[]): Keep {
  const sought = wordsOf(query);
  if (sought.length === 0) return () => true;
  return (item) => {
    const words = wordsOf(searchedText(item, forum, attributes));
    return sought.every((word, index) =>
      index === sought.length - 1 ? words.some((own) => own.startsWith(word)) : words.includes(word),
    );
  };
}

function toHit(item: EmulatorItem, forum: Forum, attributes: readonly string[]): Record<string, unknown> {
  const story = forum.storyOf(item);
  const isComment = item.type === 'comment' || item.type === 'pollopt';
  const hit: Record<string, unknown> = {
    created_at: new Date(item.time * 1000).toISOString().replace('.000Z', 'Z'),
    title: item.title ?? null,
    url: item.url ?? null,
    author: item.by,
    points: item.points ?? null,
    story_text: isComment ? null : (item.text ?? null),
    comment_text: isComment ? (item.text ?? null) : null,
    num_comments: isComment ? null : forum.commentCount(item),
    story_id: story.id,
    ...(isComment && { story_title: story.title ?? null, story_url: story.url ?? null, parent_id: item.parent }),
    created_at_i: item.time,
    _tags: tagsOf(item, forum),
    objectID: String(item.id),
    _highlightResult: { author: { value: item.by, matchLevel: 'none', matchedWords: [] } },
  };
  if (attributes.length === 0) return hit;
  return Object.fromEntries(Object.entries(hit).filter(([name]) => name === 'objectID' || attributes.includes(name)));
}

function integer(query: URLSearchParams, name: string, fallback: number, maximum: number): number {
  const value = query.get(name);
  if (value === null || value === '') return fallback;
  if (!/^\d+$/.test(value)) throw new AlgoliaProblem(`invalid value for ${name}: expected an integer`);
  return Math.min(maximum, Number(value));
}

const list = (query: URLSearchParams, name: string): string[] =>
  (query.get(name) ?? '').split(',').filter((value) => value !== '' && value !== '*');

export function search(forum: Forum, { query }: EmulatorRequest, order: 'relevance' | 'date'): EmulatorReply {
  try {
    const page = integer(query, 'page', 0, Number.MAX_SAFE_INTEGER);
    const hitsPerPage = integer(query, 'hitsPerPage', 20, MOST_PER_PAGE);
    const text = query.get('query') ?? '';
    const rules = [
      (item: EmulatorItem) => !item.deleted,
      readTags(query.get('tags'), forum),
      readFilters(query.get('numericFilters'), forum),
      readQuery(text, forum, list(query, 'restrictSearchableAttributes')),
    ];
    const found = forum.items.filter((item) => rules.every((keep) => keep(item)));
    const byDate = (first: EmulatorItem, second: EmulatorItem) => second.time - first.time || second.id - first.id;
    const byWorth = (first: EmulatorItem, second: EmulatorItem) =>
      (second.points ?? 0) - (first.points ?? 0) ||
      forum.commentCount(second) - forum.commentCount(first) ||
      byDate(first, second);
    found.sort(order === 'date' ? byDate : byWorth);
    const reachable = found.slice(0, REACHABLE);
    const attributes = list(query, 'attributesToRetrieve');
    const hits = reachable.slice(page * hitsPerPage, (page + 1) * hitsPerPage);
    const isBeyond = found.length > REACHABLE && page * hitsPerPage >= REACHABLE;
    return {
      json: {
        exhaustive: { nbHits: true, typo: true },
        exhaustiveNbHits: true,
        hits: hits.map((item) => toHit(item, forum, attributes)),
        hitsPerPage,
        ...(isBeyond && { message: `you can only fetch the ${REACHABLE} hits for this query.` }),
        nbHits: found.length,
        nbPages: hitsPerPage === 0 ? 0 : Math.ceil(reachable.length / hitsPerPage),
        page,
        params: query.toString(),
        processingTimeMS: 1,
        query: text,
      },
    };
  } catch (error) {
    if (error instanceof AlgoliaProblem) return error.toReply();
    throw error;
  }
}
