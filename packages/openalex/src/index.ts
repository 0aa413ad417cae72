export { canonicalDoi } from '@headwater/core';
export { reconstructAbstract } from './openalex-abstract.ts';
export { type OpenAlexBudget, readOpenAlexBudget } from './openalex-budget.ts';
export type { OpenAlexCollection, OpenAlexFound } from './openalex-collections.ts';
export type {
  OpenAlexEntity,
  OpenAlexEntityName,
  OpenAlexField,
  OpenAlexOtherEntity,
  OpenAlexRecord,
  OpenAlexSelected,
} from './openalex-entities.ts';
export {
  allOf,
  anyOf,
  chunkValues,
  greaterThan,
  lessThan,
  not,
  type OpenAlexCondition,
  type OpenAlexFilter,
  type OpenAlexFilterValue,
  type OpenAlexWorkFilterName,
  range,
  writeFilter,
} from './openalex-filters.ts';
export { doi, idUrl, shortId } from './openalex-ids.ts';
export {
  createOpenAlex,
  type OpenAlexCollections,
  type OpenAlexProvider,
  type OpenAlexSettings,
  openalex,
} from './openalex-provider.ts';
export type {
  OpenAlexAuthorship,
  OpenAlexAutocompleteEntity,
  OpenAlexBatch,
  OpenAlexGroup,
  OpenAlexGroupOptions,
  OpenAlexList,
  OpenAlexListOptions,
  OpenAlexLocation,
  OpenAlexNarrowing,
  OpenAlexPage,
  OpenAlexRateLimit,
  OpenAlexSource,
  OpenAlexSuggestion,
  OpenAlexWork,
  OpenAlexWorkTopic,
} from './openalex-types.ts';
