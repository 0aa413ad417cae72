import { createArxiv } from '@headwater/arxiv';
import { createArxivEmulator } from '@headwater/arxiv/emulator';
import type { Page, ServiceSettings, SourceProvider } from '@headwater/core';
import { createCrossref } from '@headwater/crossref';
import { createCrossrefEmulator } from '@headwater/crossref/emulator';
import { createOpenAlex } from '@headwater/openalex';
import { createOpenAlexEmulator } from '@headwater/openalex/emulator';
import { createSemanticScholar } from '@headwater/semantic-scholar';
import { createSemanticScholarEmulator } from '@headwater/semantic-scholar/emulator';
import type { Emulator } from '@headwater/testkit';
// Normalising is no public interface, so it comes from the packages' sources.
import * as arxivDocuments from '../../../packages/arxiv/src/arxiv-normalize.ts';
import * as crossrefDocuments from '../../../packages/crossref/src/crossref-normalize.ts';
import * as openAlexDocuments from '../../../packages/openalex/src/openalex-normalize.ts';
import * as s2Documents from '../../../packages/semantic-scholar/src/semantic-scholar-normalize.ts';

/** A paper in nobody's format. */
interface Paper {
  number: number;
  title: string;
  abstract: string;
  date: string;
  authors: string[];
}

const words =
  'street trees cool a city block mainly by shade while young trees showed no difference in any month'.split(' ');

const paper = (number: number): Paper => ({
  number,
  title: `Street trees and heat, part ${number}`,
  abstract: Array.from({ length: 150 }, (_, index) => words[(number * 7 + index * 3) % words.length]).join(' '),
  date: `${1990 + (number % 30)}-0${1 + (number % 9)}-1${number % 10}`,
  authors: [`Ada Lindqvist ${number % 97}`, 'Tomas Okafor', 'Priya Raman'],
});

export const papers = (count: number): Paper[] => Array.from({ length: count }, (_, index) => paper(index + 1));

const doi = (number: number) => `10.5555/bench.${number}`;
const work = ({ number, title, abstract, date, authors }: Paper) => ({
  doi: doi(number),
  title,
  abstract,
  publishedAt: date,
  authors,
});

/** One scholarly provider: its emulator over these papers, a page as the vendor shapes it, a walk through everything. */
export interface Scholarly {
  name: string;
  emulate(list: readonly Paper[]): Emulator;
  create(settings: ServiceSettings): SourceProvider;
  /** Fetches a page as `searchDocuments` does; the function it gives makes documents of it, as often as it is called. */
  normaliser(provider: never, size: number): Promise<() => { documents: unknown[] }>;
  pages(provider: never, size: number): AsyncIterable<Page<unknown>>;
}

async function first<Item>(pages: AsyncIterable<Item>): Promise<Item> {
  for await (const page of pages) return page;
  throw new Error('there is no page');
}

const at = '2026-01-01T00:00:00.000Z';

const emulated = { limits: 'unlimited' as const };

export const scholarly: readonly Scholarly[] = [
  {
    name: 'semantic-scholar',
    emulate: (list) =>
      createSemanticScholarEmulator({
        ...emulated,
        corpus: list.map(({ number, title, abstract, date, authors }) => ({
          corpusId: number,
          title,
          abstract,
          publicationDate: date,
          year: Number(date.slice(0, 4)),
          authors: authors.map((name) => ({ name })),
          externalIds: { DOI: doi(number) },
        })),
      }),
    create: createSemanticScholar,
    async normaliser(s2: ReturnType<typeof createSemanticScholar>, size) {
      const options = { query: 'street trees', pageSize: size, fields: s2Documents.documentFields } as const;
      const { items } = await first(s2.searchPapers(options).pages());
      return () => s2Documents.toDocuments(items, [], 0, at);
    },
    pages: (s2: ReturnType<typeof createSemanticScholar>) => s2.searchPapersBulk({ query: 'street' }).pages(),
  },
  {
    name: 'openalex',
    emulate: (list) => createOpenAlexEmulator({ ...emulated, corpus: list.map(work) }),
    create: createOpenAlex,
    async normaliser(openalex: ReturnType<typeof createOpenAlex>, size) {
      const options = { search: 'street trees', pageSize: size, select: openAlexDocuments.documentFields } as const;
      const { items } = await first(openalex.works.list(options).pages());
      return () => openAlexDocuments.toDocuments(items, [], 0, at);
    },
    pages: (openalex: ReturnType<typeof createOpenAlex>, size) =>
      openalex.works.list({ search: 'street', pageSize: size }).pages(),
  },
  {
    name: 'crossref',
    emulate: (list) => createCrossrefEmulator({ ...emulated, corpus: list.map(work) }),
    create: createCrossref,
    async normaliser(crossref: ReturnType<typeof createCrossref>, size) {
      const options = { query: 'street trees', pageSize: size, select: crossrefDocuments.documentFields } as const;
      const { items } = await first(crossref.works.list(options).pages());
      return () => crossrefDocuments.toDocuments(items, [], 0, at);
    },
    pages: (crossref: ReturnType<typeof createCrossref>, size) =>
      crossref.works.list({ query: 'street', pageSize: size }).pages(),
  },
  {
    name: 'arxiv',
    emulate: (list) =>
      createArxivEmulator({
        ...emulated,
        corpus: list.map(({ number, title, abstract, date, authors }) => ({
          id: `2101.${String(number).padStart(5, '0')}`,
          title,
          summary: abstract,
          authors: authors.map((name) => ({ name })),
          categories: ['physics.ao-ph'],
          published: `${date}T09:30:00Z`,
        })),
      }),
    create: createArxiv,
    async normaliser(arxiv: ReturnType<typeof createArxiv>, size) {
      const page = await first(arxiv.search({ query: 'street trees', pageSize: size }).pages());
      return () => arxivDocuments.toDocuments(page);
    },
    pages: (arxiv: ReturnType<typeof createArxiv>, size) => arxiv.search({ query: 'street', pageSize: size }).pages(),
  },
];
