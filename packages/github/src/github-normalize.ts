import {
  cleanText,
  documentsOf,
  isIsoDate,
  isReservedAddress,
  type SkippedItem,
  type SourceDocument,
  type SourceQuery,
  webAddress,
} from '@headwater/core';
import { readmePaths, type WireBlob, type WireRepository } from './github-documents.ts';
import { buildSearchQuery, repositoryQualifiers, searchWords } from './github-query.ts';
import type { GitHubRestRepository } from './github-rest-schemas.ts';
import type { GitHubReadme, GitHubRepository } from './github-types.ts';

type WithReadme = Partial<Record<`readme${number}`, WireBlob>>;

/** The first of the possible names that holds text. */
export function toReadme(wire: WithReadme): GitHubReadme | null {
  for (const [index, path] of readmePaths.entries()) {
    const blob = wire[`readme${index}`];
    if (blob?.text == null || blob.isBinary === true) continue;
    return { path, text: blob.text, bytes: blob.byteSize ?? null, isTruncated: blob.isTruncated ?? false };
  }
  return null;
}

export function toRepository(wire: WireRepository, withReadme: boolean): GitHubRepository {
  return {
    id: wire.id,
    name: wire.name,
    nameWithOwner: wire.nameWithOwner,
    owner: wire.owner?.login ?? null,
    url: wire.url,
    description: wire.description ?? null,
    homepageUrl: wire.homepageUrl || null,
    stars: wire.stargazerCount ?? null,
    forks: wire.forkCount ?? null,
    openIssues: wire.openIssues?.totalCount ?? null,
    closedIssues: wire.closedIssues?.totalCount ?? null,
    primaryLanguage: wire.primaryLanguage?.name ?? null,
    languages: (wire.languages?.edges ?? []).flatMap((edge) =>
      edge == null ? [] : [{ name: edge.node.name, bytes: edge.size }],
    ),
    topics: (wire.repositoryTopics?.nodes ?? []).flatMap((node) => (node == null ? [] : [node.topic.name])),
    license: wire.licenseInfo?.spdxId ?? wire.licenseInfo?.name ?? null,
    isArchived: wire.isArchived ?? null,
    isFork: wire.isFork ?? null,
    diskUsageKb: wire.diskUsage ?? null,
    defaultBranch: wire.defaultBranchRef?.name ?? null,
    createdAt: wire.createdAt ?? null,
    updatedAt: wire.updatedAt ?? null,
    pushedAt: wire.pushedAt ?? null,
    ...(withReadme ? { readme: toReadme(wire) } : {}),
  };
}

/** What a REST readme holds: base64 of UTF-8, in lines. `undefined` when it is encoded otherwise. */
export function decodeReadme({ content, encoding }: { content: string; encoding: string }): string | undefined {
  if (encoding === 'utf-8') return content;
  if (encoding !== 'base64') return undefined;
  try {
    const bytes = Uint8Array.from(atob(content.replace(/\s+/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    // Not base64 after all; the caller names the encoding.
    return undefined;
  }
}

/**
 * GitHub wants every word to match, so that the words a question is made of would find nothing. Only whole words of this
 * list are left out, and only where others are left.
 */
const functionWords = new Set(
  `a an and any are as at be been but by can could did do does for from had has have how if in into is it its may might
  of on or should so than that the their them then there these they this those to was were what when where which while
  who why will with would you your best good open-source library libraries repository repositories project projects
  tool tools github`.split(/\s+/),
);

export function toSearchText(question: string): string {
  const words = searchWords(question);
  const telling = words.filter((word) => !functionWords.has(word.toLowerCase()));
  return (telling.length > 0 ? telling : words).join(' ');
}

/** What GitHub is asked for a normalised query. A repository's day is that of its last push. */
export function toSearchQuery(query: SourceQuery): string {
  const from = query.since?.slice(0, 10);
  const to = query.until?.slice(0, 10);
  const pushed = from === undefined && to === undefined ? undefined : { from, to };
  return buildSearchQuery('searchDocuments', toSearchText(query.text), repositoryQualifiers, { pushed });
}

/** Longer READMEs are cut, and say so. */
export const maxTextCharacters = 100_000;

interface Found {
  id: string;
  nameWithOwner: string;
  url: string;
  owner: string | null;
  description: string | null;
  publishedAt: string | null;
  readme: GitHubReadme | null;
}

export interface Retrieval {
  operation: string;
  retrievedAt: string;
  requestId?: string | undefined;
  /** Results before this page. */
  offset: number;
}

/** Repositories as documents. One without README and description supports nothing: it is left out and named. */
export const toDocuments = (
  found: readonly Found[],
  skipped: readonly SkippedItem[],
  retrieval: Retrieval,
): { documents: SourceDocument[]; skipped: SkippedItem[] } =>
  documentsOf(found, skipped, (repository, place) => toDocument(repository, place, retrieval));

function toDocument(repository: Found, place: number, retrieval: Retrieval): SourceDocument | string {
  const { readme, publishedAt, owner } = repository;
  const written = cleanText(readme?.text ?? '').trim();
  const isShort = written === '';
  const text = isShort
    ? cleanText(repository.description ?? '').trim()
    : cleanText(written.slice(0, maxTextCharacters));
  if (text === '') return `no README and no description: ${repository.url}`;
  const url = webAddress(repository.url);
  if (url === undefined) return `no address: ${repository.nameWithOwner}`;
  const isCut = written.length > maxTextCharacters || readme?.isTruncated === true;
  const { operation, retrievedAt, requestId, offset } = retrieval;
  return {
    id: `github:${cleanText(repository.id)}`,
    ids: { url },
    kind: 'code',
    title: cleanText(repository.nameWithOwner),
    url,
    text,
    // A README tells about the code; it is not the code.
    textKind: isShort || isCut ? 'snippet' : 'abstract',
    authors: owner === null || owner === '' ? [] : [cleanText(owner)],
    ...(publishedAt !== null && isIsoDate(publishedAt) ? { publishedAt } : {}),
    synthetic: isReservedAddress(url),
    provenance: [
      {
        provider: 'github',
        operation,
        retrievedAt,
        rank: offset + place,
        ...(requestId === undefined ? {} : { requestId }),
      },
    ],
  };
}

export const foundByGraphQL = (wire: WireRepository): Found => ({
  id: wire.id,
  nameWithOwner: wire.nameWithOwner,
  url: wire.url,
  owner: wire.owner?.login ?? null,
  description: wire.description ?? null,
  publishedAt: wire.pushedAt ?? wire.createdAt ?? null,
  readme: toReadme(wire),
});

export const foundByRest = (wire: GitHubRestRepository): Found => ({
  id: wire.node_id,
  nameWithOwner: wire.full_name,
  url: wire.html_url,
  owner: wire.owner?.login ?? null,
  description: wire.description ?? null,
  publishedAt: wire.pushed_at ?? wire.created_at ?? null,
  readme: null,
});
