import { createRandom } from '@headwater/testkit';
import type { EmulatorCorpus, EmulatorItem } from './items.ts';
import { sampleThreads } from './sample-threads.ts';

/** How the title or text of every generated item begins, so that none can be taken for a real one. */
export const SYNTHETIC_MARK = '[Synthetic sample]';

export interface SyntheticForumOptions {
  /** The same seed and time give the same items. @default 1 */
  seed?: number;
  /** The time the newest item is written shortly before, in epoch milliseconds. */
  now: number;
  /** Stories to generate; each brings its comments. @default 8 */
  stories?: number;
}

const PEOPLE = ['sample_ada', 'sample_daniel', 'sample_ines', 'sample_marta', 'sample_pat', 'sample_yuki'];
const HOUR = 3600;

/** Generates a small forum from a seed: stories of the last year, with comments that answer the story or each other. */
export function createSyntheticForum({ seed = 1, now, stories = 8 }: SyntheticForumOptions): EmulatorCorpus {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const end = Math.floor(now / 1000);
  const times = Array.from({ length: stories }, () => end - Math.floor((1 + random() ** 2 * 8000) * HOUR)).sort(
    (first, second) => first - second,
  );
  const items: EmulatorItem[] = [];
  let id = 41_000_000;
  for (const [index, time] of times.entries()) {
    const thread = sampleThreads[index % sampleThreads.length] as (typeof sampleThreads)[number];
    const round = Math.floor(index / sampleThreads.length);
    id += 1 + Math.floor(random() * 900);
    const story: EmulatorItem = {
      id,
      type: 'story',
      by: pick(PEOPLE),
      time,
      title: `${SYNTHETIC_MARK} ${thread.title}${round === 0 ? '' : ` (${round + 1})`}`,
      points: 1 + Math.floor(random() ** 2 * 600),
      frontPage: index >= stories - 3,
      ...(thread.kind === 'link' && { url: `https://sample-${index}.example/story` }),
      ...(thread.text !== undefined && { text: `${SYNTHETIC_MARK} ${thread.text}` }),
    };
    items.push(story);
    let parent = story;
    for (const [place, comment] of thread.comments.entries()) {
      id += 1 + Math.floor(random() * 40);
      // Every second comment answers the one before it.
      const answered = place % 2 === 1 ? parent : story;
      const item: EmulatorItem = {
        id,
        type: 'comment',
        by: pick(PEOPLE),
        time: Math.min(end - 60, time + (place + 1) * 600 + Math.floor(random() * 300)),
        text: `${SYNTHETIC_MARK} ${escapeHtml(comment)}`,
        parent: answered.id,
      };
      items.push(item);
      parent = item;
    }
  }
  items.push(...makePoll(id + 10, end));
  const users = PEOPLE.map((username) => ({
    username,
    about: `${SYNTHETIC_MARK} Nobody stands behind this account.`,
    karma: Math.floor(random() * 9000),
    created: end - Math.floor(random() * 90_000) * HOUR,
  }));
  return { items, users };
}

function makePoll(id: number, end: number): EmulatorItem[] {
  const by = PEOPLE[0] as string;
  const time = end - 30 * HOUR;
  const option = (place: number, text: string, points: number): EmulatorItem => ({
    id: id + place,
    type: 'pollopt',
    by,
    time,
    text: `${SYNTHETIC_MARK} ${text}`,
    points,
    parent: id,
  });
  return [
    {
      id,
      type: 'poll',
      by,
      time,
      title: `${SYNTHETIC_MARK} Poll: Tabs or spaces, in a language nobody uses?`,
      points: 12,
      options: [id + 1, id + 2],
    },
    option(1, 'Tabs', 30),
    option(2, 'Spaces', 29),
    { id: id + 3, type: 'comment', by, time: time + 60, parent: id, deleted: true },
  ];
}

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#x27;')
    .replaceAll('/', '&#x2F;');
