/** A user as the emulator is given it. */
export interface EmulatorUser {
  id: string;
  username: string;
  name: string;
  createdAt: string;
  description?: string;
  location?: string;
  url?: string;
  verifiedType?: 'blue' | 'business' | 'government' | 'none';
  /** Its posts can be named but not read. */
  protected?: boolean;
  /** Look-ups are refused. */
  suspended?: boolean;
  followers?: number;
  following?: number;
  pinnedPostId?: string;
}

export interface EmulatorMedia {
  key: string;
  type: 'photo' | 'video' | 'animated_gif';
  url: string;
  altText?: string;
  width?: number;
  height?: number;
}

/** A post as the emulator is given it. */
export interface EmulatorPost {
  /** A number of up to 19 digits; newer posts have greater ones. */
  id: string;
  /** The text; over 280 characters X shows the rest as a note only. */
  text: string;
  authorId: string;
  createdAt: string;
  lang?: string;
  likes?: number;
  reposts?: number;
  replies?: number;
  quotes?: number;
  references?: readonly { type: 'replied_to' | 'quoted' | 'retweeted'; id: string }[];
  links?: readonly { shortUrl: string; expandedUrl: string; title?: string }[];
  media?: readonly EmulatorMedia[];
  poll?: { id: string; options: readonly { label: string; votes: number }[]; minutes: number };
  place?: { id: string; fullName: string; country: string; countryCode: string };
  sensitive?: boolean;
}

export interface EmulatorCorpus {
  users: readonly EmulatorUser[];
  posts: readonly EmulatorPost[];
}

/** The corpus with the ways into it. */
export interface Archive {
  /** Newest first. */
  readonly posts: readonly EmulatorPost[];
  post(id: string): EmulatorPost | undefined;
  user(id: string): EmulatorUser | undefined;
  userNamed(username: string): EmulatorUser | undefined;
  postsOf(userId: string): readonly EmulatorPost[];
  repliesTo(post: EmulatorPost): EmulatorUser | undefined;
  conversationOf(post: EmulatorPost): string;
}

export function createArchive({ users, posts }: EmulatorCorpus): Archive {
  const ordered = [...posts].sort((first, second) => compareIds(second.id, first.id));
  const byId = new Map(ordered.map((post) => [post.id, post]));
  const usersById = new Map(users.map((user) => [user.id, user]));
  const usersByName = new Map(users.map((user) => [user.username.toLowerCase(), user]));
  const byAuthor = new Map<string, EmulatorPost[]>();
  for (const post of ordered) byAuthor.set(post.authorId, [...(byAuthor.get(post.authorId) ?? []), post]);
  const parentOf = (post: EmulatorPost): EmulatorPost | undefined =>
    byId.get(post.references?.find(({ type }) => type === 'replied_to')?.id ?? '');
  return {
    posts: ordered,
    post: (id) => byId.get(id),
    user: (id) => usersById.get(id),
    userNamed: (username) => usersByName.get(username.toLowerCase()),
    postsOf: (userId) => byAuthor.get(userId) ?? [],
    repliesTo: (post) => usersById.get(parentOf(post)?.authorId ?? ''),
    conversationOf(post) {
      let root = post;
      for (let parent = parentOf(post); parent !== undefined; parent = parentOf(parent)) root = parent;
      return root.id;
    },
  };
}

/** Ids pass what a number can hold. */
export function compareIds(first: string, second: string): number {
  return first.length - second.length || (first < second ? -1 : first > second ? 1 : 0);
}
