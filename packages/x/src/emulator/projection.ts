import type { Archive, EmulatorMedia, EmulatorPost, EmulatorUser } from './archive.ts';
import type { Selection } from './parameters.ts';
import { notAuthorized, notFound, type ProblemFields } from './problems.ts';
import { WORDS } from './wording.ts';

type Wire = Record<string, unknown>;

const SHORT = 280;

const only = (wire: Wire, fields: ReadonlySet<string>): Wire =>
  Object.fromEntries(Object.entries(wire).filter(([name, value]) => fields.has(name) && value !== undefined));

/** X writes these three as entities. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function shownText(post: EmulatorPost, archive: Archive): string {
  const repeated = post.references?.find(({ type }) => type === 'retweeted');
  const text = escaped(post.text);
  if (repeated !== undefined) {
    const author = archive.user(archive.post(repeated.id)?.authorId ?? '')?.username ?? 'unknown';
    const line = `RT @${author}: ${text}`;
    return line.length > 140 ? `${line.slice(0, 139)}…` : line;
  }
  return text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text;
}

function entitiesOf({ text, links = [] }: EmulatorPost, archive: Archive): Wire | undefined {
  const found = (mark: string, name: string, pattern: RegExp): Wire[] =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      [name]: (match[0] as string).slice(mark.length),
    }));
  const mentions = found('@', 'username', /@\w{1,15}/g).map((mention) => ({
    ...mention,
    id: archive.userNamed(String(mention.username))?.id,
  }));
  const urls = links.map(({ shortUrl, expandedUrl, title }) => ({
    start: text.indexOf(shortUrl),
    end: text.indexOf(shortUrl) + shortUrl.length,
    url: shortUrl,
    expanded_url: expandedUrl,
    display_url: expandedUrl.replace(/^https?:\/\//, '').slice(0, 30),
    ...(title !== undefined && { title, status: 200, unwound_url: expandedUrl }),
  }));
  const all = {
    hashtags: found('#', 'tag', /#[\p{L}\p{N}_]+/gu),
    cashtags: found('$', 'tag', /\$[A-Za-z]{1,6}\b/g),
    mentions,
    urls,
  };
  const present = Object.entries(all).filter(([, values]) => values.length > 0);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

function toWirePost(post: EmulatorPost, archive: Archive, selection: Selection): Wire {
  const words = WORDS[selection.wording];
  const { likes = 0, reposts = 0, replies = 0, quotes = 0 } = post;
  const attachments = {
    ...(post.media && { media_keys: post.media.map(({ key }) => key) }),
    ...(post.poll && { poll_ids: [post.poll.id] }),
  };
  const wire: Wire = {
    id: post.id,
    text: shownText(post, archive),
    [words.editHistory]: [post.id],
    author_id: post.authorId,
    created_at: new Date(post.createdAt).toISOString(),
    conversation_id: archive.conversationOf(post),
    in_reply_to_user_id: archive.repliesTo(post)?.id,
    lang: post.lang ?? 'und',
    [words.references]: post.references,
    public_metrics: {
      [words.reposts]: reposts,
      reply_count: replies,
      like_count: likes,
      quote_count: quotes,
      bookmark_count: 0,
      impression_count: likes * 20,
    },
    entities: entitiesOf(post, archive),
    attachments: Object.keys(attachments).length === 0 ? undefined : attachments,
    geo: post.place && { place_id: post.place.id },
    possibly_sensitive: post.sensitive ?? false,
    reply_settings: 'everyone',
    [words.note]: post.text.length > SHORT ? { text: escaped(post.text) } : undefined,
  };
  // Not selectable in the newer names: they come with their expansions.
  const { expansions } = selection;
  const expanded = [
    ...(expansions.has('author_id') ? ['author_id'] : []),
    ...(expansions.has('in_reply_to_user_id') ? ['in_reply_to_user_id'] : []),
    ...(expansions.has(words.referencesExpansion) ? [words.references] : []),
    ...(expansions.has('attachments.media_keys') || expansions.has('attachments.poll_ids') ? ['attachments'] : []),
    ...(expansions.has('geo.place_id') ? ['geo'] : []),
  ];
  return only(wire, new Set([...selection.posts, ...expanded]));
}

export function toWireUser(user: EmulatorUser, archive: Archive, selection: Selection): Wire {
  const words = WORDS[selection.wording];
  const posts = archive.postsOf(user.id);
  const wire: Wire = {
    id: user.id,
    name: user.name,
    username: user.username,
    created_at: new Date(user.createdAt).toISOString(),
    description: user.description ?? '',
    location: user.location,
    url: user.url,
    profile_image_url: `https://media.example/${user.username}.jpg`,
    protected: user.protected ?? false,
    verified: (user.verifiedType ?? 'none') !== 'none',
    verified_type: user.verifiedType ?? 'none',
    public_metrics: {
      followers_count: user.followers ?? 0,
      following_count: user.following ?? 0,
      [words.posts]: posts.length,
      listed_count: 0,
    },
    [words.pinned]: user.pinnedPostId,
    [words.mostRecent]: posts[0]?.id,
  };
  const expanded = [words.pinned, words.mostRecent].filter((name) => selection.expansions.has(name));
  return only(wire, new Set([...selection.users, ...expanded]));
}

const toWireMedia = (media: EmulatorMedia, { media: fields }: Selection): Wire =>
  only(
    {
      media_key: media.key,
      type: media.type,
      url: media.type === 'photo' ? media.url : undefined,
      preview_image_url: media.type === 'photo' ? undefined : media.url,
      alt_text: media.altText,
      width: media.width,
      height: media.height,
    },
    fields,
  );

function toWirePoll(post: EmulatorPost, { polls }: Selection): Wire {
  const { id, options, minutes } = post.poll as NonNullable<EmulatorPost['poll']>;
  const wire = {
    id,
    options: options.map((option, index) => ({ position: index + 1, ...option })),
    duration_minutes: minutes,
    end_datetime: new Date(Date.parse(post.createdAt) + minutes * 60_000).toISOString(),
    voting_status: 'open',
  };
  return only(wire, polls);
}

function toWirePlace({ place }: EmulatorPost, { places }: Selection): Wire {
  const { id, fullName, country, countryCode } = place as NonNullable<EmulatorPost['place']>;
  const wire = {
    id,
    full_name: fullName,
    name: fullName.split(',')[0],
    country,
    country_code: countryCode,
    place_type: 'city',
  };
  return only(wire, places);
}

export interface Projected {
  data: Wire[];
  includes: Record<string, Wire[]>;
  errors: ProblemFields[];
}

/** Posts as the answer's `data`, with what the expansions bring and what they cannot. */
export function projectPosts(posts: readonly EmulatorPost[], archive: Archive, selection: Selection): Projected {
  const words = WORDS[selection.wording];
  const { expansions } = selection;
  const users = new Map<string, EmulatorUser>();
  const others = new Map<string, EmulatorPost>();
  const media = new Map<string, Wire>();
  const polls = new Map<string, Wire>();
  const places = new Map<string, Wire>();
  const errors: ProblemFields[] = [];
  const addUser = (user: EmulatorUser | undefined) => void (user !== undefined && users.set(user.id, user));

  for (const post of posts) {
    if (expansions.has(words.referencesExpansion)) {
      for (const { id } of post.references ?? []) {
        const target = archive.post(id);
        const parameter = `${words.references}.id`;
        if (target === undefined) errors.push(notFound('tweet', parameter, id));
        else if (archive.user(target.authorId)?.protected) errors.push(notAuthorized('tweet', parameter, id));
        else others.set(id, target);
      }
    }
    if (expansions.has('in_reply_to_user_id')) addUser(archive.repliesTo(post));
    if (expansions.has('attachments.poll_ids') && post.poll) polls.set(post.poll.id, toWirePoll(post, selection));
    if (expansions.has('geo.place_id') && post.place) places.set(post.place.id, toWirePlace(post, selection));
    if (expansions.has('attachments.media_keys')) {
      for (const item of post.media ?? []) media.set(item.key, toWireMedia(item, selection));
    }
    if (expansions.has('entities.mentions.username')) {
      for (const [, name] of post.text.matchAll(/@(\w{1,15})/g)) addUser(archive.userNamed(name as string));
    }
  }
  const withAuthors = [...(expansions.has('author_id') ? posts : [])];
  if (
    expansions.has('referenced_tweets.id.author_id') ||
    (selection.wording === 'post' && expansions.has('author_id'))
  ) {
    withAuthors.push(...others.values());
  }
  for (const { authorId } of withAuthors) addUser(archive.user(authorId));

  const groups: [string, Wire[]][] = [
    ['users', [...users.values()].map((user) => toWireUser(user, archive, selection))],
    [words.includes, [...others.values()].map((post) => toWirePost(post, archive, selection))],
    ['media', [...media.values()]],
    ['polls', [...polls.values()]],
    ['places', [...places.values()]],
  ];
  return {
    data: posts.map((post) => toWirePost(post, archive, selection)),
    includes: Object.fromEntries(groups.filter(([, items]) => items.length > 0)),
    errors,
  };
}

/** Users, with the posts their expansions bring. */
export function projectUsers(users: readonly EmulatorUser[], archive: Archive, selection: Selection): Projected {
  const words = WORDS[selection.wording];
  const wanted = users.flatMap((user) => [
    ...(selection.expansions.has(words.pinned) && user.pinnedPostId !== undefined ? [user.pinnedPostId] : []),
    ...(selection.expansions.has(words.mostRecent)
      ? archive
          .postsOf(user.id)
          .slice(0, 1)
          .map(({ id }) => id)
      : []),
  ]);
  const posts = [...new Set(wanted)].map((id) => archive.post(id)).filter((post) => post !== undefined);
  return {
    data: users.map((user) => toWireUser(user, archive, selection)),
    includes: posts.length === 0 ? {} : { [words.includes]: posts.map((post) => toWirePost(post, archive, selection)) },
    errors: [],
  };
}
