import type { Page, PagedList, ResponseInfo, ServiceSettings } from '@headwater/core';

/** See `ServiceSettings`. No key is needed, and none is sent. */
export interface HackerNewsSettings extends ServiceSettings {
  /** Where `liveItem` asks. @default 'https://hacker-news.firebaseio.com' */
  liveBaseUrl?: string | undefined;
}

/** `author_NAME` and `story_ID` are tags as well. */
export type HackerNewsTag =
  | 'story'
  | 'comment'
  | 'poll'
  | 'pollopt'
  | 'show_hn'
  | 'ask_hn'
  | 'front_page'
  | `author_${string}`
  | `story_${number}`
  | (string & {});

export interface HackerNewsTags {
  /** Every one of these. */
  all?: readonly HackerNewsTag[] | undefined;
  /** At least one of these. */
  any?: readonly HackerNewsTag[] | undefined;
}

/** For example `points>=100`; several must all hold. */
export type HackerNewsNumericFilter =
  `${'created_at_i' | 'points' | 'num_comments'}${'<' | '<=' | '=' | '>' | '>='}${number}`;

export interface HackerNewsSearchOptions {
  /** Words; left out, everything that fits the tags and filters. */
  query?: string | undefined;
  /** A list means every one of them. */
  tags?: readonly HackerNewsTag[] | HackerNewsTags | undefined;
  numericFilters?: readonly HackerNewsNumericFilter[] | undefined;
  /** Zero-based page to begin at. @default 0 */
  page?: number | undefined;
  /** Hits per request, up to 1000. @default 20, or what `limit` needs */
  hitsPerPage?: number | undefined;
  /** Most hits over all pages. @default the 1000 that can be reached */
  limit?: number | undefined;
  /** For example `['url']`: look for the words there only. */
  restrictSearchableAttributes?: readonly string[] | undefined;
  typoTolerance?: boolean | undefined;
  /** Names of the hit's fields to return; the id always comes. @default all */
  attributesToRetrieve?: readonly string[] | undefined;
  /** Further parameters of Algolia, passed on as they are. */
  parameters?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export type HackerNewsType = 'story' | 'comment' | 'poll' | 'pollopt' | 'job' | (string & {});

/** One story, comment or poll that was found. `null`: the kind has no such field, or the service does not say. */
export interface HackerNewsHit {
  id: string;
  type: HackerNewsType;
  /** Where it is discussed. */
  itemUrl: string;
  title: string | null;
  /** What a story links to. */
  url: string | null;
  author: string | null;
  points: number | null;
  commentCount: number | null;
  /** What the story or comment says, as plain text. */
  text: string | null;
  /** The same as the service sends it. */
  html: string | null;
  storyId: string | null;
  storyTitle: string | null;
  storyUrl: string | null;
  parentId: string | null;
  /** ISO 8601. */
  createdAt: string | null;
  tags: string[];
}

export interface HackerNewsPage extends Page<HackerNewsHit> {
  /** How many fit, of which the first 1000 can be reached. */
  total: number | null;
  page: number;
  pages: number | null;
  response: ResponseInfo;
}
export type HackerNewsList = PagedList<HackerNewsHit, HackerNewsPage>;

export interface HackerNewsItemOptions {
  /** Levels of comments to keep; deeper ones are counted in `cut`. @default 20 */
  maxDepth?: number | undefined;
  /** Comments to keep, level by level; the others are counted in `cut`. @default 2000 */
  maxComments?: number | undefined;
}

/** A story, comment or poll with everything below it. */
export interface HackerNewsItem {
  id: string;
  type: HackerNewsType;
  itemUrl: string;
  title: string | null;
  url: string | null;
  author: string | null;
  points: number | null;
  text: string | null;
  html: string | null;
  storyId: string | null;
  parentId: string | null;
  createdAt: string | null;
  /** Ids or texts of a poll’s options, as the service sends them. */
  options: unknown[];
  children: HackerNewsItem[];
}
export interface HackerNewsThread extends HackerNewsItem {
  /** Comments left out because of the bounds. */
  cut: number;
  /** Comments left out because they were malformed. */
  malformed: number;
}

export interface HackerNewsUser {
  username: string;
  /** Plain text. */
  about: string | null;
  karma: number | null;
  profileUrl: string;
  /** Fields this package does not name, as the service sent them. */
  extra: Record<string, unknown>;
}

/** An item as Hacker News itself has it at this moment. */
export interface HackerNewsLiveItem {
  id: string;
  type: HackerNewsType;
  itemUrl: string;
  title: string | null;
  url: string | null;
  author: string | null;
  points: number | null;
  commentCount: number | null;
  text: string | null;
  html: string | null;
  parentId: string | null;
  createdAt: string | null;
  deleted: boolean;
  dead: boolean;
  childIds: string[];
}
