export { canonicalDoi } from '@headwater/core';
export type { CrossrefCollections, CrossrefWorks, WorkOf as CrossrefWorkOf } from './crossref-collections.ts';
export { publishedOn, toIsoDate } from './crossref-dates.ts';
export { type CrossrefFilter, type CrossrefFilterName, writeFilter } from './crossref-filters.ts';
export { stripJats } from './crossref-jats.ts';
export { isRetracted, retractedBy, updatesOf } from './crossref-normalize.ts';
export {
  type CrossrefProvider,
  type CrossrefSettings,
  createCrossref,
  crossref,
} from './crossref-provider.ts';
export type {
  CrossrefAgency,
  CrossrefBatch,
  CrossrefCollectionOptions,
  CrossrefContributor,
  CrossrefDate,
  CrossrefFacet,
  CrossrefField,
  CrossrefFieldQuery,
  CrossrefFunder,
  CrossrefJournal,
  CrossrefLicense,
  CrossrefList,
  CrossrefListBounds,
  CrossrefMember,
  CrossrefPage,
  CrossrefPrefix,
  CrossrefSelectField,
  CrossrefSort,
  CrossrefType,
  CrossrefUpdate,
  CrossrefWork,
  CrossrefWorkFields,
  CrossrefWorksOptions,
} from './crossref-types.ts';
