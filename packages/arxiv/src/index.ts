export { type ArxivId, parseArxivId } from '@headwater/core';
export { type ArxivProvider, type ArxivSettings, arxiv, createArxiv } from './arxiv-provider.ts';
export {
  type ArxivQuery,
  type ArxivText,
  allOf,
  anyOf,
  anyWord,
  anywhere,
  byAuthor,
  inAbstract,
  inCategory,
  inComment,
  inJournalReference,
  inTitle,
  rawQuery,
  submitted,
  without,
  withReportNumber,
} from './arxiv-query.ts';
export type {
  ArxivAuthor,
  ArxivBatch,
  ArxivList,
  ArxivPage,
  ArxivPaper,
  ArxivSearchOptions,
  ArxivSortBy,
} from './arxiv-types.ts';
