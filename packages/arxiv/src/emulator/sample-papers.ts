import { SAMPLE_VENUE, sampleWorks } from '@headwater/testkit';

/** A paper as the emulator keeps it. */
export interface EmulatorPaper {
  /** Without version. */
  id: string;
  title: string;
  summary: string;
  authors: readonly { name: string; affiliations?: readonly string[] }[];
  /** The first one is the primary category. */
  categories: readonly string[];
  /** ISO 8601 time of the first version. */
  published: string;
  /** ISO 8601 time of the newest version. @default that of the first */
  updated?: string;
  /** @default 1 */
  versions?: number;
  comment?: string;
  journalRef?: string;
  doi?: string;
}

/** Where a paper on the subject would be filed. */
const categoryOf: Readonly<Record<string, string>> = {
  'Computer Science': 'cs.IR',
  'Environmental Science': 'physics.ao-ph',
  Engineering: 'eess.SY',
  Biology: 'q-bio.PE',
  Medicine: 'q-bio.TO',
  Economics: 'econ.GN',
};

/** The invented papers that have an arXiv id. Each says in its comment that it is a sample. */
export const samplePapers: readonly EmulatorPaper[] = sampleWorks.flatMap((work) =>
  work.arxiv === undefined
    ? []
    : {
        id: work.arxiv,
        title: work.title,
        summary: work.abstract,
        authors: work.authors.map((name) => ({ name })),
        categories: work.subjects.map((subject) => categoryOf[subject] ?? 'physics.gen-ph'),
        published: `${work.publishedAt}T09:30:00Z`,
        comment: SAMPLE_VENUE,
        doi: work.doi,
      },
);
