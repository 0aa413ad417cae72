import { isIsoDate, webAddress } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  lenient,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  union,
  unknown,
} from '@headwater/core/schema';
import type { GuardianItemOptions, GuardianSearchOptions, GuardianTagsOptions } from './guardian-types.ts';

const text = string({ minLength: 1 });
const names = optional(union([text, array(text, { minLength: 1 })]));
const flag = optional(boolean());
const date = optional(refine(string(), isIsoDate, 'must be an ISO 8601 date such as 2024-05-31'));
const wellFormed = optional(refine(text, (value) => value.isWellFormed(), 'must be well-formed'));
const paging = {
  page: optional(number({ integer: true, minimum: 1 })),
  pageSize: optional(number({ integer: true, minimum: 1, maximum: 200 })),
};
const show = {
  showFields: optional(array(text, { minLength: 1 })),
  showTags: names,
  showElements: names,
  showReferences: names,
  showRights: names,
  showBlocks: names,
  showSection: flag,
};

export type SearchInput = Omit<GuardianSearchOptions, 'limit'>;
const searchShape = {
  q: wellFormed,
  queryFields: optional(array(text, { minLength: 1 })),
  section: names,
  tag: names,
  reference: names,
  referenceType: names,
  productionOffice: names,
  lang: names,
  ids: names,
  rights: names,
  starRating: optional(union([number({ integer: true, minimum: 0, maximum: 5 }), text, array(text)])),
  type: names,
  containsElement: names,
  fromDate: date,
  toDate: date,
  useDate: optional(oneOf(['published', 'first-publication', 'newspaper-edition', 'last-modified'])),
  orderBy: optional(oneOf(['newest', 'oldest', 'relevance'])),
  ...show,
};
const inOrder = ({ fromDate, toDate }: Pick<SearchInput, 'fromDate' | 'toDate'>) =>
  fromDate === undefined || toDate === undefined || !(Date.parse(fromDate) > Date.parse(toDate));
const orderRule = 'fromDate must not be after toDate';
export const searchInput = refine(
  strictObject({ ...searchShape, ...paging }) as Schema<SearchInput>,
  inOrder,
  orderRule,
);

/** A path at theguardian.com: no address, no query, and nothing that leads out of it. */
export const isItemId = (id: string): boolean =>
  /^[\w!$'()*+,.:@~%-]+(?:\/[\w!$'()*+,.:@~%-]+)*$/.test(id) && !/(?:^|\/)(?:%2e|\.){1,2}(?:\/|$)/i.test(id);
const itemId = refine(string(), isItemId, 'must be a path such as world/2024/may/31/name');

export type NextInput = Omit<SearchInput, 'page'> & { id: string };
export const nextInput = refine(
  strictObject({ ...searchShape, pageSize: paging.pageSize, id: itemId }) as Schema<NextInput>,
  inOrder,
  orderRule,
);

export type ItemInput = GuardianItemOptions & { id: string };
export const itemInput: Schema<ItemInput> = strictObject({
  id: itemId,
  ...show,
  showStoryPackage: flag,
  showEditorsPicks: flag,
  showMostViewed: flag,
  showRelatedContent: flag,
  hideRecentContent: flag,
});

export type TagsInput = Omit<GuardianTagsOptions, 'limit'>;
export const tagsInput: Schema<TagsInput> = strictObject({
  q: wellFormed,
  webTitle: wellFormed,
  type: optional(text),
  section: names,
  reference: names,
  referenceType: names,
  showReferences: names,
  ...paging,
});

export const queryInput: Schema<{ q?: string | undefined }> = strictObject({ q: wellFormed });

// What the Guardian answers: always inside `response`.

const field = lenient(string());
const references = lenient(array(lenient(object({ id: text, type: field }))));

export const wireTag = object({
  id: text,
  type: field,
  webTitle: string(),
  webUrl: field,
  apiUrl: field,
  sectionId: field,
  sectionName: field,
  references,
});
export type WireTag = Infer<typeof wireTag>;

export const wireContent = object({
  id: text,
  type: field,
  webTitle: string(),
  webUrl: refine(text, (url) => webAddress(url) !== undefined, 'expected an http(s) address'),
  apiUrl: field,
  sectionId: field,
  sectionName: field,
  webPublicationDate: field,
  pillarId: field,
  pillarName: field,
  isHosted: lenient(boolean()),
  fields: lenient(record(unknown())),
  tags: lenient(array(unknown())),
  references,
  elements: lenient(array(unknown())),
  blocks: lenient(unknown()),
  rights: lenient(unknown()),
  section: lenient(unknown()),
});
export type WireContent = Infer<typeof wireContent>;

export const wireSection = object({
  id: text,
  webTitle: string(),
  webUrl: field,
  apiUrl: field,
  editions: lenient(array(lenient(object({ id: text, webTitle: field, webUrl: field, apiUrl: field, code: field })))),
});
export type WireSection = Infer<typeof wireSection>;

export const wireEdition = object({
  id: text,
  webTitle: field,
  webUrl: field,
  apiUrl: field,
  path: field,
  edition: field,
});
export type WireEdition = Infer<typeof wireEdition>;

const listHead = {
  total: lenient(numberLike()),
  userTier: field,
};
export const pageOutput = object({
  response: object({
    ...listHead,
    currentPage: lenient(numberLike()),
    pages: lenient(numberLike()),
    orderBy: field,
    results: array(unknown()),
  }),
});
export type WirePage = Infer<typeof pageOutput>;

const listed = lenient(array(unknown()));
export const itemOutput = object({
  response: refine(
    object({
      content: lenient(wireContent),
      tag: lenient(wireTag),
      section: lenient(wireSection),
      edition: lenient(wireEdition),
      results: listed,
      leadContent: listed,
      storyPackage: listed,
      editorsPicks: listed,
      mostViewed: listed,
      relatedContent: listed,
    }),
    (item) => Boolean(item.content ?? item.tag ?? item.section ?? item.edition),
    'has neither content, tag, section nor edition',
  ),
});
export type WireItem = Infer<typeof itemOutput>;
