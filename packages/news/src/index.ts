export type { GdeltQueryParts } from './gdelt/gdelt-query.ts';
export type {
  Gdelt,
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
export type { Guardian } from './guardian/guardian-contract.ts';
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
} from './guardian/guardian-types.ts';
export { isWithdrawn } from './guardian/withdrawn.ts';
export { htmlToText } from './html-text.ts';
export type { NewsClients } from './news-backends.ts';
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
export type {
  NewsApi,
  NewsApiArticle,
  NewsApiCategory,
  NewsApiEverythingOptions,
  NewsApiHeadlinesOptions,
  NewsApiLanguage,
  NewsApiList,
  NewsApiPage,
  NewsApiSource,
  NewsApiSources,
  NewsApiSourcesOptions,
} from './newsapi/newsapi-types.ts';
export type { ResultList } from './result-list.ts';
