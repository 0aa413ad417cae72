import type { WireIncludes, WireMedia, WirePlace, WirePoll, WirePost, WireProblem, WireUser } from './x-schemas.ts';
import type { XMedia, XMissing, XPlace, XPoll, XPost, XUser } from './x-types.ts';

/** What an answer includes, by id. Made once per page: the order of includes means nothing. */
export interface Included {
  users: Map<string, WireUser>;
  usersByName: Map<string, WireUser>;
  posts: Map<string, WirePost>;
  media: Map<string, WireMedia>;
  polls: Map<string, WirePoll>;
  places: Map<string, WirePlace>;
}

type Maybe<T> = T | null | undefined;
const present = <T>(items: Maybe<readonly Maybe<T>[]>): T[] => (items ?? []).filter((item): item is T => item != null);
const byId = <T>(items: T[], key: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [key(item), item]));

export function indexIncludes(includes: Maybe<WireIncludes>): Included {
  const users = present(includes?.users);
  return {
    users: byId(users, ({ id }) => id),
    usersByName: byId(users, ({ username }) => username.toLowerCase()),
    posts: byId([...present(includes?.tweets), ...present(includes?.posts)], ({ id }) => id),
    media: byId(present(includes?.media), ({ media_key }) => media_key),
    polls: byId(present(includes?.polls), ({ id }) => id),
    places: byId(present(includes?.places), ({ id }) => id),
  };
}

/** A quoted post's own quotes are joined as well; deeper ones X does not send, and cycles must end. */
const deepest = 2;

export function toPost(wire: WirePost, included: Included, depth = 0): XPost {
  const {
    id,
    text,
    created_at,
    author_id,
    conversation_id,
    in_reply_to_user_id,
    lang,
    referenced_posts,
    referenced_tweets,
    public_metrics: counts,
    entities,
    note_post,
    note_tweet,
    attachments,
    geo,
    possibly_sensitive,
    edit_history_post_ids,
    edit_history_tweet_ids,
    ...extra
  } = wire;
  const author = author_id == null ? undefined : included.users.get(author_id);
  const references = present(referenced_posts ?? referenced_tweets).map((reference) => {
    const target = depth < deepest ? included.posts.get(reference.id) : undefined;
    return { ...reference, post: target === undefined ? null : toPost(target, included, depth + 1) };
  });
  const repeated = references.find(({ type }) => type === 'retweeted' || type === 'reposted');
  const note = note_post ?? note_tweet;
  const named = note?.entities ?? entities;
  return {
    id,
    text,
    fullText: repeated?.post?.fullText ?? note?.text ?? text,
    cut: repeated !== undefined && (repeated.post === null || repeated.post.cut),
    url: `https://x.com/${author === undefined ? 'i/web' : encodeURIComponent(author.username)}/status/${id}`,
    createdAt: created_at ?? null,
    authorId: author_id ?? null,
    author: author === undefined ? null : toUser(author, included, depth + 1),
    conversationId: conversation_id ?? null,
    inReplyToUserId: in_reply_to_user_id ?? null,
    language: lang ?? null,
    references,
    metrics:
      counts == null
        ? null
        : {
            reposts: counts.repost_count ?? counts.retweet_count ?? null,
            replies: counts.reply_count ?? null,
            likes: counts.like_count ?? null,
            quotes: counts.quote_count ?? null,
            bookmarks: counts.bookmark_count ?? null,
            impressions: counts.impression_count ?? null,
          },
    links: present(named?.urls).map(({ url, expanded_url, unwound_url, title, description }) => ({
      url,
      expandedUrl: unwound_url ?? expanded_url ?? null,
      title: title ?? null,
      description: description ?? null,
    })),
    hashtags: present(named?.hashtags).map(({ tag }) => tag),
    cashtags: present(named?.cashtags).map(({ tag }) => tag),
    mentions: present(named?.mentions).map(({ username, id: userId }) => {
      const user = included.usersByName.get(username.toLowerCase());
      return { username, id: userId ?? null, user: user === undefined ? null : toUser(user, included, depth + 1) };
    }),
    media: pick(attachments?.media_keys, included.media).map(toMedia),
    polls: pick(attachments?.poll_ids, included.polls).map(toPoll),
    place: pick(geo?.place_id == null ? [] : [geo.place_id], included.places).map(toPlace)[0] ?? null,
    possiblySensitive: possibly_sensitive ?? null,
    editHistoryIds: edit_history_post_ids ?? edit_history_tweet_ids ?? [],
    extra: known(geo == null ? extra : { ...extra, geo }),
  };
}

export function toUser(wire: WireUser, included: Included, depth = 0): XUser {
  const {
    id,
    name,
    username,
    created_at,
    description,
    location,
    url,
    profile_image_url,
    protected: isProtected,
    verified,
    verified_type,
    public_metrics: counts,
    pinned_post_id,
    pinned_tweet_id,
    most_recent_post_id,
    most_recent_tweet_id,
    ...extra
  } = wire;
  const pinnedPostId = pinned_post_id ?? pinned_tweet_id ?? null;
  const pinned = pinnedPostId === null || depth > 0 ? undefined : included.posts.get(pinnedPostId);
  return {
    id,
    name,
    username,
    profileUrl: `https://x.com/${encodeURIComponent(username)}`,
    createdAt: created_at ?? null,
    description: description ?? null,
    location: location ?? null,
    url: url ?? null,
    profileImageUrl: profile_image_url ?? null,
    protected: isProtected ?? null,
    verified: verified ?? null,
    verifiedType: verified_type ?? null,
    metrics:
      counts == null
        ? null
        : {
            followers: counts.followers_count ?? null,
            following: counts.following_count ?? null,
            posts: counts.post_count ?? counts.tweet_count ?? null,
            listed: counts.listed_count ?? null,
          },
    pinnedPostId,
    pinnedPost: pinned === undefined ? null : toPost(pinned, included, 1),
    mostRecentPostId: most_recent_post_id ?? most_recent_tweet_id ?? null,
    extra: known(extra),
  };
}

const toMedia = ({ media_key, type, url, preview_image_url, alt_text, ...extra }: WireMedia): XMedia => ({
  mediaKey: media_key,
  type: type ?? null,
  url: url ?? null,
  previewImageUrl: preview_image_url ?? null,
  altText: alt_text ?? null,
  extra: known(extra),
});

const toPoll = ({ id, options, voting_status, end_datetime, duration_minutes }: WirePoll): XPoll => ({
  id,
  options: present(options).map(({ label, position, votes }) => ({
    label,
    position: position ?? null,
    votes: votes ?? null,
  })),
  votingStatus: voting_status ?? null,
  endsAt: end_datetime ?? null,
  durationMinutes: duration_minutes ?? null,
});

const toPlace = ({ id, full_name, country, country_code, place_type, ...extra }: WirePlace): XPlace => ({
  id,
  fullName: full_name ?? null,
  country: country ?? null,
  countryCode: country_code ?? null,
  placeType: place_type ?? null,
  extra: known(extra),
});

const pick = <T>(keys: Maybe<readonly string[]>, from: Map<string, T>): T[] =>
  present((keys ?? []).map((key) => from.get(key)));

const known = (extra: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== undefined));

/** The last part of a problem's type: X writes them under two hosts. */
export const problemKind = (type: Maybe<string>): string => /[^/]+$/.exec(type ?? '')?.[0] ?? 'unknown';

export function toMissing(problems: Maybe<readonly Maybe<WireProblem>[]>): XMissing[] {
  return present(problems).map((problem) => ({
    kind: problemKind(problem.type),
    title: problem.title ?? problem.message ?? 'X gave no reason',
    detail: problem.detail ?? null,
    resourceType: problem.resource_type ?? null,
    value: problem.resource_id ?? (problem.value == null ? null : String(problem.value)),
    parameter: problem.parameter ?? problem.field ?? null,
  }));
}
