import { createRandom } from '@headwater/testkit';
import type { EmulatorCorpus, EmulatorPost, EmulatorUser } from './archive.ts';
import { sampleTopics } from './sample-sentences.ts';

/** How every generated post begins, so that none can be taken for a real one. */
export const SYNTHETIC_MARK = '[Synthetic sample post]';

export interface SyntheticPostsOptions {
  /** The same seed and time give the same posts. @default 1 */
  seed?: number;
  /** The time the newest post is written shortly before, in epoch milliseconds. */
  now: number;
  /** Posts to generate, beside the few that refer to others. @default 24 */
  count?: number;
}

const EPOCH = 1_288_834_974_657n;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** An id as X makes them: the time, then a number that tells posts of one millisecond apart. */
function idAt(at: number, sequence: number): string {
  return String(((BigInt(at) - EPOCH) << 22n) + BigInt(sequence % 4096));
}

const PEOPLE: readonly (readonly [username: string, name: string])[] = [
  ['ada_samples', 'Ada Lindqvist'],
  ['quayside_daniel', 'Daniel Abebe'],
  ['ines_writes', 'Ines Moreau'],
  ['marta_teaches', 'Marta Kowalczyk'],
  ['oldharbour_news', 'Oldharbour Sample News'],
  ['port_ansel_grid', 'Port Ansel Grid (sample)'],
];

function makeUsers(random: () => number, now: number): EmulatorUser[] {
  return PEOPLE.map(([username, name], index) => ({
    id: String(900_100_000 + index * 37),
    username,
    name,
    createdAt: new Date(now - Math.floor((400 + random() * 3000) * DAY)).toISOString(),
    description: 'Synthetic sample account: nobody stands behind it.',
    location: 'Oldharbour (invented)',
    url: `https://${username.replaceAll('_', '-')}.example/`,
    verifiedType: index > 3 ? 'business' : random() < 0.4 ? 'blue' : 'none',
    followers: Math.floor(random() * 20_000),
    following: Math.floor(random() * 900),
  }));
}

/** Generates users and posts from a seed: three of four within the last week, the others up to three years old. */
export function createSyntheticPosts(options: SyntheticPostsOptions): EmulatorCorpus {
  const { seed = 1, now, count = 24 } = options;
  const random = createRandom(seed);
  const users = makeUsers(random, now);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const sentences = sampleTopics.flatMap(({ tag, sentences: said }) => said.map((sentence) => ({ tag, sentence })));
  const posts = Array.from({ length: count }, (_, index): EmulatorPost => {
    const { tag, sentence } = sentences[index % sentences.length] as (typeof sentences)[number];
    // Full rounds through the sentences are marked, so that no two posts are the same.
    const round = index < sentences.length ? '' : ` (${Math.floor(index / sentences.length) + 1})`;
    const isOld = index % 4 === 3;
    const age = isOld ? 8 * DAY + random() * 1000 * DAY : 10 * MINUTE + random() * 6.5 * DAY;
    const at = Math.floor((now - age) / 1000) * 1000;
    return {
      id: idAt(at, index),
      text: `${SYNTHETIC_MARK} ${sentence}${round} #${tag}`,
      authorId: pick(users).id,
      createdAt: new Date(at).toISOString(),
      lang: 'en',
      likes: Math.floor(random() ** 3 * 4000),
      reposts: Math.floor(random() ** 3 * 600),
      replies: Math.floor(random() ** 2 * 80),
      quotes: Math.floor(random() ** 3 * 40),
    };
  });
  return { users, posts: [...posts, ...makeReferrals(posts, users, now)] };
}

/** One post of each kind that refers to something: reply, quote, repost, long text, media, poll, place, lost reference. */
function makeReferrals(posts: readonly EmulatorPost[], users: readonly EmulatorUser[], now: number): EmulatorPost[] {
  const [target] = posts;
  if (target === undefined) return [];
  const user = (index: number): string => (users[index % users.length] as EmulatorUser).id;
  const written = (index: number, text: string, rest: Partial<EmulatorPost> = {}): EmulatorPost => {
    const at = Math.floor((now - (2 + index) * MINUTE) / 1000) * 1000;
    return {
      id: idAt(at, 4000 + index),
      text: `${SYNTHETIC_MARK} ${text}`,
      authorId: user(index),
      createdAt: new Date(at).toISOString(),
      lang: 'en',
      ...rest,
    };
  };
  const first = users.find(({ id }) => id === target.authorId) as EmulatorUser;
  const lost = idAt(now - 90 * MINUTE, 4095);
  const long = `${'A longer note on kelp farms of the Quayside Bay. '.repeat(8)}The last word of this note is lanternfish.`;
  const repost = written(2, '');
  return [
    written(0, `@${first.username} Which species did you plant by the ferry quay?`, {
      references: [{ type: 'replied_to', id: target.id }],
    }),
    written(1, 'Worth reading, and worth a ferry ride. https://t.co/sample0001', {
      references: [{ type: 'quoted', id: target.id }],
      links: [
        {
          shortUrl: 'https://t.co/sample0001',
          expandedUrl: 'https://ferry-notes.example/quay',
          title: 'Notes from the quay',
        },
      ],
    }),
    { ...repost, text: target.text, references: [{ type: 'retweeted', id: target.id }] },
    written(3, long),
    written(4, 'Kelp at low tide, photographed this morning.', {
      media: [
        {
          key: '3_9001',
          type: 'photo',
          url: 'https://media.example/kelp.jpg',
          altText: 'Kelp on a beach',
          width: 1200,
          height: 800,
        },
      ],
      place: { id: '0af00d', fullName: 'Quayside, Oldharbour', country: 'Samplonia', countryCode: 'XS' },
    }),
    written(5, 'Which ferry colour? Vote until noon.', {
      poll: {
        id: '77001',
        options: [
          { label: 'Blue', votes: 12 },
          { label: 'Orange', votes: 30 },
        ],
        minutes: 1440,
      },
    }),
    written(6, 'Answering a post that its author took back.', { references: [{ type: 'replied_to', id: lost }] }),
  ];
}
