import { defineOperation, type Operation, type QueryValue, type Schema } from '@headwater/core';
import { guardianSoftError } from './guardian-errors.ts';
import {
  type ItemInput,
  itemInput,
  itemOutput,
  type NextInput,
  nextInput,
  pageOutput,
  queryInput,
  type SearchInput,
  searchInput,
  type TagsInput,
  tagsInput,
  type WireItem,
  type WirePage,
} from './guardian-schemas.ts';

const read = {
  method: 'GET',
  safety: 'read',
  billed: false,
  softError: guardianSoftError,
  cacheTtlMs: 300_000,
} as const;

/** `showFields` → `show-fields` */
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function query(options: object): Record<string, QueryValue> {
  const pairs = Object.entries(options).map(([name, value]) => [
    kebab(name),
    // A bare name would be sent for `true`.
    typeof value === 'boolean' ? String(value) : (value as QueryValue),
  ]);
  return { format: 'json', ...Object.fromEntries(pairs) };
}

function list<Input extends object>(name: string, path: string, input: Schema<Input>): Operation<Input, WirePage> {
  return defineOperation({
    ...read,
    name,
    path,
    input,
    request: (options: Input) => ({ query: query(options) }),
    output: pageOutput,
  });
}

/** https://open-platform.theguardian.com/documentation/search */
export const searchOperation: Operation<SearchInput, WirePage> = list('guardian.search', '/search', searchInput);
/** https://open-platform.theguardian.com/documentation/tag */
export const tagsOperation: Operation<TagsInput, WirePage> = list('guardian.tags', '/tags', tagsInput);
/** https://open-platform.theguardian.com/documentation/section */
export const sectionsOperation = list('guardian.sections', '/sections', queryInput);
/** https://open-platform.theguardian.com/documentation/edition */
export const editionsOperation = list('guardian.editions', '/editions', queryInput);

/** https://open-platform.theguardian.com/documentation/item */
export const itemOperation: Operation<ItemInput, WireItem> = defineOperation({
  ...read,
  name: 'guardian.item',
  path: '/{id}',
  input: itemInput,
  request: ({ id, ...options }: ItemInput) => ({ path: `/${id}`, query: query(options) }),
  output: itemOutput,
});

/** The page after a known article: how the official client walks deeper than page numbers reach. */
export const nextOperation: Operation<NextInput, WirePage> = defineOperation({
  ...read,
  name: 'guardian.next',
  path: '/content/{id}/next',
  input: nextInput,
  request: ({ id, ...options }: NextInput) => ({ path: `/content/${id}/next`, query: query(options) }),
  output: pageOutput,
});
