import { createRandom } from '@headwater/testkit';

/** An article as the emulators are given it. Each service shows the part of it that the real one would. */
export interface EmulatorArticle {
  url: string;
  title: string;
  description: string | null;
  /** The whole text. */
  body: string;
  author: string | null;
  source: { id: string | null; name: string };
  /** ISO 639-1. */
  language: string;
  /** ISO 3166 two letters, lower case. */
  country: string;
  /** One of NewsAPI's categories. */
  category: string;
  /** A section of the Guardian. */
  section: string;
  /** ISO 8601 date-time in UTC. */
  publishedAt: string;
  imageUrl: string | null;
  /** Withdrawn: NewsAPI still lists it, without its text; the Guardian answers 410; GDELT has forgotten it. */
  removed?: boolean;
}

export interface SyntheticArticlesOptions {
  /** The same seed gives the same articles. @default 1 */
  seed?: number;
  /** How many articles. @default 72 */
  count?: number;
  /** ISO 8601 time of the newest; the others lie in the four weeks before it. @default '2025-12-30T12:00:00Z' */
  until?: string;
}

interface Topic {
  /** What a title begins with. */
  subject: string;
  finding: readonly string[];
  category: string;
  section: string;
}

const topics: readonly Topic[] = [
  {
    subject: 'Street trees',
    finding: [
      'cool blocks in a heat wave',
      'die young without water',
      'shade the tram line',
      'divide a planning meeting',
    ],
    category: 'science',
    section: 'environment',
  },
  {
    subject: 'Grid batteries',
    finding: ['fall in price again', 'carry the evening peak', 'wait for a permit', 'replace a gas plant'],
    category: 'business',
    section: 'business',
  },
  {
    subject: 'Vitamin D trial',
    finding: ['shows no effect on sleep', 'recruits night workers', 'is repeated in winter', 'ends a year early'],
    category: 'health',
    section: 'society',
  },
  {
    subject: 'River gauge',
    finding: ['reads low for a third month', 'is moved upstream', 'warns in the night', 'gets a second sensor'],
    category: 'general',
    section: 'environment',
  },
  {
    subject: 'Night train',
    finding: ['returns after ten years', 'sells out in a day', 'stops at the border', 'gets new sleeping cars'],
    category: 'general',
    section: 'world',
  },
  {
    subject: 'Chess club',
    finding: ['wins the regional cup', 'moves into the library', 'opens a youth class', 'draws with the champions'],
    category: 'sports',
    section: 'sport',
  },
  {
    subject: 'Language model',
    finding: [
      'summarises council minutes',
      'misquotes a report',
      'is audited by students',
      'runs on a school computer',
    ],
    category: 'technology',
    section: 'technology',
  },
  {
    subject: 'Open archive',
    finding: ['puts radio plays online', 'finds a lost film', 'scans a century of maps', 'asks readers for captions'],
    category: 'entertainment',
    section: 'culture',
  },
  {
    subject: 'Coral nursery',
    finding: ['survives a warm summer', 'doubles its beds', 'is counted by divers', 'loses a frame in a storm'],
    category: 'science',
    section: 'environment',
  },
];

const towns = ['Oldharbour', 'Westmere', 'Linden Vale', 'Port Asker', 'Highfold', 'Marrow Bay'] as const;
const writers = ['Ada Lindqvist', 'Tomas Reyes', 'Mina Okafor', 'Jonas Weber', null] as const;
const papers = [
  { id: 'harbour-times', name: 'Harbour Times', host: 'harbour-times.example', language: 'en', country: 'us' },
  { id: null, name: 'Valley Courier', host: 'valleycourier.example', language: 'en', country: 'gb' },
  { id: null, name: 'City Notes', host: 'city-notes.example', language: 'en', country: 'us' },
  { id: 'nordblatt', name: 'Nordblatt', host: 'nordblatt.example', language: 'de', country: 'de' },
] as const;

/** Stands in every text that leaves an emulator: nothing of it may be taken for news. */
export const SYNTHETIC_NOTE = 'Synthetic sample article, generated for Headwater; nothing in it happened.';
export const SYNTHETIC_TITLE_MARK = '(synthetic sample)';

const newestByDefault = '2025-12-30T12:00:00Z';
const spreadMs = 28 * 86_400_000;

/** Articles that were never written by anybody, made from a seed. Titles, descriptions and texts all say so. */
export function syntheticArticles(options: SyntheticArticlesOptions = {}): EmulatorArticle[] {
  const { seed = 1, count = 72, until = newestByDefault } = options;
  const random = createRandom(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
  const newest = Date.parse(until);
  return Array.from({ length: count }, (_, index) => {
    const topic = topics[index % topics.length] as Topic;
    const round = Math.floor(index / topics.length);
    const town = towns[(round + index) % towns.length] as string;
    // Every fourth round is another paper, so that each topic is met in each of them.
    const paper = papers[round % papers.length] as (typeof papers)[number];
    const finding = topic.finding[round % topic.finding.length] as string;
    const author = pick(writers);
    const publishedAt = new Date(newest - Math.floor((index / count) * spreadMs) - Math.floor(random() * 3_600_000));
    const slug = `${topic.subject} ${finding} ${town}`.toLowerCase().replace(/[^a-z]+/g, '-');
    const percent = 5 + Math.floor(random() * 60);
    return {
      url: `https://${paper.host}/${publishedAt.toISOString().slice(0, 10).replaceAll('-', '/')}/${slug}-${index}`,
      title: `${topic.subject} in ${town}: ${finding} ${SYNTHETIC_TITLE_MARK}`,
      description:
        index % 11 === 5 ? null : `${SYNTHETIC_NOTE} ${topic.subject} in ${town}: ${finding}, a sample report says.`,
      body:
        `${SYNTHETIC_NOTE} ${topic.subject} of the invented town of ${town} is what this sample is about. ` +
        `The sample report says that it ${finding}. An invented survey counted ${percent} percent more than the year before. ` +
        'People who do not exist were asked, and half of them agreed. The heat wave of an invented summer is mentioned once. ' +
        `A second sample paragraph about ${topic.subject.toLowerCase()} fills the page, so that a preview has to be cut.`,
      author,
      source: { id: paper.id, name: paper.name },
      language: paper.language,
      country: paper.country,
      category: topic.category,
      section: topic.section,
      publishedAt: `${publishedAt.toISOString().slice(0, 19)}Z`,
      imageUrl: index % 3 === 0 ? `https://${paper.host}/images/${index}.jpg` : null,
      // Withdrawn ones stand among the articles on trains.
      ...(topic.subject === 'Night train' && round % 2 === 1 ? { removed: true } : {}),
    };
  });
}
