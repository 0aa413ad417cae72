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
  /** The vendor-shaped page that `searchDocuments` is made of. */
  page(provider: never, size: number): Promise<unknown>;
  pages(provider: never, size: number): AsyncIterable<Page<unknown>>;
}

const first = async (pages: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const page of pages) return page;
  return undefined;
};

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
    page: (s2: ReturnType<typeof createSemanticScholar>, size) =>
      first(s2.searchPapers({ query: 'street trees', pageSize: size }).pages()),
    pages: (s2: ReturnType<typeof createSemanticScholar>) => s2.searchPapersBulk({ query: 'street' }).pages(),
  },
  {
    name: 'openalex',
    emulate: (list) => createOpenAlexEmulator({ ...emulated, corpus: list.map(work) }),
    create: createOpenAlex,
    page: (openalex: ReturnType<typeof createOpenAlex>, size) =>
      first(openalex.works.list({ search: 'street trees', pageSize: size }).pages()),
    pages: (openalex: ReturnType<typeof createOpenAlex>, size) =>
      openalex.works.list({ search: 'street', pageSize: size }).pages(),
  },
  {
    name: 'crossref',
    emulate: (list) => createCrossrefEmulator({ ...emulated, corpus: list.map(work) }),
    create: createCrossref,
    page: (crossref: ReturnType<typeof createCrossref>, size) =>
      first(crossref.works.list({ query: 'street trees', pageSize: size }).pages()),
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
    page: (arxiv: ReturnType<typeof createArxiv>, size) =>
      first(arxiv.search({ query: 'street trees', pageSize: size }).pages()),
    pages: (arxiv: ReturnType<typeof createArxiv>, size) => arxiv.search({ query: 'street', pageSize: size }).pages(),
  },
];
