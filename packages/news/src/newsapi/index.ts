export type { NewsApiSettings } from '../news-types.ts';
export type { ResultList } from '../result-list.ts';
export { createNewsApi } from './newsapi-provider.ts';
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
} from './newsapi-types.ts';
