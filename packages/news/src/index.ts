export { createGdelt, type Gdelt } from './gdelt/gdelt-provider.ts';
export type { GdeltQueryParts } from './gdelt/gdelt-query.ts';
export { gdeltQuery } from './gdelt/gdelt-query.ts';
export type {
  GdeltArticle,
  GdeltArticles,
  GdeltArticlesOptions,
  GdeltModeAnswer,
  GdeltModeOptions,
  GdeltOtherMode,
  GdeltTimeline,
  GdeltTimelineMode,
  GdeltTimelineOptions,
  GdeltToneChart,
  GdeltWindow,
} from './gdelt/gdelt-types.ts';
export { isWithdrawn } from './guardian/guardian-errors.ts';
export { createGuardian, type Guardian, type GuardianList } from './guardian/guardian-provider.ts';
export type {
  GuardianContent,
  GuardianEdition,
  GuardianField,
  GuardianFields,
  GuardianItem,
  GuardianItemOptions,
  GuardianPage,
  GuardianResults,
  GuardianSearchOptions,
  GuardianSection,
  GuardianShowOptions,
  GuardianTag,
  GuardianTagsOptions,
} from './guardian/guardian-types.ts';
export { htmlToText } from './html-text.ts';
export { createNews, type NewsProvider, news } from './news-provider.ts';
export type {
  GdeltSettings,
  GuardianSettings,
  NewsApiSettings,
  NewsArticle,
  NewsBackend,
  NewsList,
  NewsPage,
  NewsSearchOptions,
  NewsSettings,
} from './news-types.ts';
export type { NewsApiList } from './newsapi/newsapi-lists.ts';
export { createNewsApi, type NewsApi } from './newsapi/newsapi-provider.ts';
export type {
  NewsApiArticle,
  NewsApiCategory,
  NewsApiEverythingOptions,
  NewsApiHeadlinesOptions,
  NewsApiLanguage,
  NewsApiPage,
  NewsApiSource,
  NewsApiSources,
  NewsApiSourcesOptions,
} from './newsapi/newsapi-types.ts';
export type { ResultList } from './result-list.ts';
