import {
  cleanText,
  documentsOf,
  placesOf,
  publishedDate,
  requiredWords,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
} from '@headwater/core';
import { toInstant } from './x-inputs.ts';
import { archiveStart, recentDays } from './x-limits.ts';
import { buildXQuery } from './x-query.ts';
import type { XMissing, XPost } from './x-types.ts';

const dayMs = 86_400_000;
/** X refuses an end within the last ten seconds, and finds nothing younger than about thirty. */
const freshMs = 30_000;

export interface SearchPlan {
  archive: 'recent' | 'all';
  query: string;
  startTime?: string;
  endTime?: string;
}

/** Where and how a normalised query is asked: in the last seven days unless its dates reach further back. */
export function planSearch({ text, since, until, languages }: SourceQuery, now: number): SearchPlan | 'in-the-future' {
  const query = buildXQuery({ words: requiredWords(text), languages, isNot: ['retweet'] });
  const recentFrom = now - recentDays * dayMs;
  const start = since === undefined ? undefined : Date.parse(toInstant(since, 'start'));
  const end = until === undefined ? undefined : Math.min(Date.parse(toInstant(until, 'end')), now - freshMs);
  if (start !== undefined && start >= now - freshMs) return 'in-the-future';
  const archive = [start, end].some((at) => at !== undefined && at <= recentFrom + freshMs) ? 'all' : 'recent';
  const first = Date.parse(archiveStart);
  const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
  return {
    archive,
    query,
    ...(start === undefined ? {} : { startTime: iso(Math.max(start, first)) }),
    ...(end === undefined ? {} : { endTime: iso(end) }),
  };
}

/** Generated posts say so at their beginning. */
const sampleMark = /^\s*\[synthetic sample post\]/i;
const titleLength = 90;
/** `und`, `zxx` and the codes beginning with `q` are X's words for "none to speak of". */
const isLanguage = /^(?!und$|zxx$|art$|q)[a-z]{2,3}$/;
const bcp47: Readonly<Record<string, string>> = { iw: 'he', in: 'id' };

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** X writes these three characters as entities. */
const plain = (text: string): string =>
  cleanText(text).replaceAll(/&(?:lt|gt|amp);/g, (found) => entities[found] ?? found);

interface Answer {
  posts: readonly XPost[];
  skipped: readonly SkippedItem[];
  missing: readonly XMissing[];
  operation: string;
  retrievedAt: string;
  requestId?: string | undefined;
}

/** The first `limit` posts as documents. What could not be had is named beside the post that refers to it. */
export function toDocuments(
  { posts, skipped, missing, ...source }: Answer,
  limit: number,
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  const taken = posts.slice(0, limit);
  const places = placesOf(taken.length, skipped);
  const end = taken.length < posts.length ? (places.at(-1) ?? 0) : Number.POSITIVE_INFINITY;
  const { documents, skipped: left } = documentsOf(
    taken,
    skipped.filter(({ index }) => index < end),
    (post, place) => {
      const text = plain(post.fullText).trim();
      return text === '' ? `no text: ${post.url}` : toDocument(post, text, place, source);
    },
  );
  for (const problem of missing) {
    const position = taken.findIndex((post) => refersTo(post, problem));
    const elsewhere = position < 0 && posts.some((post) => refersTo(post, problem));
    // Beside no post at all: behind the last place.
    const index = position < 0 ? (places.at(-1) ?? -1) + 1 : (places[position] as number);
    if (!elsewhere) left.push({ index, reason: missingReason(problem) });
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}

const refersTo = (post: XPost, { value }: XMissing): boolean =>
  value !== null && (post.authorId === value || post.references.some(({ id }) => id === value));

const missingReason = ({ title, resourceType, value, detail }: XMissing): string =>
  cleanText(`X could not include ${resourceType ?? 'something'} ${value ?? ''}: ${detail ?? title}`).slice(0, 200);

function toDocument(
  post: XPost,
  text: string,
  rank: number,
  { operation, retrievedAt, requestId }: Omit<Answer, 'posts' | 'skipped' | 'missing'>,
): SourceDocument {
  const { author, createdAt, language } = post;
  const name = plain(author?.name ?? '').trim();
  const username = author === null ? undefined : cleanText(author.username);
  const line = text.replace(sampleMark, '').replaceAll(/\s+/g, ' ').trim() || text;
  const short = line.length > titleLength ? `${cleanText(line.slice(0, titleLength)).trimEnd()}…` : line;
  const url = cleanText(post.url);
  const publishedAt = publishedDate(createdAt);
  return {
    id: `x:${post.id}`,
    ids: { url },
    kind: 'social',
    title: username === undefined ? short : `@${username}: ${short}`,
    url,
    text,
    textKind: post.cut ? 'snippet' : 'full',
    authors: username === undefined ? [] : [name === '' ? `@${username}` : `${name} (@${username})`],
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(language !== null && isLanguage.test(language) ? { language: bcp47[language] ?? language } : {}),
    synthetic: sampleMark.test(text),
    provenance: [{ provider: 'x', operation, retrievedAt, rank, ...(requestId === undefined ? {} : { requestId }) }],
  };
}
