import type { XPostOptions, XVocabulary } from './x-types.ts';

/** Names of the newer vocabulary with those of the older one: X API description 2.167 against 2.165. */
const renamed: readonly (readonly [post: string, tweet: string])[] = [
  ['referenced_posts', 'referenced_tweets'],
  ['edit_history_post_ids', 'edit_history_tweet_ids'],
  ['note_post', 'note_tweet'],
  ['pinned_post_id', 'pinned_tweet_id'],
  ['most_recent_post_id', 'most_recent_tweet_id'],
];
const toPost = new Map(renamed.map(([post, tweet]) => [tweet, post]));
const toTweet = new Map(renamed.map(([post, tweet]) => [post, tweet]));

/** In the newer vocabulary these are no fields any more: they come with the expansion of the same name. */
const expansionsOnly = ['author_id', 'in_reply_to_user_id', 'referenced_posts', 'edit_history_post_ids'];
/** The same for users. */
const userExpansionsOnly = ['pinned_post_id', 'most_recent_post_id'];

/** The newer name of a field or expansion, whichever was given. */
const newer = (name: string): string => {
  if (name.startsWith('referenced_tweets.id'))
    return name === 'referenced_tweets.id' ? 'referenced_posts' : 'author_id';
  return toPost.get(name) ?? name;
};

const older = (name: string): string => toTweet.get(name) ?? name;
const olderExpansion = (name: string): string => (name === 'referenced_posts' ? 'referenced_tweets.id' : older(name));

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** The fields and expansions of a request in the vocabulary it is to be written in. */
export function writeFields(options: XPostOptions, vocabulary: XVocabulary): Record<string, readonly string[]> {
  const { postFields = [], userFields = [], expansions = [], mediaFields, pollFields, placeFields } = options;
  const others = {
    ...(mediaFields && { 'media.fields': mediaFields }),
    ...(pollFields && { 'poll.fields': pollFields }),
    ...(placeFields && { 'place.fields': placeFields }),
  };
  if (vocabulary === 'tweet') {
    const nested = expansions.filter((name) => name.startsWith('referenced_tweets.id.'));
    const plain = expansions.filter((name) => !nested.includes(name)).map((name) => olderExpansion(newer(name)));
    return {
      'tweet.fields': unique(postFields.map((name) => older(newer(name)))),
      'user.fields': unique(userFields.map((name) => older(newer(name)))),
      expansions: unique([...plain, ...nested]),
      ...others,
    };
  }
  const [fields, users] = [postFields.map(newer), userFields.map(newer)];
  const moved = [
    ...fields.filter((name) => expansionsOnly.includes(name)),
    ...users.filter((name) => userExpansionsOnly.includes(name)),
  ];
  return {
    'post.fields': unique(fields.filter((name) => !expansionsOnly.includes(name))),
    'user.fields': unique(users.filter((name) => !userExpansionsOnly.includes(name))),
    expansions: unique([...expansions.map(newer), ...moved]),
    ...others,
  };
}

/** Which expansions bring users, who are charged. */
const userExpansions = /^(?:author_id|in_reply_to_user_id|entities\.mentions\.username|username)$|\.author_id$/;
export const expandsUsers = (expansions: readonly string[] = []): boolean =>
  expansions.some((name) => userExpansions.test(name));
