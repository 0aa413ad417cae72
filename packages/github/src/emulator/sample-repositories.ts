import type { EmulatorIssue, EmulatorRepository } from './repositories.ts';

const note = 'This repository is invented sample data of an emulator; there is no such project.';

interface Sketch {
  at: string;
  says: string | null;
  topics: readonly string[];
  language: string;
  stars: number;
  /** The README's body; none without it. */
  readme?: string;
  readmePath?: string;
  more?: Partial<EmulatorRepository>;
}

/** Everything that is not told is derived from the place in the list, so that no two are alike. */
function repository(
  { at, says, topics, language, stars, readme, readmePath = 'README.md', more }: Sketch,
  index: number,
): EmulatorRepository {
  const [owner = '', name = ''] = at.split('/');
  const year = 2013 + (index % 12);
  const month = String(1 + (index % 12)).padStart(2, '0');
  const extension = { Rust: 'rs', TypeScript: 'ts', Python: 'py', Go: 'go', C: 'c', Java: 'java' }[language] ?? 'txt';
  return {
    owner,
    name,
    description: says === null ? null : `${says} (invented sample)`,
    topics,
    languages: { [language]: 120_000 + index * 7_000, Shell: 900 + index },
    stars,
    forks: Math.floor(stars / 9),
    license: index % 5 === 4 ? null : index % 2 === 0 ? 'MIT' : 'Apache-2.0',
    createdAt: `${year}-${month}-03T09:00:00Z`,
    pushedAt: `${2022 + (index % 4)}-${month}-17T15:30:00Z`,
    files: {
      ...(readme === undefined ? {} : { [readmePath]: `# ${name}\n\n${readme}\n\n${note}\n` }),
      [`src/main.${extension}`]: `// ${note}\nexport function ${name.replace(/\W/g, '_')}() { return "${topics.join(' ')}"; }\n`,
    },
    issues: issuesOf(name, index),
    ...more,
  };
}

function issuesOf(name: string, index: number): EmulatorIssue[] {
  const day = (offset: number) => `2025-0${1 + (index % 8)}-${String(10 + offset).padStart(2, '0')}T08:00:00Z`;
  return [
    {
      title: `Memory grows while ${name} rebuilds its index`,
      body: `Steps: load the sample data twice. ${note}`,
      state: 'open',
      author: index % 6 === 5 ? null : 'sample-user',
      comments: index,
      labels: ['bug'],
      createdAt: day(0),
      updatedAt: day(4),
    },
    {
      title: 'Document the file format',
      body: null,
      state: 'closed',
      author: 'sample-user',
      comments: 2,
      createdAt: day(1),
      updatedAt: day(3),
    },
    {
      title: 'Add a benchmark',
      body: note,
      state: 'open',
      author: 'sample-bot',
      comments: 0,
      createdAt: day(2),
      updatedAt: day(2),
      isPullRequest: true,
    },
  ];
}

const sketches: readonly Sketch[] = [
  {
    at: 'sample-labs/nearby',
    says: 'Vector search in one file',
    topics: ['vector-search', 'vector-database', 'ann'],
    language: 'Rust',
    stars: 18_400,
    readme:
      'Nearby stores vectors in one file and answers nearest neighbour questions from it. It uses a graph index that fits in memory ten times over. Recall at ten is 0.97 on our sample set.',
  },
  {
    at: 'sample-labs/nearby-py',
    says: 'Python bindings of nearby, for vector search',
    topics: ['vector-search', 'python'],
    language: 'Python',
    stars: 2100,
    readme: 'Bindings for nearby. Arrays are shared with NumPy and never copied.',
  },
  {
    at: 'quiet-river/quantile',
    says: 'Product quantization for vector search',
    topics: ['vector-search', 'quantization', 'vector-database'],
    language: 'C',
    stars: 940,
    readme:
      'Quantile compresses vectors to eight bytes each. Distances are estimated from tables; the error is below two percent on our sample set.',
    readmePath: 'README',
  },
  {
    at: 'quiet-river/hybrid',
    says: 'Keyword and vector search fused by rank',
    topics: ['vector-search', 'bm25', 'retrieval'],
    language: 'TypeScript',
    stars: 610,
    readme: 'Hybrid asks two indexes and fuses their lists by reciprocal rank. Nothing has to be tuned.',
  },
  {
    at: 'merge-works/weave',
    says: 'A CRDT library for collaborative text',
    topics: ['crdt', 'collaboration', 'local-first'],
    language: 'Rust',
    stars: 12_900,
    readme:
      'Weave merges concurrent edits of a text without a server. Every replica ends in the same state, whatever the order of messages. Tombstones are collected when all replicas have seen them.',
    more: { formerNames: ['merge-works/loom'] },
  },
  {
    at: 'merge-works/weave-js',
    says: 'CRDT bindings for browsers',
    topics: ['crdt', 'webassembly'],
    language: 'TypeScript',
    stars: 3300,
    readme: 'The CRDT of weave, compiled to WebAssembly. 38 KB compressed.',
  },
  {
    at: 'hilltop/ledger-crdt',
    says: 'A CRDT for counters and sets on disk',
    topics: ['crdt', 'storage'],
    language: 'Go',
    stars: 870,
    readme: 'Counters and sets that survive a crash. Deltas are appended to a log and merged at start.',
    readmePath: 'readme.md',
  },
  {
    at: 'hilltop/crdt-papers',
    says: null,
    topics: ['crdt', 'reading-list'],
    language: 'Python',
    stars: 450,
    readme: 'A reading list about CRDT designs, oldest first.',
  },
  { at: 'hilltop/empty-shell', says: null, topics: ['placeholder'], language: 'C', stars: 1 },
  {
    at: 'netting/trawl',
    says: 'A polite web crawler',
    topics: ['crawler', 'web-scraping'],
    language: 'Go',
    stars: 7600,
    readme: 'Trawl reads robots.txt, keeps to one request per host and second, and resumes after a crash.',
  },
  {
    at: 'netting/trawl-ui',
    says: 'A page that shows what the web crawler does',
    topics: ['crawler', 'dashboard'],
    language: 'TypeScript',
    stars: 320,
    readme: 'Shows queue, hosts and errors of trawl.',
  },
  {
    at: 'netting/boiler',
    says: 'Main text of a web page, without the rest',
    topics: ['web-scraping', 'readability'],
    language: 'Python',
    stars: 1500,
    readme: 'Boiler keeps the paragraphs with few links and many words.',
    readmePath: 'README.rst',
  },
  {
    at: 'post-office/carrier',
    says: 'A durable message queue on SQLite',
    topics: ['message-queue', 'sqlite'],
    language: 'Go',
    stars: 5200,
    readme: 'Carrier keeps messages in one SQLite file. A message is leased, not removed, until it is acknowledged.',
  },
  {
    at: 'post-office/carrier-js',
    says: 'Client of the carrier message queue',
    topics: ['message-queue'],
    language: 'TypeScript',
    stars: 280,
    readme: 'Publishes and leases messages of carrier.',
  },
  {
    at: 'post-office/pigeon',
    says: 'A message queue over plain files',
    topics: ['message-queue', 'files'],
    language: 'Java',
    stars: 130,
    readme: 'Pigeon was an experiment.',
    more: { archived: true },
  },
  {
    at: 'lintel/arch',
    says: 'Static analysis of module boundaries',
    topics: ['static-analysis', 'linter', 'typescript'],
    language: 'TypeScript',
    stars: 4100,
    readme: 'Arch reads imports and refuses those that cross a boundary the wrong way.',
  },
  {
    at: 'lintel/keystone',
    says: 'A language server on top of arch',
    topics: ['static-analysis', 'language-server'],
    language: 'TypeScript',
    stars: 990,
    readme: 'Shows what arch finds while you type.',
  },
  {
    at: 'lintel/taint',
    says: 'Static analysis that follows untrusted input',
    topics: ['static-analysis', 'security'],
    language: 'Java',
    stars: 2700,
    readme: 'Taint marks what comes from outside and reports where it reaches a query.',
  },
  {
    at: 'field-notes/tidy-tables',
    says: 'Checks tables of measurements',
    topics: ['data-quality', 'csv'],
    language: 'Python',
    stars: 760,
    readme: 'Tidy tables finds units that change within a column.',
    readmePath: 'docs/README.md',
  },
  {
    at: 'field-notes/slow-clock',
    says: 'Tests code that waits, without waiting',
    topics: ['testing', 'time'],
    language: 'TypeScript',
    stars: 2200,
    readme: 'A clock that jumps to the next timer when nothing else is left to do.',
  },
  {
    at: 'borrowed/nearby',
    says: 'Vector search in one file',
    topics: ['vector-search'],
    language: 'Rust',
    stars: 3,
    readme: 'A copy of nearby.',
    more: { fork: true },
  },
];

/** Twenty-one invented repositories that say so. */
export const sampleRepositories: readonly EmulatorRepository[] = sketches.map(repository);
