/** A story, comment, poll or poll option as the emulator is given it. Texts are HTML. */
export interface EmulatorItem {
  id: number;
  type: 'story' | 'comment' | 'poll' | 'pollopt';
  by: string;
  /** Epoch seconds. */
  time: number;
  title?: string;
  url?: string;
  text?: string;
  points?: number;
  parent?: number;
  /** Poll options. */
  options?: readonly number[];
  /** On the front page now. */
  frontPage?: boolean;
  /** Gone from the search; the live service says so. */
  deleted?: boolean;
}

export interface EmulatorUser {
  username: string;
  about?: string;
  karma: number;
  created: number;
}

export interface EmulatorCorpus {
  items: readonly EmulatorItem[];
  users: readonly EmulatorUser[];
}

/** The corpus with the ways into it. */
export interface Forum {
  readonly items: readonly EmulatorItem[];
  item(id: number): EmulatorItem | undefined;
  user(username: string): EmulatorUser | undefined;
  children(id: number): readonly EmulatorItem[];
  /** The story a comment hangs below. */
  storyOf(item: EmulatorItem): EmulatorItem;
  /** Comments below, at any depth. */
  commentCount(item: EmulatorItem): number;
}

export function createForum({ items, users }: EmulatorCorpus): Forum {
  const byId = new Map(items.map((item) => [item.id, item]));
  const byName = new Map(users.map((user) => [user.username, user]));
  const below = new Map<number, EmulatorItem[]>();
  for (const item of items) {
    if (item.parent !== undefined) below.set(item.parent, [...(below.get(item.parent) ?? []), item]);
  }
  const children = (id: number): readonly EmulatorItem[] => below.get(id) ?? [];
  return {
    items,
    item: (id) => byId.get(id),
    user: (username) => byName.get(username),
    children,
    storyOf(item) {
      let story = item;
      for (let up = byId.get(item.parent ?? -1); up !== undefined; up = byId.get(up.parent ?? -1)) story = up;
      return story;
    },
    commentCount({ id }) {
      let count = 0;
      const left = [...children(id)];
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        count += 1;
        left.push(...children(next.id));
      }
      return count;
    },
  };
}
