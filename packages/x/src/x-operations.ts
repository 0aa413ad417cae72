import { defineOperation, type QueryValue } from '@headwater/core';
import { countUsd, postsEstimateUsd, postUsd, returnedCostUsd, userUsd } from './x-costs.ts';
import { readSoftError } from './x-errors.ts';
import {
  type CountsInput,
  countsInput,
  type IdsInput,
  type PostInput,
  postIdsInput,
  postInput,
  type SearchInput,
  searchInput,
  type TimelineInput,
  timelineInput,
  toInstant,
  type UserInput,
  type UsernameInput,
  type UsernamesInput,
  userIdsInput,
  userInput,
  usernameInput,
  usernamesInput,
} from './x-inputs.ts';
import {
  countsOutput,
  listOutput,
  singleOutput,
  type WirePost,
  type WireUser,
  wireCount,
  wirePost,
  wireUser,
} from './x-schemas.ts';
import type { XAccess, XPostOptions, XTimeOptions, XVocabulary } from './x-types.ts';
import { writeFields } from './x-vocabulary.ts';

/** What operations depend on beside their input. */
export interface XDialect {
  vocabulary: XVocabulary;
  access: XAccess;
  /** Epoch milliseconds. */
  now: () => number;
}

const read = { method: 'GET', safety: 'read', billed: true, attemptTimeoutMs: 15_000 } as const;
/** For callers who turn the cache on: X sends no cache headers, and charges a post once per UTC day. */
const cacheTtlMs = 60_000;

const defaultPostFields = [
  'author_id',
  'created_at',
  'conversation_id',
  'in_reply_to_user_id',
  'lang',
  'public_metrics',
  'referenced_posts',
  'entities',
  'attachments',
  'geo',
  'note_post',
  'possibly_sensitive',
] as const;
const defaultUserFields = ['name', 'username', 'verified_type', 'public_metrics', 'description'] as const;
export const defaultExpansions = [
  'author_id',
  'referenced_posts',
  'attachments.media_keys',
  'attachments.poll_ids',
  'geo.place_id',
] as const;
const defaultMediaFields = ['type', 'url', 'preview_image_url', 'alt_text'] as const;
const defaultPollFields = ['options', 'voting_status', 'end_datetime', 'duration_minutes'] as const;
const defaultPlaceFields = ['full_name', 'country', 'country_code', 'place_type'] as const;

type Query = Record<string, QueryValue>;

const timesOf = ({ startTime, endTime, sinceId, untilId }: XTimeOptions): Query => ({
  start_time: startTime === undefined ? undefined : toInstant(startTime, 'start'),
  end_time: endTime === undefined ? undefined : toInstant(endTime, 'end'),
  since_id: sinceId,
  until_id: untilId,
});

/** Every operation that reads posts, users or counts, in one vocabulary. */
export function createOperations({ vocabulary, access, now }: XDialect) {
  const fieldsOf = (options: XPostOptions): Query =>
    writeFields(
      {
        postFields: options.postFields ?? defaultPostFields,
        userFields: options.userFields ?? defaultUserFields,
        expansions: options.expansions ?? defaultExpansions,
        mediaFields: options.mediaFields ?? defaultMediaFields,
        pollFields: options.pollFields ?? defaultPollFields,
        placeFields: options.placeFields ?? defaultPlaceFields,
      },
      vocabulary,
    );
  const userFieldsOf = ({ userFields = defaultUserFields, postFields, expansions = [] }: XPostOptions): Query =>
    writeFields(
      { userFields, expansions, postFields: expansions.length > 0 ? (postFields ?? defaultPostFields) : [] },
      vocabulary,
    );
  const posts = { output: listOutput<WirePost>(), items: { at: 'data', schema: wirePost }, cacheTtlMs } as const;
  const users = { output: listOutput<WireUser>(), items: { at: 'data', schema: wireUser }, cacheTtlMs } as const;
  const costOfPosts = (answer: Parameters<typeof returnedCostUsd>[0]) => returnedCostUsd(answer, 'post');
  const costOfUsers = (answer: Parameters<typeof returnedCostUsd>[0]) => returnedCostUsd(answer, 'user');
  const estimate = ({ maxResults, expansions = defaultExpansions }: { maxResults: number } & XPostOptions) =>
    postsEstimateUsd(maxResults, expansions);

  const search = (archive: 'recent' | 'all') =>
    defineOperation({
      ...read,
      ...posts,
      name: archive === 'recent' ? 'searchRecent' : 'searchAll',
      path: `/2/tweets/search/${archive}`,
      costClass: archive === 'recent' ? 'search-recent' : 'search-all',
      input: searchInput(archive, access, now),
      estimatedCostUsd: estimate,
      cost: costOfPosts,
      softError: readSoftError,
      request: (input: SearchInput) => ({
        query: {
          query: input.query,
          max_results: input.maxResults,
          next_token: input.token,
          sort_order: input.sortOrder,
          ...timesOf(input),
          ...fieldsOf(input),
        },
      }),
    });

  const timeline = (kind: 'posts' | 'mentions') =>
    defineOperation({
      ...read,
      ...posts,
      name: kind === 'posts' ? 'userPosts' : 'userMentions',
      path: `/2/users/{id}/${kind === 'posts' ? 'tweets' : 'mentions'}`,
      costClass: kind === 'posts' ? 'timelines' : 'mentions',
      input: timelineInput(kind, now),
      estimatedCostUsd: estimate,
      cost: costOfPosts,
      softError: readSoftError,
      request: (input: TimelineInput) => ({
        path: `/2/users/${encodeURIComponent(input.id)}/${kind === 'posts' ? 'tweets' : 'mentions'}`,
        query: {
          max_results: input.maxResults,
          pagination_token: input.token,
          exclude: input.exclude,
          ...timesOf(input),
          ...fieldsOf(input),
        },
      }),
    });

  const counts = (archive: 'recent' | 'all') =>
    defineOperation({
      ...read,
      name: archive === 'recent' ? 'countRecent' : 'countAll',
      path: `/2/tweets/counts/${archive}`,
      costClass: 'counts',
      input: countsInput(archive, access, now),
      estimatedCostUsd: countUsd[archive],
      cost: () => countUsd[archive],
      softError: readSoftError,
      output: countsOutput,
      items: { at: 'data', schema: wireCount },
      cacheTtlMs,
      request: ({ query, granularity, countFields, token, ...times }: CountsInput) => ({
        query: {
          query,
          granularity,
          next_token: token,
          'search_count.fields': countFields,
          ...timesOf(times),
        },
      }),
    });

  return {
    searchRecent: search('recent'),
    searchAll: search('all'),
    userPosts: timeline('posts'),
    userMentions: timeline('mentions'),
    countRecent: counts('recent'),
    countAll: counts('all'),
    post: defineOperation({
      ...read,
      name: 'post',
      path: '/2/tweets/{id}',
      costClass: 'post',
      input: postInput,
      estimatedCostUsd: ({ expansions = defaultExpansions }: PostInput) => postsEstimateUsd(1, expansions),
      cost: costOfPosts,
      softError: readSoftError,
      output: singleOutput(wirePost),
      cacheTtlMs,
      request: ({ id, ...options }: PostInput) => ({
        path: `/2/tweets/${encodeURIComponent(id)}`,
        query: fieldsOf(options),
      }),
    }),
    posts: defineOperation({
      ...read,
      ...posts,
      name: 'posts',
      path: '/2/tweets',
      costClass: 'posts',
      input: postIdsInput,
      estimatedCostUsd: ({ ids, expansions = defaultExpansions }: IdsInput) =>
        postsEstimateUsd(ids?.length ?? 0, expansions),
      cost: costOfPosts,
      request: ({ ids, ...options }: IdsInput) => ({ query: { ids, ...fieldsOf(options) } }),
    }),
    user: defineOperation({
      ...read,
      name: 'user',
      path: '/2/users/{id}',
      costClass: 'users',
      input: userInput,
      estimatedCostUsd: userUsd,
      cost: costOfUsers,
      softError: readSoftError,
      output: singleOutput(wireUser),
      cacheTtlMs,
      request: ({ id, ...options }: UserInput) => ({
        path: `/2/users/${encodeURIComponent(id)}`,
        query: userFieldsOf(options),
      }),
    }),
    users: defineOperation({
      ...read,
      ...users,
      name: 'users',
      path: '/2/users',
      costClass: 'users',
      input: userIdsInput,
      estimatedCostUsd: ({ ids }: IdsInput) => userUsd * (ids?.length ?? 0),
      cost: costOfUsers,
      request: ({ ids, ...options }: IdsInput) => ({ query: { ids, ...userFieldsOf(options) } }),
    }),
    userByUsername: defineOperation({
      ...read,
      name: 'userByUsername',
      path: '/2/users/by/username/{username}',
      costClass: 'users',
      input: usernameInput,
      estimatedCostUsd: userUsd,
      cost: costOfUsers,
      softError: readSoftError,
      output: singleOutput(wireUser),
      cacheTtlMs,
      request: ({ username, ...options }: UsernameInput) => ({
        path: `/2/users/by/username/${encodeURIComponent(username)}`,
        query: userFieldsOf(options),
      }),
    }),
    usersByUsernames: defineOperation({
      ...read,
      ...users,
      name: 'usersByUsernames',
      path: '/2/users/by',
      costClass: 'users',
      input: usernamesInput,
      estimatedCostUsd: ({ usernames }: UsernamesInput) => userUsd * (usernames?.length ?? 0),
      cost: costOfUsers,
      request: ({ usernames, ...options }: UsernamesInput) => ({ query: { usernames, ...userFieldsOf(options) } }),
    }),
  };
}

export type XOperations = ReturnType<typeof createOperations>;
/** The guide price of a post with its author. */
export const pricedPostUsd = postUsd + userUsd;
