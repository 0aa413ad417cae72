import { defineOperation, type Operation } from '@headwater/core';
import type { Schema } from '@headwater/core/schema';
import { softCrossrefFailure } from './crossref-errors.ts';
import {
  type ListInput,
  listInput,
  listOf,
  type SingleInput,
  single,
  singleInput,
  type WireList,
} from './crossref-schemas.ts';

/** Lists over all of Crossref can take most of a minute. */
const attemptTimeoutMs = 20_000;
const read = {
  method: 'GET',
  safety: 'read',
  billed: false,
  attemptTimeoutMs,
  softError: softCrossrefFailure,
} as const;

/** Crossref asks for answers to be kept instead of asked for again, and sends no cache headers. */
const cacheTtlMs = 3_600_000;

/** A path with an id in it is worked out before the call; the operation shows its pattern. */
export function listOperation<Item>(
  name: string,
  path: string,
  item: () => Schema<Item>,
): Operation<ListInput, WireList<Item>> {
  return defineOperation({
    ...read,
    name,
    path,
    costClass: 'list',
    input: listInput,
    request: ({ path: own, fields = {}, ...query }: ListInput) => ({
      path: own,
      query: {
        ...query,
        ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [`query.${field}`, value])),
      },
    }),
    output: listOf(item()),
    cacheTtlMs,
  });
}

export function singleOperation<Item>(
  name: string,
  path: string,
  item: () => Schema<Item>,
): Operation<SingleInput, Item> {
  return defineOperation({
    ...read,
    name,
    path,
    costClass: 'single',
    input: singleInput,
    request: ({ path: own, ...query }: SingleInput) => ({ path: own, query }),
    output: single(item()),
    cacheTtlMs,
  });
}
