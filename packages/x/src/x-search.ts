import {
  type CallOptions,
  type Clock,
  InvalidRequestError,
  ResponseInvalidError,
  readSourceQuery,
  type ServiceClient,
  type SourceCapabilities,
  type SourcePage,
  type SourceQuery,
  sourceOutcome,
} from '@headwater/core';
import type { SearchInput } from './x-inputs.ts';
import { fetchPage, type ListRequest, postsOf } from './x-lists.ts';
import { planSearch, toDocuments } from './x-normalize.ts';
import type { XOperations } from './x-operations.ts';
import type { WirePost } from './x-schemas.ts';
import type { XPage, XPost } from './x-types.ts';

const place = { provider: 'x', operation: 'searchDocuments' };
const smallestPage = 10;

/**
 * The normalised search. Its cursor is the id of the last post given, because X returns at least ten posts: a page of
 * three would otherwise lose seven that were paid for, and newer posts would shift the pages.
 */
export function createDocumentSearch(
  client: ServiceClient,
  capabilities: SourceCapabilities,
  clock: () => Clock,
  operations: () => XOperations,
): (query: SourceQuery, callOptions?: CallOptions) => Promise<SourcePage> {
  return async (query, callOptions) => {
    const { limit, unsupportedFilters } = readSourceQuery(query, capabilities, 'x');
    const untilId = readCursor(query.cursor);
    const wantsPosts = query.kinds === undefined || query.kinds.includes('social');
    const plan = planSearch(query, clock().now());
    if (!wantsPosts || plan === 'in-the-future') {
      return { outcome: 'empty', documents: [], skipped: [], unsupportedFilters, cache: 'miss' };
    }
    const { archive, endTime, ...asked } = plan;
    const request: ListRequest<Omit<SearchInput, 'maxResults' | 'token'>, WirePost, XPost> = {
      operation: archive === 'recent' ? operations().searchRecent : operations().searchAll,
      input: {
        ...asked,
        // A cursor is older than any end.
        ...(untilId === undefined ? { endTime } : { untilId }),
        expansions: ['author_id', 'referenced_posts'],
      },
      sizes: { minimum: smallestPage, maximum: capabilities.maxPageSize, unlimited: smallestPage },
      toItems: postsOf,
    };
    const maxResults = Math.max(smallestPage, limit);
    const page = await fetchPage(client, request, { maxResults }, maxResults, callOptions);
    requireOlder(page, untilId);
    const answer = {
      posts: page.items,
      skipped: page.skipped,
      missing: page.missing,
      operation: request.operation.name,
      retrievedAt: page.response.retrievedAt,
      requestId: page.response.requestId,
    };
    const { documents, skipped } = toDocuments(answer, limit);
    const { costUsd, cache } = page.response;
    const last = page.items[limit - 1] ?? page.items.at(-1);
    const hasMore = last !== undefined && (page.items.length > limit || page.nextCursor !== undefined);
    return {
      outcome: sourceOutcome(documents, skipped),
      documents,
      skipped,
      unsupportedFilters,
      cache,
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(hasMore ? { nextCursor: last.id } : {}),
    };
  };
}

function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || /^\d{1,19}$/.test(cursor)) return cursor;
  throw new InvalidRequestError('this cursor did not come from a page of X', {
    ...place,
    hint: 'Pass the nextCursor of the page before, unchanged.',
  });
}

/** A service that ignores where to go on would give the same posts for ever. */
function requireOlder({ items }: XPage<XPost>, untilId: string | undefined): void {
  if (untilId === undefined || items.every(({ id }) => BigInt(id) < BigInt(untilId))) return;
  throw new ResponseInvalidError('X repeats posts of the page before', {
    ...place,
    hint: 'The documents up to here are complete; report the query to X.',
  });
}
