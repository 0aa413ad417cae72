import type { EmulatorWork } from './corpus.ts';
import { venueOf } from './corpus.ts';

export type Json = Record<string, unknown>;

const typeNames: Readonly<Record<string, string>> = {
  Dataset: 'dataset',
  Book: 'book',
  BookSection: 'book-chapter',
  Conference: 'proceedings-article',
  Preprint: 'posted-content',
};

/** The kinds of work the corpus can hold, with their names. */
export const typeLabels: Readonly<Record<string, string>> = {
  'journal-article': 'Journal Article',
  dataset: 'Dataset',
  book: 'Book',
  'book-chapter': 'Book Chapter',
  'proceedings-article': 'Conference Paper',
  'posted-content': 'Posted Content',
};

export const typeOf = ({ types = [] }: EmulatorWork): string =>
  types.map((type) => typeNames[type]).find((name) => name !== undefined) ?? 'journal-article';

/** The one member, funder and licence that the corpus knows, all invented. */
export const MEMBER = { id: 99_999, name: 'Invented Publisher' } as const;
export const FUNDER = { id: '999999999999', name: 'Invented Research Fund' } as const;
export const LICENSE = 'https://license.example/by/4.0/';

/** Every venue has a serial number, by the order in which the corpus mentions it. */
export const issnOf = (position: number): string => `9999-${String(position + 1).padStart(3, '0')}X`;

export const prefixOf = ({ doi }: EmulatorWork): string => (doi ?? '').split('/')[0] ?? '';

const dateParts = (date: string | undefined): Json => ({ 'date-parts': [date ? date.split('-').map(Number) : [null]] });

/** A moment Crossref itself noted. */
const stamped = (date: string): Json => ({
  ...dateParts(date),
  'date-time': `${date}T12:00:00Z`,
  timestamp: Date.parse(`${date}T12:00:00Z`),
});

export interface Facts {
  venuePosition: number | undefined;
  citedBy: number;
  /** DOIs of the works that retract this one. */
  retractions: readonly string[];
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function renderWork(work: EmulatorWork, { venuePosition, citedBy, retractions }: Facts): Json {
  const doi = (work.doi ?? '').toLowerCase();
  const venue = venueOf(work);
  const references = work.references ?? [];
  const isSample = doi.startsWith('10.5555/');
  return {
    indexed: stamped('2026-06-01'),
    'reference-count': references.length,
    publisher: MEMBER.name,
    ...(work.isOpenAccess && {
      license: [{ start: dateParts(work.publishedAt), 'content-version': 'vor', 'delay-in-days': 0, URL: LICENSE }],
    }),
    ...(isSample && {
      funder: [{ DOI: `10.13039/${FUNDER.id}`, name: FUNDER.name, 'doi-asserted-by': 'publisher', award: ['EX-1'] }],
    }),
    'content-domain': { domain: [], 'crossmark-restriction': false },
    'short-container-title': [],
    DOI: doi,
    type: typeOf(work),
    created: stamped(work.publishedAt ?? '2026-01-01'),
    source: 'Crossref',
    'is-referenced-by-count': citedBy,
    title: [work.title],
    prefix: prefixOf(work),
    ...(work.publishedAt && {
      'published-online': dateParts(work.publishedAt),
      published: dateParts(work.publishedAt),
    }),
    author: authorsOf(work),
    member: String(MEMBER.id),
    ...(references.length > 0 && {
      reference: references.map((cited, index) => ({
        key: `ref${index + 1}`,
        'doi-asserted-by': 'publisher',
        DOI: cited,
      })),
    }),
    'container-title': venue === undefined ? [] : [venue],
    language: work.language ?? 'en',
    deposited: stamped('2026-01-02'),
    score: 0,
    resource: { primary: { URL: work.url ?? `https://papers.example/${doi}` } },
    ...(work.abstract && { abstract: `<jats:title>Abstract</jats:title><jats:p>${escaped(work.abstract)}</jats:p>` }),
    issued: dateParts(work.publishedAt),
    'references-count': references.length,
    URL: `https://doi.org/${doi}`,
    relation:
      work.arxiv === undefined
        ? {}
        : { 'has-preprint': [{ 'id-type': 'doi', id: `10.48550/arXiv.${work.arxiv}`, 'asserted-by': 'subject' }] },
    ...(venuePosition !== undefined && {
      ISSN: [issnOf(venuePosition)],
      'issn-type': [{ value: issnOf(venuePosition), type: 'electronic' }],
    }),
    ...(retractions.length > 0 && {
      'updated-by': retractions.map((notice) => ({
        DOI: notice,
        type: 'retraction',
        label: 'Retraction',
        source: 'publisher',
        updated: stamped('2026-02-01'),
      })),
    }),
  };
}

/** The notice that retracts a work. */
export function renderRetraction(work: EmulatorWork, facts: Facts): Json {
  const {
    abstract: _,
    reference: __,
    relation: ___,
    ...plain
  } = renderWork(work, { ...facts, retractions: [], citedBy: 0 });
  const notice = dateParts('2026-02-01');
  return {
    ...plain,
    DOI: retractionDoi(work),
    URL: `https://doi.org/${retractionDoi(work)}`,
    title: [`Retraction: ${work.title}`],
    ...{ published: notice, 'published-online': notice, issued: notice, relation: {} },
    'update-to': [
      {
        DOI: (work.doi ?? '').toLowerCase(),
        type: 'retraction',
        label: 'Retraction',
        source: 'publisher',
        updated: stamped('2026-02-01'),
      },
    ],
  };
}

export const retractionDoi = ({ doi }: EmulatorWork): string => `${(doi ?? '').toLowerCase()}.retraction`;

function authorsOf({ authors = [] }: EmulatorWork): Json[] {
  return authors.map((name, index) => {
    const place = { sequence: index === 0 ? 'first' : 'additional', affiliation: [] };
    const [given, ...family] = name.split(' ');
    return family.length === 0 ? { name, ...place } : { given, family: family.join(' '), ...place };
  });
}
