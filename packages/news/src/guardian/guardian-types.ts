import type { Page, ResponseInfo, SkippedItem } from '@headwater/core';
import type { Open } from '../news-types.ts';
import type { ResultList } from '../result-list.ts';

/** Fields whose texts are numbers; they come as numbers here. */
export type GuardianNumberField = 'wordcount' | 'charCount' | 'starRating' | 'score' | 'internalPageCode';
/** Fields whose texts are `true` or `false`; they come as booleans here. */
export type GuardianBooleanField =
  | 'commentable'
  | 'isPremoderated'
  | 'allowUgc'
  | 'shouldHideAdverts'
  | 'showInRelatedContent'
  | 'hasStoryPackage'
  | 'liveBloggingNow'
  | 'isInappropriateForSponsorship'
  | 'legallySensitive'
  | 'isLive'
  | 'showAffiliateLinks';
type TextField =
  | 'headline'
  | 'trailText'
  | 'standfirst'
  | 'body'
  | 'bodyText'
  | 'byline'
  | 'bylineHtml'
  | 'main'
  | 'thumbnail'
  | 'shortUrl'
  | 'publication'
  | 'productionOffice'
  | 'lastModified'
  | 'firstPublicationDate'
  | 'newspaperEditionDate'
  | 'newspaperPageNumber'
  | 'commentCloseDate'
  | 'lang';

export type GuardianField = Open<TextField | GuardianNumberField | GuardianBooleanField>;

type Value<Field> = Field extends GuardianNumberField ? number : Field extends GuardianBooleanField ? boolean : string;

/** What was asked for, each `null` where an article has none. With `all`, whatever there is. */
export type GuardianFields<Field extends GuardianField> = 'all' extends Field
  ? { [Name in TextField | GuardianNumberField | GuardianBooleanField]?: Value<Name> } & Record<string, unknown>
  : { [Name in Field]: Value<Name> | null };

/** A list that means "all of these" as an array, or the service's own syntax: `,` and, `|` or, `-` not. */
type Filter = string | readonly string[] | undefined;
type Shown = string | readonly string[] | undefined;

export interface GuardianShowOptions<Field extends GuardianField = GuardianField> {
  /** Fields to return of each article. @default none */
  showFields?: readonly Field[] | undefined;
  /** Types of tags, or `all`: `keyword`, `contributor`, `series`, `tone`, … */
  showTags?: Shown;
  /** `audio`, `image`, `video` or `all`. */
  showElements?: Shown;
  showReferences?: Shown;
  /** `syndicatable`, `subscription-databases` or `all`. */
  showRights?: Shown;
  showBlocks?: Shown;
  showSection?: boolean | undefined;
}

interface Paging {
  /** The page to begin with, from 1. @default 1 */
  page?: number | undefined;
  /** 1 to 200. @default 10 */
  pageSize?: number | undefined;
  /** Most items over all pages. A `pageSize` above it is lowered to it. */
  limit?: number | undefined;
}

/** https://open-platform.theguardian.com/documentation/search. The service's names, in camel case. */
export interface GuardianSearchOptions<Field extends GuardianField = GuardianField>
  extends GuardianShowOptions<Field>,
    Paging {
  /** `AND`, `OR`, `NOT`, `"phrase"`, parentheses; words alone are joined by OR. */
  q?: string | undefined;
  /** Where `q` is looked for, for example `headline`, `body`. */
  queryFields?: readonly string[] | undefined;
  section?: Filter;
  tag?: Filter;
  reference?: Filter;
  referenceType?: Filter;
  productionOffice?: Filter;
  /** ISO 639-1. */
  lang?: Filter;
  ids?: Filter;
  rights?: Filter;
  starRating?: number | Filter;
  /** `article`, `liveblog`, `video`, … */
  type?: Filter;
  containsElement?: Filter;
  /** ISO 8601 day or date-time. */
  fromDate?: string | undefined;
  toDate?: string | undefined;
  /** Which date `fromDate`, `toDate` and the order go by. @default 'published' */
  useDate?: 'published' | 'first-publication' | 'newspaper-edition' | 'last-modified' | undefined;
  /** @default 'relevance' when `q` is set, else 'newest' */
  orderBy?: 'newest' | 'oldest' | 'relevance' | undefined;
}

/** https://open-platform.theguardian.com/documentation/item */
export interface GuardianItemOptions<Field extends GuardianField = GuardianField> extends GuardianShowOptions<Field> {
  showStoryPackage?: boolean | undefined;
  showEditorsPicks?: boolean | undefined;
  showMostViewed?: boolean | undefined;
  showRelatedContent?: boolean | undefined;
  /** Leaves out the recent articles of a tag or section. */
  hideRecentContent?: boolean | undefined;
}

/** https://open-platform.theguardian.com/documentation/tag */
export interface GuardianTagsOptions extends Paging {
  q?: string | undefined;
  /** Beginning of the tag's title. */
  webTitle?: string | undefined;
  type?: Open<'keyword' | 'series' | 'contributor' | 'tone' | 'type' | 'blog'> | undefined;
  section?: Filter;
  reference?: Filter;
  referenceType?: Filter;
  showReferences?: Shown;
}

export interface GuardianTag {
  id: string;
  type: Open<'keyword' | 'series' | 'contributor' | 'tone' | 'type' | 'blog'> | null;
  webTitle: string;
  webUrl: string | null;
  apiUrl: string | null;
  sectionId: string | null;
  sectionName: string | null;
  references: { id: string; type: string | null }[];
}

export interface GuardianContent<Field extends GuardianField = never> {
  /** The path at theguardian.com. */
  id: string;
  type: Open<'article' | 'liveblog' | 'gallery' | 'interactive' | 'picture' | 'video' | 'audio' | 'crossword'> | null;
  webTitle: string;
  webUrl: string;
  apiUrl: string | null;
  sectionId: string | null;
  sectionName: string | null;
  /** ISO 8601 date-time. */
  webPublicationDate: string | null;
  /** `null` for sponsored content. */
  pillarId: string | null;
  pillarName: string | null;
  isHosted: boolean | null;
  /** Exactly the fields asked for. */
  fields: GuardianFields<Field>;
  /** Empty unless asked for with `showTags`. */
  tags: GuardianTag[];
  references: { id: string; type: string | null }[];
  /** As the service gives them, when asked for. */
  elements: unknown[] | null;
  blocks: unknown;
  rights: unknown;
  section: unknown;
  /** Zero-based position among all results, malformed ones counted. */
  rank: number;
}

export interface GuardianPage<Item> extends Page<Item> {
  total: number | null;
  pages: number | null;
  orderBy: Open<'newest' | 'oldest' | 'relevance'> | null;
  userTier: string | null;
  /** Absent when the service refused the page as past the end. */
  response?: ResponseInfo;
}

export type GuardianList<Item> = ResultList<Item, GuardianPage<Item>>;

export interface GuardianSection {
  id: string;
  webTitle: string;
  webUrl: string | null;
  apiUrl: string | null;
  editions: {
    id: string;
    webTitle: string | null;
    webUrl: string | null;
    apiUrl: string | null;
    code: string | null;
  }[];
}

export interface GuardianEdition {
  id: string;
  webTitle: string | null;
  webUrl: string | null;
  apiUrl: string | null;
  path: string | null;
  edition: string | null;
}

export interface GuardianResults<Item> {
  results: Item[];
  total: number | null;
  skipped: SkippedItem[];
}

/** What stands at a path: one of `content`, `tag`, `section` and `edition`, and what was asked for around it. */
export interface GuardianItem<Field extends GuardianField = never> {
  content: GuardianContent<Field> | null;
  tag: GuardianTag | null;
  section: GuardianSection | null;
  edition: GuardianEdition | null;
  /** Recent articles of a tag or section. */
  results: GuardianContent<Field>[];
  leadContent: GuardianContent<Field>[];
  storyPackage: GuardianContent<Field>[];
  editorsPicks: GuardianContent<Field>[];
  mostViewed: GuardianContent<Field>[];
  relatedContent: GuardianContent<Field>[];
  /** Malformed articles of all these lists. */
  skipped: SkippedItem[];
}
