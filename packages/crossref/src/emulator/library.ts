import { contentWords, createTextIndex } from '@headwater/testkit';
import { type EmulatorWork, venueOf } from './corpus.ts';
import { FUNDER, issnOf, type Json, MEMBER, prefixOf, renderRetraction, renderWork, retractionDoi } from './records.ts';

export interface Hit {
  position: number;
  score: number;
}

/** The corpus with the ways to find things in it. Indexes are built when first needed, and once. */
export interface Library {
  readonly size: number;
  /** The record at a position, retraction notices behind all works. */
  record(position: number): Json;
  find(doi: string): number | undefined;
  /** Best first. */
  search(text: string): Hit[];
  /** Whether the words stand in one field. */
  fieldMatch(field: string, text: string): ((position: number) => boolean) | undefined;
  readonly venues: readonly string[];
  readonly prefixes: readonly string[];
}

export function createLibrary(corpus: readonly EmulatorWork[]): Library {
  const works = corpus.filter(({ doi }) => doi !== undefined);
  const retracted = works.filter(({ isRetracted }) => isRetracted);
  const venues = [...new Set(works.flatMap((work) => venueOf(work) ?? []))];
  const venuePositions = new Map(venues.map((venue, position) => [venue, position]));
  const size = works.length + retracted.length;
  const citations = lazy(() => {
    const counts = new Map<string, number>();
    for (const { references = [] } of works) {
      for (const doi of references) counts.set(doi.toLowerCase(), (counts.get(doi.toLowerCase()) ?? 0) + 1);
    }
    return counts;
  });
  const byDoi = lazy(
    () =>
      new Map([
        ...works.map(({ doi }, position) => [(doi ?? '').toLowerCase(), position] as const),
        ...retracted.map((work, index) => [retractionDoi(work), works.length + index] as const),
      ]),
  );
  const index = lazy(() =>
    createTextIndex([
      ...works.map((work) => ({
        title: work.title,
        body: `${work.abstract ?? ''} ${(work.authors ?? []).join(' ')} ${venueOf(work) ?? ''}`,
      })),
      ...retracted.map((work) => ({ title: `Retraction: ${work.title}`, body: '' })),
    ]),
  );

  const records: (Json | undefined)[] = [];
  function make(position: number): Json {
    const work = (works[position] ?? retracted[position - works.length]) as EmulatorWork;
    const venue = venueOf(work);
    const facts = {
      venuePosition: venue === undefined ? undefined : venuePositions.get(venue),
      citedBy: citations().get((work.doi ?? '').toLowerCase()) ?? 0,
      retractions: work.isRetracted ? [retractionDoi(work)] : [],
    };
    return position < works.length ? renderWork(work, facts) : renderRetraction(work, facts);
  }

  const library: Library = {
    size,
    venues,
    prefixes: [...new Set(works.map(prefixOf))],
    record(position) {
      records[position] ??= make(position);
      return records[position];
    },
    find: (doi) => byDoi().get(doi.toLowerCase()),
    search: (text) =>
      index()
        .search(text)
        .map((match) => ({ position: match.index, score: match.score })),
    fieldMatch(field, text) {
      const read = fieldTexts[field];
      if (!read) return undefined;
      const words = contentWords(text);
      // As at the service, one of the words is enough.
      return (position) => {
        const held = contentWords(read(library.record(position)));
        return words.some((word) => held.includes(word));
      };
    },
  };
  return library;
}

const names = (people: unknown): string =>
  ((people ?? []) as Json[])
    .map(({ given, family, name }) => [given, family, name].filter(Boolean).join(' '))
    .join(' ');
const list = (value: unknown): string => ((value ?? []) as unknown[]).map(String).join(' ');
const nothing = (): string => '';

/** What `query.{name}` looks at. */
const fieldTexts: Readonly<Record<string, (record: Json) => string>> = {
  bibliographic: (record) =>
    [
      list(record.title),
      names(record.author),
      list(record['container-title']),
      list(record.ISSN),
      JSON.stringify(record.issued),
    ].join(' '),
  title: (record) => list(record.title),
  author: (record) => names(record.author),
  contributor: (record) => names(record.author),
  'container-title': (record) => list(record['container-title']),
  'publisher-name': (record) => String(record.publisher),
  'funder-name': (record) => ((record.funder ?? []) as Json[]).map(({ name }) => name).join(' '),
  ...Object.fromEntries(
    [
      ...['editor', 'chair', 'translator', 'affiliation', 'publisher-location', 'standards-body-name', 'degree'],
      ...[
        'standards-body-acronym',
        'event-name',
        'event-location',
        'event-sponsor',
        'event-theme',
        'event-acronym',
        'description',
      ],
    ].map((name) => [name, nothing]),
  ),
};

/** Where a work belongs: the lists below journals, members, funders, prefixes and types. */
export function belongsTo(library: Library, kind: string, id: string): ((record: Json) => boolean) | undefined {
  switch (kind) {
    case 'journals': {
      const issn = id.includes('-') ? id : `${id.slice(0, 4)}-${id.slice(4)}`;
      const known = library.venues.some((_, position) => issnOf(position) === issn.toUpperCase());
      return known ? (record) => list(record.ISSN).includes(issn.toUpperCase()) : undefined;
    }
    case 'members':
      return id === String(MEMBER.id) ? () => true : undefined;
    case 'funders':
      return id.replace('10.13039/', '') === FUNDER.id ? (record) => record.funder !== undefined : undefined;
    case 'prefixes':
      return library.prefixes.includes(id) ? (record) => record.prefix === id : undefined;
    default:
      return (record) => record.type === id;
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
