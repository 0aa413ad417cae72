export { htmlToText } from '../html-text.ts';
export type { GuardianSettings } from '../news-types.ts';
export type { ResultList } from '../result-list.ts';
export type { Guardian } from './guardian-contract.ts';
export { createGuardian } from './guardian-provider.ts';
export type {
  GuardianContent,
  GuardianEdition,
  GuardianField,
  GuardianFields,
  GuardianItem,
  GuardianItemOptions,
  GuardianList,
  GuardianPage,
  GuardianResults,
  GuardianSearchOptions,
  GuardianSection,
  GuardianShowOptions,
  GuardianTag,
  GuardianTagsOptions,
} from './guardian-types.ts';
export { isWithdrawn } from './withdrawn.ts';
