import { defineOperation, type Operation } from '@headwater/core';
import { feedSchema } from './arxiv-feed.ts';
import type { ArxivFeed } from './arxiv-types.ts';

/** The parameters under the service's own names. */
export interface QueryInput {
  search_query?: string | undefined;
  id_list?: readonly string[] | undefined;
  start: number;
  max_results: number;
  sortBy?: string | undefined;
  sortOrder?: string | undefined;
}

/** Results change once a day, at midnight (https://info.arxiv.org/help/api/user-manual.html#321-feed-metadata). */
const cacheTtlMs = 86_400_000;

/** The one endpoint. A query is a GET with all its parameters; the same as a POST has no use here. */
function query(name: string, emptyFirstPage: 'fault' | 'answer'): Operation<QueryInput, ArxivFeed> {
  return defineOperation<QueryInput, ArxivFeed>({
    name,
    method: 'GET',
    path: '/api/query',
    safety: 'read',
    billed: false,
    response: 'text',
    attemptTimeoutMs: 20_000,
    cacheTtlMs,
    request: (input) => ({ query: { ...input } }),
    output: feedSchema(name, emptyFirstPage),
  });
}

export const searchOperation: Operation<QueryInput, ArxivFeed> = query('search', 'fault');
export const searchAmongOperation: Operation<QueryInput, ArxivFeed> = query('search', 'answer');
export const papersOperation: Operation<QueryInput, ArxivFeed> = query('getPapers', 'answer');

/** There is no health endpoint. One known paper is the lightest request; it is free and takes one turn of the pace. */
export const probeOperation: Operation<Record<string, never>, unknown> = defineOperation<
  Record<string, never>,
  unknown
>({
  name: 'probe',
  method: 'GET',
  path: '/api/query',
  safety: 'read',
  billed: false,
  response: 'text',
  request: () => ({ query: { id_list: ['0704.0001'], max_results: 1 } }),
  output: feedSchema('probe', 'answer'),
});
