import type { ServiceSettings, SourceProvider } from '@headwater/core';
import type { Emulator, EmulatorSettings } from '@headwater/testkit';
import { type SandboxCollections, toArticles, toPage, toPaper, toWorks } from './corpora.ts';

/** One source this server can have. Everything is loaded when it is first needed. */
export interface CatalogueEntry {
  name: string;
  connect(settings: ServiceSettings): Promise<SourceProvider>;
  /** Its service in the sandbox; several where the source speaks to several. */
  emulate(settings: EmulatorSettings, collections: SandboxCollections): Promise<Emulator | Emulator[]>;
  /** A search that makes the emulator build its index before anybody waits for it. */
  firstSearch?: { path: string; body?: object };
  /** Where a source that needs no key is looked for; any answer at all shows that it can be reached. */
  reachableAt?: string;
  /** Runs and chats ask it only when it is named. */
  onRequest?: true;
  /** Its sandbox holds invented samples among real documents. Runs and chats never use those. */
  samplesAmongReal?: true;
}

/** Every source, in the order runs ask them. A new one is one entry here. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'semantic-scholar',
    connect: async (settings) => (await import('@headwater/semantic-scholar')).createSemanticScholar(settings),
    async emulate(settings, { abstracts }) {
      const { createSemanticScholarEmulator, samplePapers } = await import('@headwater/semantic-scholar/emulator');
      const corpus = [...(await abstracts()).map(toPaper), ...samplePapers];
      return createSemanticScholarEmulator({ ...settings, corpus });
    },
    firstSearch: { path: '/graph/v1/paper/search?query=water&limit=1' },
    reachableAt: 'https://api.semanticscholar.org/',
    samplesAmongReal: true,
  },
  {
    name: 'exa',
    connect: async (settings) => (await import('@headwater/exa')).createExa(settings),
    async emulate(settings, { passages }) {
      const { createExaEmulator } = await import('@headwater/exa/emulator');
      return createExaEmulator({ ...settings, corpus: toArticles(await passages()).map(toPage) });
    },
    firstSearch: { path: '/search', body: { query: 'water', numResults: 1 } },
  },
  {
    name: 'openalex',
    connect: async (settings) => (await import('@headwater/openalex')).createOpenAlex(settings),
    async emulate(settings, { abstracts }) {
      const { builtInWorks, createOpenAlexEmulator } = await import('@headwater/openalex/emulator');
      return createOpenAlexEmulator({ ...settings, corpus: [...(await toWorks(await abstracts())), ...builtInWorks] });
    },
    reachableAt: 'https://api.openalex.org/',
    onRequest: true,
    samplesAmongReal: true,
  },
  {
    name: 'crossref',
    connect: async (settings) => (await import('@headwater/crossref')).createCrossref(settings),
    emulate: async (settings) => (await import('@headwater/crossref/emulator')).createCrossrefEmulator(settings),
    reachableAt: 'https://api.crossref.org/',
    onRequest: true,
  },
  {
    name: 'arxiv',
    connect: async (settings) => (await import('@headwater/arxiv')).createArxiv(settings),
    emulate: async (settings) => (await import('@headwater/arxiv/emulator')).createArxivEmulator(settings),
    reachableAt: 'https://export.arxiv.org/',
    onRequest: true,
  },
  {
    name: 'wikipedia',
    connect: async (settings) => (await import('@headwater/wikipedia')).createWikipedia(settings),
    async emulate(settings, { passages }) {
      const { createWikipediaEmulator } = await import('@headwater/wikipedia/emulator');
      const corpus = toArticles(await passages()).map(({ title, text }) => ({ title, text }));
      return createWikipediaEmulator({ ...settings, corpus });
    },
    reachableAt: 'https://en.wikipedia.org/',
    onRequest: true,
  },
  {
    name: 'tavily',
    connect: async (settings) => (await import('@headwater/tavily')).createTavily(settings),
    emulate: async (settings) => (await import('@headwater/tavily/emulator')).createTavilyEmulator(settings),
    onRequest: true,
  },
  {
    name: 'firecrawl',
    connect: async (settings) => (await import('@headwater/firecrawl')).createFirecrawl(settings),
    emulate: async (settings) => (await import('@headwater/firecrawl/emulator')).createFirecrawlEmulator(settings),
    onRequest: true,
  },
  {
    name: 'news',
    connect: async (settings) => (await import('@headwater/news')).createNews(settings),
    emulate: async (settings) => (await import('@headwater/news/emulator')).createNewsEmulator(settings),
    reachableAt: 'https://api.gdeltproject.org/',
    onRequest: true,
  },
  {
    name: 'hackernews',
    connect: async (settings) => (await import('@headwater/hackernews')).createHackerNews(settings),
    emulate: async (settings) => (await import('@headwater/hackernews/emulator')).createHackerNewsEmulator(settings),
    reachableAt: 'https://hn.algolia.com/',
    onRequest: true,
  },
  {
    name: 'x',
    connect: async (settings) => (await import('@headwater/x')).createX(settings),
    emulate: async (settings) => (await import('@headwater/x/emulator')).createXEmulator(settings),
    onRequest: true,
  },
  {
    name: 'github',
    connect: async (settings) => (await import('@headwater/github')).createGitHub(settings),
    emulate: async (settings) => (await import('@headwater/github/emulator')).createGitHubEmulator(settings),
    reachableAt: 'https://api.github.com/',
    onRequest: true,
  },
];
