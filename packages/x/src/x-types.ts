import type { Page, PagedList, ResponseInfo, ServiceSettings } from '@headwater/core';

/** A vendor's list that grows: known values are offered, others pass. */
type Open<Known extends string> = Known | (string & {});

/**
 * Which names requests are written in. X renamed tweets to posts in its API description in 2026 while its guides kept the
 * old names. Answers are understood in both, whatever is chosen here.
 */
export type XVocabulary = 'tweet' | 'post';

/** How long a query may be: 512 (recent) and 1,024 characters on pay-per-use, 4,096 on enterprise. */
export type XAccess = 'pay-per-use' | 'enterprise';

/** See `ServiceSettings`. The token comes from `TWITTER_BEARER_TOKEN` (or `X_BEARER_TOKEN`) unless it is given here. */
export interface XSettings extends ServiceSettings {
  /** @default 'tweet' */
  vocabulary?: XVocabulary | undefined;
  /** @default 'pay-per-use' */
  access?: XAccess | undefined;
}

/** Names of either vocabulary are taken and sent in the one that is set. */
export type XPostField = Open<
  | 'article'
  | 'attachments'
  | 'author_id'
  | 'community_id'
  | 'context_annotations'
  | 'conversation_id'
  | 'created_at'
  | 'display_text_range'
  | 'edit_controls'
  | 'edit_history_post_ids'
  | 'entities'
  | 'geo'
  | 'id'
  | 'in_reply_to_user_id'
  | 'lang'
  | 'note_post'
  | 'possibly_sensitive'
  | 'public_metrics'
  | 'referenced_posts'
  | 'reply_settings'
  | 'source'
  | 'text'
  | 'withheld'
>;
export type XExpansion = Open<
  | 'author_id'
  | 'referenced_posts'
  | 'in_reply_to_user_id'
  | 'attachments.media_keys'
  | 'attachments.poll_ids'
  | 'geo.place_id'
  | 'entities.mentions.username'
  | 'edit_history_post_ids'
  | 'pinned_post_id'
  | 'most_recent_post_id'
>;
export type XUserField = Open<
  | 'created_at'
  | 'description'
  | 'entities'
  | 'id'
  | 'location'
  | 'name'
  | 'pinned_post_id'
  | 'profile_image_url'
  | 'protected'
  | 'public_metrics'
  | 'url'
  | 'username'
  | 'verified'
  | 'verified_type'
  | 'withheld'
>;
export type XMediaField = Open<
  | 'alt_text'
  | 'duration_ms'
  | 'height'
  | 'media_key'
  | 'preview_image_url'
  | 'public_metrics'
  | 'type'
  | 'url'
  | 'variants'
  | 'width'
>;
export type XPollField = Open<'duration_minutes' | 'end_datetime' | 'id' | 'options' | 'voting_status'>;
export type XPlaceField = Open<
  'contained_within' | 'country' | 'country_code' | 'full_name' | 'geo' | 'id' | 'name' | 'place_type'
>;

/** What comes with each user. An expansion is billed like any other resource that is returned. */
export interface XUserOptions {
  /** @default ['name', 'username', 'verified_type', 'public_metrics', 'description'] */
  userFields?: readonly XUserField[] | undefined;
  /** For the posts that expansions bring. @default the same as for posts */
  postFields?: readonly XPostField[] | undefined;
  /** @default [] for users */
  expansions?: readonly XExpansion[] | undefined;
}

/** What comes with each post. Every user and post that an expansion brings is charged, media, polls and places are not. */
export interface XPostOptions extends XUserOptions {
  /** @default ['author_id', 'referenced_posts', 'attachments.media_keys', 'attachments.poll_ids', 'geo.place_id'] */
  expansions?: readonly XExpansion[] | undefined;
  mediaFields?: readonly XMediaField[] | undefined;
  pollFields?: readonly XPollField[] | undefined;
  placeFields?: readonly XPlaceField[] | undefined;
}

export interface XTimeOptions {
  /** Oldest time, inclusive: ISO 8601, or a day in UTC. */
  startTime?: string | undefined;
  /** Newest time, exclusive; a day alone means the whole of it, in UTC. */
  endTime?: string | undefined;
  /** Only posts newer than this one. */
  sinceId?: string | undefined;
  /** Only posts older than this one. */
  untilId?: string | undefined;
}

export interface XListOptions {
  /** Most posts over all pages. @default no bound: every page is charged, so set one, or a `budget` */
  limit?: number | undefined;
  /** Posts per request, all of them charged. @default what `limit` needs; without a limit 10 */
  pageSize?: number | undefined;
  /** Begin at this page: the `nextCursor` of an earlier one. */
  cursor?: string | undefined;
}

export interface XSearchOptions extends XPostOptions, XTimeOptions, XListOptions {
  /** In X's query language; `buildXQuery` makes one of plain parts. */
  query: string;
  /** @default 'recency' */
  sortOrder?: Open<'recency' | 'relevancy'> | undefined;
}

export interface XMentionsOptions extends XPostOptions, XTimeOptions, XListOptions {}

export interface XTimelineOptions extends XMentionsOptions {
  exclude?: readonly Open<'replies' | 'retweets'>[] | undefined;
}

export interface XCountsOptions extends XTimeOptions {
  query: string;
  /** @default 'hour' */
  granularity?: 'minute' | 'hour' | 'day' | undefined;
  /** Names of the bucket's fields to return. @default all */
  countFields?: readonly string[] | undefined;
  cursor?: string | undefined;
}

export interface XUser {
  id: string;
  name: string;
  username: string;
  profileUrl: string;
  createdAt: string | null;
  description: string | null;
  location: string | null;
  url: string | null;
  profileImageUrl: string | null;
  protected: boolean | null;
  /** Any badge. */
  verified: boolean | null;
  /** `blue`, `business`, `government`, `none`, or what X adds. */
  verifiedType: string | null;
  metrics: { followers: number | null; following: number | null; posts: number | null; listed: number | null } | null;
  pinnedPostId: string | null;
  /** With the expansion `pinned_post_id`. */
  pinnedPost: XPost | null;
  mostRecentPostId: string | null;
  /** Fields this package does not name, as X sent them. */
  extra: Record<string, unknown>;
}

export interface XMetrics {
  reposts: number | null;
  replies: number | null;
  likes: number | null;
  quotes: number | null;
  bookmarks: number | null;
  impressions: number | null;
}

export interface XLink {
  url: string;
  expandedUrl: string | null;
  title: string | null;
  description: string | null;
}

export interface XMedia {
  mediaKey: string;
  type: string | null;
  url: string | null;
  previewImageUrl: string | null;
  altText: string | null;
  extra: Record<string, unknown>;
}

export interface XPoll {
  id: string;
  options: { position: number | null; label: string; votes: number | null }[];
  votingStatus: string | null;
  endsAt: string | null;
  durationMinutes: number | null;
}

export interface XPlace {
  id: string;
  fullName: string | null;
  country: string | null;
  countryCode: string | null;
  placeType: string | null;
  extra: Record<string, unknown>;
}

/** One post, with what the answer included joined in. `null`: not asked for, not said, or not there any more. */
export interface XPost {
  id: string;
  /** As X sends it: cut for reposts and for posts over 280 characters. */
  text: string;
  /** The whole text, as far as the answer holds it: of a long post, and of what a repost repeats. */
  fullText: string;
  /** `fullText` is cut, because what it repeats is not in the answer. */
  cut: boolean;
  url: string;
  createdAt: string | null;
  authorId: string | null;
  author: XUser | null;
  conversationId: string | null;
  inReplyToUserId: string | null;
  language: string | null;
  /** `retweeted`, `quoted`, `replied_to`. */
  references: { type: string; id: string; post: XPost | null }[];
  metrics: XMetrics | null;
  links: XLink[];
  hashtags: string[];
  cashtags: string[];
  mentions: { username: string; id: string | null; user: XUser | null }[];
  media: XMedia[];
  polls: XPoll[];
  place: XPlace | null;
  possiblySensitive: boolean | null;
  editHistoryIds: string[];
  /** Fields this package does not name, as X sent them. */
  extra: Record<string, unknown>;
}

/** Something X could not return although the rest of the answer came (HTTP 200 with `errors`). */
export interface XMissing {
  /** The last part of the problem's type, for example `resource-not-found`. */
  kind: string;
  title: string;
  detail: string | null;
  resourceType: string | null;
  /** The id or name that is missing. */
  value: string | null;
  /** The request's parameter, or the field, that named it. */
  parameter: string | null;
}

export interface XPage<Item> extends Page<Item> {
  missing: XMissing[];
  newestId: string | null;
  oldestId: string | null;
  /** What X says it returned; more than `items` when a limit cut the page. */
  resultCount: number | null;
  response: ResponseInfo;
}
export type XList<Item> = PagedList<Item, XPage<Item>>;

/** The answer to a batch of ids or names. */
export interface XBatch<Item> {
  items: Item[];
  missing: XMissing[];
  skipped: Page<Item>['skipped'];
}

export interface XCount {
  start: string;
  end: string;
  count: number;
}
export interface XCountsPage extends XPage<XCount> {
  /** Posts in all buckets of this page. */
  total: number | null;
}
export type XCountsList = PagedList<XCount, XCountsPage>;

export interface XStreamRule {
  id: string;
  value: string;
  tag: string | null;
}
export interface XRuleChange {
  /** Rules that were made, or would be; empty when rules were deleted. */
  rules: XStreamRule[];
  /** `created`, `not_created`, `valid`, `invalid`, or `deleted`, `not_deleted`. */
  summary: Record<string, number>;
  /** Rules that were refused: duplicates, invalid ones, unknown ids. They come beside those that succeeded. */
  refused: XMissing[];
  sentAt: string | null;
}
export interface XRuleOptions {
  /** Check only; nothing is changed. @default false */
  dryRun?: boolean | undefined;
}
export interface XRuleCounts {
  capPerApp: number | null;
  capPerProject: number | null;
  appRules: number | null;
  projectRules: number | null;
}

export interface XUsage {
  /** Posts a month that the project may read. */
  cap: number | null;
  used: number | null;
  /** Day of the month at which the count begins anew. */
  resetDay: number | null;
  projectId: string | null;
  daily: { date: string; used: number | null }[];
}

export interface XConnection {
  id: string | null;
  endpoint: string | null;
  connectedAt: string | null;
  disconnectedAt: string | null;
  disconnectReason: string | null;
  clientIp: string | null;
}
export interface XConnectionsOptions {
  status?: Open<'active' | 'inactive' | 'all'> | undefined;
  endpoints?: readonly Open<'filtered_stream' | 'sample_stream'>[] | undefined;
  limit?: number | undefined;
  pageSize?: number | undefined;
  connectionFields?: readonly string[] | undefined;
  cursor?: string | undefined;
}
export interface XClosedConnections {
  closed: number;
  failed: number;
}
