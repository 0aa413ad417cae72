import type { CallOptions, ResultPromise, SkippedItem } from '@headwater/core';
import type { NewsFace } from '../news-face.ts';
import type { GdeltSettings, Open } from '../news-types.ts';

/** https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/. The window is `timespan`, or `start` and `end`. */
export interface GdeltWindow {
  /** GDELT's own syntax; `gdeltQuery()` writes it. Words of fewer than 3 characters are refused. */
  query: string;
  /** `15min`, `6h`, `3d`, `2w`, `3months`; at least 15 minutes. @default about three months */
  timespan?: string | undefined;
  /** ISO 8601 day or date-time, UTC. */
  start?: string | undefined;
  /** ISO 8601 day or date-time, UTC. @default now, when `start` is given */
  end?: string | undefined;
}

export interface GdeltArticlesOptions extends GdeltWindow {
  /** 1 to 250. There are no further pages. @default 75 */
  maxRecords?: number | undefined;
  /** @default relevance */
  sort?: Open<'DateDesc' | 'DateAsc' | 'ToneDesc' | 'ToneAsc' | 'HybridRel'> | undefined;
}

export type GdeltTimelineMode =
  | 'TimelineVol'
  | 'TimelineVolRaw'
  | 'TimelineTone'
  | 'TimelineLang'
  | 'TimelineSourceCountry';

export interface GdeltTimelineOptions extends GdeltWindow {
  /** @default 'TimelineVol' */
  mode?: GdeltTimelineMode | undefined;
  /** Steps to average over, 0 to 30. @default 0 */
  timelineSmooth?: number | undefined;
}

/** Modes whose answers GDELT does not describe. */
export type GdeltOtherMode = Open<
  | 'ImageCollage'
  | 'ImageCollageInfo'
  | 'ImageCollageShare'
  | 'ImageGallery'
  | 'WordCloudEnglish'
  | 'WordCloudTheme'
  | 'WordCloudImageTags'
  | 'WordCloudImageWebTags'
>;

export interface GdeltModeOptions extends GdeltWindow {
  mode: GdeltOtherMode;
  maxRecords?: number | undefined;
}

export interface GdeltArticle {
  url: string;
  urlMobile: string | null;
  title: string | null;
  /** ISO 8601 date-time at which GDELT first saw it: not its publication. */
  seenAt: string | null;
  socialImage: string | null;
  domain: string | null;
  /** English name, for example `German`. */
  language: string | null;
  /** English name. */
  sourceCountry: string | null;
  /** Zero-based position in the answer, malformed ones counted. */
  rank: number;
}

export interface GdeltArticles {
  articles: GdeltArticle[];
  skipped: SkippedItem[];
  /** Whether as many came as were asked for: there may be more, which only a narrower window shows. */
  truncated: boolean;
  notices: string[];
}

export interface GdeltTimeline {
  series: {
    name: string;
    /** Shares in percent, for `TimelineVolRaw` counts; `norm` is the number of all articles, which it alone gives. */
    data: { date: string; value: number; norm: number | null }[];
  }[];
  skipped: SkippedItem[];
  notices: string[];
}

export interface GdeltToneChart {
  bins: { bin: number; count: number; topArticles: { url: string; title: string | null }[] }[];
  skipped: SkippedItem[];
  notices: string[];
}

export interface GdeltModeAnswer {
  /** As GDELT gives it, unchecked. */
  answer: Record<string, unknown>;
  notices: string[];
}

export interface Gdelt extends NewsFace<GdeltSettings> {
  readonly backend: 'gdelt';
  /** Articles by GDELT's own query syntax, at most 250; there are no further pages and no total. */
  articles(options: string | GdeltArticlesOptions, callOptions?: CallOptions): ResultPromise<GdeltArticles>;
  /** How much, or in which tone, languages or countries, was written over time. */
  timeline(options: string | GdeltTimelineOptions, callOptions?: CallOptions): ResultPromise<GdeltTimeline>;
  /** How many articles are of which tone. */
  toneChart(options: string | GdeltWindow, callOptions?: CallOptions): ResultPromise<GdeltToneChart>;
  /** Any other mode, for example of images and word clouds, as GDELT answers it. */
  mode(options: GdeltModeOptions, callOptions?: CallOptions): ResultPromise<GdeltModeAnswer>;
}
