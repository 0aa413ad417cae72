import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { type Archive, compareIds, type EmulatorPost, type EmulatorUser } from './archive.ts';
import {
  type Parameters,
  POST_FIELD_PARAMETERS,
  readParameters,
  readSelection,
  type Selection,
  wordingOf,
} from './parameters.ts';
import { notAuthorized, notFound, refuse } from './problems.ts';
import { projectPosts } from './projection.ts';
import { compileQuery, type Matcher, QueryError } from './query.ts';
import { envelope, type XHandler, type XService } from './service.ts';

const DAY = 86_400_000;
const TIMES = ['start_time', 'end_time', 'since_id', 'until_id'];
const ARCHIVE_START = Date.parse('2006-03-21T00:00:00Z');
const TIMELINE_START = Date.parse('2010-11-06T00:00:00Z');
/** The end when none is given, and the latest end that is taken. */
const FRESH_MS = 30_000;
const LATEST_END_MS = 10_000;
const TIMELINE_DEPTH = 3200;

export function readQuery(parameters: Parameters, service: XService, archive: 'recent' | 'all'): Matcher {
  const query = parameters.required('query');
  const longest = service.access === 'enterprise' ? 4096 : archive === 'recent' ? 512 : 1024;
  if ([...query].length > longest) {
    refuse(
      'query',
      `${query.slice(0, 40)}…`,
      `query: query length (${[...query].length}) is greater than max (${longest})`,
    );
  }
  try {
    return compileQuery(query, service.archive);
  } catch (error) {
    if (error instanceof QueryError)
      refuse('query', query, `There were errors processing your request: ${error.message}`);
    throw error;
  }
}

export interface Window {
  start: number;
  end: number;
  sinceId: string | undefined;
  untilId: string | undefined;
}

export function readWindow(parameters: Parameters, now: number, earliest: number, fallback = earliest): Window {
  const [given, until] = [parameters.time('start_time'), parameters.time('end_time')];
  const start = given ?? fallback;
  const end = until ?? now - FRESH_MS;
  const shown = (at: number) => new Date(at).toISOString();
  if (given !== undefined && given < earliest) {
    refuse(
      'start_time',
      shown(given),
      `Invalid 'start_time':'${shown(given)}'. 'start_time' must be on or after ${shown(earliest)}`,
    );
  }
  if (until !== undefined && until > now - LATEST_END_MS) {
    refuse(
      'end_time',
      shown(until),
      `Invalid 'end_time':'${shown(until)}'. 'end_time' must be a minimum of 10 seconds prior to the request time.`,
    );
  }
  if (start >= end) refuse('start_time', shown(start), "'start_time' must be before 'end_time'");
  return { start, end, sinceId: parameters.id('since_id'), untilId: parameters.id('until_id') };
}

const isWithin =
  ({ start, end, sinceId, untilId }: Window) =>
  (post: EmulatorPost): boolean => {
    const at = Date.parse(post.createdAt);
    if (at < start || at >= end) return false;
    if (sinceId !== undefined && compareIds(post.id, sinceId) <= 0) return false;
    return untilId === undefined || compareIds(post.id, untilId) < 0;
  };

const isVisible =
  (archive: Archive) =>
  (post: EmulatorPost): boolean => {
    const author = archive.user(post.authorId);
    return author !== undefined && !author.protected && !author.suspended;
  };

/** Tokens hold the place: after (`n`) or before (`p`) a post, or a rank (`r`) where posts are not in order of time. */
function pageOf(
  posts: readonly EmulatorPost[],
  token: string | undefined,
  size: number,
  name: string,
  byRank: boolean,
) {
  const [, kind, place = ''] = /^([npr])([0-9a-z]{1,14})$/.exec(token ?? 'r0') ?? [];
  if (kind === undefined) refuse(name, token ?? '', `The \`${name}\` query parameter value [${token}] is not valid`);
  const id = kind === 'r' ? '' : idOf(place);
  const after = posts.findIndex((post) => (kind === 'n' ? compareIds(post.id, id) < 0 : compareIds(post.id, id) <= 0));
  const found = after < 0 ? posts.length : after;
  const start = kind === 'r' ? Number.parseInt(place, 36) : kind === 'n' ? found : Math.max(0, found - size);
  const page = posts.slice(start, start + size);
  const [first, last] = [page[0], page.at(-1)];
  const hasNext = start + size < posts.length;
  return {
    page,
    meta: {
      ...(first && last && { newest_id: first.id, oldest_id: last.id }),
      result_count: page.length,
      ...(hasNext &&
        last && { next_token: byRank ? `r${(start + size).toString(36)}` : `n${BigInt(last.id).toString(36)}` }),
      ...(start > 0 && first && !byRank && { previous_token: `p${BigInt(first.id).toString(36)}` }),
    },
  };
}

function idOf(place: string): string {
  let value = 0n;
  for (const digit of place) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return String(value);
}

const search =
  (archive: 'recent' | 'all'): XHandler =>
  (service, request) => {
    const parameters = readParameters(request, [
      'query',
      'max_results',
      'next_token',
      'pagination_token',
      'sort_order',
      ...TIMES,
      ...POST_FIELD_PARAMETERS,
    ]);
    const selection = readSelection(parameters, wordingOf(request, service.wording), 'posts');
    const matches = readQuery(parameters, service, archive);
    const size = parameters.integer('max_results', 10, archive === 'recent' ? 100 : 500) ?? 10;
    const now = request.clock.now();
    // The archive's own default is the last thirty days.
    const window =
      archive === 'recent'
        ? readWindow(parameters, now, now - 7 * DAY)
        : readWindow(parameters, now, ARCHIVE_START, now - 30 * DAY);
    const byRank = parameters.oneOf('sort_order', ['recency', 'relevancy']) === 'relevancy';
    service.meter.admit();
    // Keyword search has not returned reposts since May 2026.
    const found = service.archive.posts.filter(
      (post) =>
        isWithin(window)(post) &&
        isVisible(service.archive)(post) &&
        post.references?.every(({ type }) => type !== 'retweeted') !== false &&
        matches(post),
    );
    const ranked = byRank ? found.toSorted((first, second) => (second.likes ?? 0) - (first.likes ?? 0)) : found;
    const name = request.query.has('pagination_token') ? 'pagination_token' : 'next_token';
    const { page, meta } = pageOf(ranked, parameters.text(name), size, name, byRank);
    const { previous_token: _, ...searchMeta } = meta;
    return charged(service, request, page, selection, searchMeta);
  };

export const searchRecent = search('recent');
export const searchAll = search('all');

function charged(
  service: XService,
  request: EmulatorRequest,
  posts: readonly EmulatorPost[],
  selection: Selection,
  meta: Record<string, unknown>,
): EmulatorReply {
  const answer = projectPosts(posts, service.archive, selection);
  service.meter.chargePosts(answer, request.clock.now());
  return envelope(answer, meta);
}

const timeline =
  (kind: 'posts' | 'mentions'): XHandler =>
  (service, request) => {
    const { archive } = service;
    const parameters = readParameters(request, [
      'max_results',
      'pagination_token',
      ...TIMES,
      ...(kind === 'posts' ? ['exclude'] : []),
      ...POST_FIELD_PARAMETERS,
    ]);
    const selection = readSelection(parameters, wordingOf(request, service.wording), 'posts');
    const hidden = hiddenTimeline(service, request);
    if (hidden !== undefined) return hidden;
    const user = archive.user(request.params.id as string) as EmulatorUser;
    const size = parameters.integer('max_results', 5, 100) ?? 10;
    const excluded = parameters.list('exclude', new Set(['replies', 'retweets']));
    const window = readWindow(parameters, request.clock.now(), TIMELINE_START);
    service.meter.admit();
    const mention = `@${user.username.toLowerCase()}`;
    const source =
      kind === 'posts'
        ? archive.postsOf(user.id).slice(0, TIMELINE_DEPTH)
        : archive.posts.filter(({ text }) =>
            text
              .toLowerCase()
              .split(/[^@\w]+/)
              .includes(mention),
          );
    const found = source.filter(
      (post) =>
        isWithin(window)(post) &&
        isVisible(archive)(post) &&
        !(excluded.includes('replies') && post.references?.some(({ type }) => type === 'replied_to')) &&
        !(excluded.includes('retweets') && post.references?.some(({ type }) => type === 'retweeted')),
    );
    const { page, meta } = pageOf(found, parameters.text('pagination_token'), size, 'pagination_token', false);
    return charged(service, request, page, selection, meta);
  };

export const userPosts = timeline('posts');
export const userMentions = timeline('mentions');

/** A timeline nobody may see is answered with 200 and errors alone. */
function hiddenTimeline({ archive }: XService, { params: { id = '' } }: EmulatorRequest): EmulatorReply | undefined {
  if (!/^\d{1,19}$/.test(id)) refuse('id', id, `The \`id\` query parameter value [${id}] is not valid`);
  const user = archive.user(id);
  if (user !== undefined && !user.protected && !user.suspended) return undefined;
  const error = user === undefined ? notFound('user', 'id', id) : notAuthorized('user', 'id', id);
  return { json: { errors: [error] } };
}
