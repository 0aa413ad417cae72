export { createHackerNews, type HackerNewsProvider, hackernews } from './hackernews-provider.ts';
export type {
  HackerNewsHit,
  HackerNewsItem,
  HackerNewsItemOptions,
  HackerNewsList,
  HackerNewsLiveItem,
  HackerNewsNumericFilter,
  HackerNewsPage,
  HackerNewsSearchOptions,
  HackerNewsSettings,
  HackerNewsTag,
  HackerNewsTags,
  HackerNewsThread,
  HackerNewsType,
  HackerNewsUser,
} from './hackernews-types.ts';
export { htmlToText } from './html-to-text.ts';
