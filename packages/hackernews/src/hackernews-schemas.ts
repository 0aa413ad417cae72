import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  number,
  numberLike,
  object,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';
import type { HackerNewsSearchOptions } from './hackernews-types.ts';

// What callers give.

const names = optional(array(string({ pattern: /^[\w.]{1,60}$/ }), { maxLength: 40 }));
const reserved = new Set(['query', 'tags', 'numericFilters', 'page', 'hitsPerPage']);

export interface SearchInput
  extends Omit<HackerNewsSearchOptions, 'tags' | 'numericFilters' | 'page' | 'hitsPerPage' | 'limit'> {
  tags?: string | undefined;
  numericFilters?: string | undefined;
  page: number;
  hitsPerPage: number;
}
export const searchInput = strictObject({
  query: optional(string({ maxLength: 500 })),
  tags: optional(string()),
  numericFilters: optional(string()),
  page: number({ integer: true, minimum: 0, maximum: 999 }),
  hitsPerPage: number({ integer: true, minimum: 1, maximum: 1000 }),
  restrictSearchableAttributes: names,
  typoTolerance: optional(boolean()),
  attributesToRetrieve: names,
  parameters: optional(
    refine(
      record(union([string(), number(), boolean()])),
      (given) => Object.keys(given).every((name) => !reserved.has(name)),
      'names a parameter that has an option of its own',
    ),
  ),
}) as Schema<SearchInput>;

export const itemInput = strictObject({ id: string({ pattern: /^\d{1,12}$/ }) });
export const userInput = strictObject({ username: string({ pattern: /^[A-Za-z0-9_-]{1,60}$/ }) });

// What the services answer. Strict about the id, lenient about the rest.

const text = lenient(string());
const count = lenient(numberLike());
/** Ids come as numbers here and as strings there. */
const id = transform(union([string({ pattern: /^\d{1,12}$/ }), number({ integer: true, minimum: 0 })]), String);

export const wireHit = object({
  objectID: id,
  title: text,
  url: text,
  author: text,
  points: count,
  num_comments: count,
  story_text: text,
  comment_text: text,
  story_id: lenient(id),
  story_title: text,
  story_url: text,
  parent_id: lenient(id),
  created_at: text,
  created_at_i: count,
  _tags: lenient(array(string())),
});
export type WireHit = Infer<typeof wireHit>;

export const searchOutput = object({
  hits: array(unknown()) as Schema<WireHit[]>,
  nbHits: count,
  page: count,
  nbPages: count,
  hitsPerPage: count,
});
export type WireSearch = Infer<typeof searchOutput>;

/** The children are checked one by one while the tree is walked: a broken comment must not cost the thread. */
export const wireItem = object({
  id,
  type: text,
  title: text,
  url: text,
  author: text,
  points: count,
  text: text,
  story_id: lenient(id),
  parent_id: lenient(id),
  created_at: text,
  created_at_i: count,
  options: lenient(array(unknown())),
  children: lenient(array(unknown())),
});
export type WireItem = Infer<typeof wireItem>;

export const wireUser = looseObject({ username: string({ minLength: 1 }), about: text, karma: count });
export type WireUser = Infer<typeof wireUser>;

export const wireLiveItem = object({
  id,
  type: text,
  by: text,
  time: count,
  text: text,
  title: text,
  url: text,
  score: count,
  descendants: count,
  parent: lenient(id),
  kids: lenient(array(id)),
  deleted: lenient(boolean()),
  dead: lenient(boolean()),
});
export type WireLiveItem = Infer<typeof wireLiveItem>;
