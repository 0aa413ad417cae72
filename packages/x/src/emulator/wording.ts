/** The names an answer is written in. */
export type Wording = 'tweet' | 'post';

/** Names that differ. */
export const WORDS = {
  tweet: {
    fields: 'tweet.fields',
    includes: 'tweets',
    references: 'referenced_tweets',
    referencesExpansion: 'referenced_tweets.id',
    editHistory: 'edit_history_tweet_ids',
    note: 'note_tweet',
    reposts: 'retweet_count',
    posts: 'tweet_count',
    pinned: 'pinned_tweet_id',
    mostRecent: 'most_recent_tweet_id',
    total: 'total_tweet_count',
    otherFields: 'post.fields',
  },
  post: {
    fields: 'post.fields',
    includes: 'posts',
    references: 'referenced_posts',
    referencesExpansion: 'referenced_posts',
    editHistory: 'edit_history_post_ids',
    note: 'note_post',
    reposts: 'repost_count',
    posts: 'post_count',
    pinned: 'pinned_post_id',
    mostRecent: 'most_recent_post_id',
    total: 'total_post_count',
    otherFields: 'tweet.fields',
  },
} as const;

const SHARED_POST_FIELDS =
  'article attachments card_uri community_id context_annotations conversation_id created_at display_text_range edit_controls ' +
  'entities geo id lang matched_media_notes media_metadata non_public_metrics note_request_suggestions organic_metrics ' +
  'paid_partnership possibly_sensitive promoted_metrics public_metrics reply_settings scopes source ' +
  'suggested_source_links suggested_source_links_with_counts text withheld';
const SHARED_EXPANSIONS =
  'article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet attachments.poll_ids ' +
  'author_id entities.mentions.username geo.place_id in_reply_to_user_id username';
const SHARED_USER_FIELDS =
  'affiliation confirmed_email connection_status created_at description entities id is_identity_verified location name parody ' +
  'profile_banner_url profile_image_url protected public_metrics receives_your_dm subscribes_to_you subscription ' +
  'subscription_type url username verified verified_followers_count verified_type withheld';

const list = (...parts: string[]): ReadonlySet<string> => new Set(parts.join(' ').split(' '));

/** The values each parameter takes, by wording. The newer one took some names out of the fields. */
export const ENUMS = {
  tweet: {
    posts: list(
      SHARED_POST_FIELDS,
      'author_id edit_history_tweet_ids in_reply_to_user_id note_tweet referenced_tweets',
    ),
    users: list(SHARED_USER_FIELDS, 'most_recent_tweet_id pinned_tweet_id'),
    postExpansions: list(
      SHARED_EXPANSIONS,
      'edit_history_tweet_ids referenced_tweets.id referenced_tweets.id.author_id',
    ),
    userExpansions: list('affiliation.user_id most_recent_tweet_id pinned_tweet_id'),
  },
  post: {
    posts: list(SHARED_POST_FIELDS, 'article_title note_post'),
    users: list(SHARED_USER_FIELDS),
    postExpansions: list(SHARED_EXPANSIONS, 'edit_history_post_ids referenced_posts'),
    userExpansions: list('affiliation most_recent_post_id pinned_post_id'),
  },
} as const;

export const MEDIA_FIELDS = list(
  'alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url promoted_metrics public_metrics type url variants width',
);
export const POLL_FIELDS = list('duration_minutes end_datetime id options voting_status');
export const PLACE_FIELDS = list('contained_within country country_code full_name geo id name place_type');
