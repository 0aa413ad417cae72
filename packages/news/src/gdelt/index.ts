export type { GdeltSettings } from '../news-types.ts';
export { createGdelt } from './gdelt-provider.ts';
export { type GdeltQueryParts, gdeltQuery } from './gdelt-query.ts';
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
} from './gdelt-types.ts';
