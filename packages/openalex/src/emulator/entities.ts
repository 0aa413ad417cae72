import { type EmulatorWork, venueOf } from './corpus.ts';

/** Everything but works: what the corpus mentions, and how often. */
export interface EntityRecord {
  /** `https://openalex.org/A5000000001` */
  id: string;
  display_name: string;
  /** Positions of its works in the corpus. */
  works: number[];
  /** The fields of its kind beyond name and counts. */
  details: Readonly<Record<string, unknown>>;
}

export interface Kind {
  path: string;
  /** One letter and a number, or a word below a folder: `https://openalex.org/languages/en`. */
  idOf: (key: string, position: number) => string;
  /** What a work mentions of this kind. */
  keysOf: (work: EmulatorWork) => readonly string[];
  details?: (key: string, position: number) => Record<string, unknown>;
}

const root = 'https://openalex.org/';
const numbered = (letter: string, first: number) => (_key: string, position: number) =>
  `${root}${letter}${first + position}`;
const inFolder = (folder: string) => (key: string) => `${root}${folder}/${slug(key)}`;
const places = (folder: string) => (_key: string, position: number) => `${root}${folder}/${position + 1}`;

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

const typeNames: Readonly<Record<string, string>> = {
  Review: 'review',
  MetaAnalysis: 'review',
  Dataset: 'dataset',
  Book: 'book',
  BookSection: 'book-chapter',
  Preprint: 'preprint',
  Editorial: 'editorial',
  LettersAndComments: 'letter',
};

export const typeOf = ({ types = [] }: EmulatorWork): string =>
  types.map((type) => typeNames[type]).find((name) => name !== undefined) ?? 'article';

export const licenseOf = (work: EmulatorWork): string | null => (work.isOpenAccess ? 'cc-by' : null);

/** Where an author of the invented papers works. The same author always works at the same place. */
export const placeOf = (author: string): string => `Institute of ${author.split(' ').at(-1) ?? 'Nowhere'} (invented)`;

const subjectsOf = (work: EmulatorWork): readonly string[] => work.subjects ?? [];
const sampleOnly =
  (keys: (work: EmulatorWork) => readonly string[]) =>
  (work: EmulatorWork): readonly string[] =>
    work.doi?.startsWith('10.5555/') ? keys(work) : [];
const authorsOf = (work: EmulatorWork): readonly string[] => work.authors ?? [];

const check = (digits: string): string => {
  let total = 0;
  for (const digit of digits) total = (total + Number(digit)) * 2;
  const rest = (12 - (total % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
};

/** An ORCID below 0009-0099, which is not given out. */
export function orcidOf(position: number): string {
  const digits = `00090099${String(position + 1).padStart(7, '0')}`;
  return `https://orcid.org/${`${digits}${check(digits)}`.replaceAll(/(.{4})(?=.)/g, '$1-')}`;
}

export const kinds: readonly Kind[] = [
  {
    path: 'authors',
    idOf: numbered('A', 5_900_000_001),
    keysOf: authorsOf,
    details: (name, position) => ({
      orcid: orcidOf(position),
      display_name_alternatives: [`${name.charAt(0)}. ${name.split(' ').at(-1)}`],
    }),
  },
  {
    path: 'institutions',
    idOf: numbered('I', 4_900_000_001),
    keysOf: sampleOnly((work) => [...new Set(authorsOf(work).map(placeOf))]),
    details: (_name, position) => ({
      ror: `https://ror.org/0${String(position + 1).padStart(8, '0')}`,
      country_code: 'AQ',
      type: 'facility',
      homepage_url: 'https://institute.example/',
      display_name_acronyms: [],
      geo: { country_code: 'AQ', city: null },
    }),
  },
  {
    path: 'sources',
    idOf: numbered('S', 4_300_000_001),
    keysOf: (work) => [venueOf(work) ?? []].flat(),
    details: (_name, position) => ({
      issn_l: `9999-${String(position + 1).padStart(3, '0')}X`,
      issn: [`9999-${String(position + 1).padStart(3, '0')}X`],
      type: 'journal',
      is_oa: true,
      is_in_doaj: false,
      host_organization: `${root}P4900000001`,
      host_organization_name: 'Invented Publisher',
      host_organization_lineage: [`${root}P4900000001`],
      apc_usd: null,
      homepage_url: 'https://journal.example/',
    }),
  },
  {
    path: 'publishers',
    idOf: numbered('P', 4_900_000_001),
    keysOf: sampleOnly(() => ['Invented Publisher']),
    details: () => ({
      alternate_titles: [],
      country_codes: ['AQ'],
      hierarchy_level: 0,
      parent_publisher: null,
      lineage: [],
    }),
  },
  {
    path: 'funders',
    idOf: numbered('F', 4_900_000_001),
    keysOf: sampleOnly(() => ['Invented Research Fund']),
    details: () => ({
      alternate_titles: [],
      country_code: 'AQ',
      description: 'invented',
      homepage_url: 'https://fund.example/',
      grants_count: 1,
    }),
  },
  {
    path: 'awards',
    idOf: numbered('G', 4_900_000_001),
    keysOf: sampleOnly(() => ['Invented grant for sample papers']),
    details: () => ({
      funder_award_id: 'EX-1',
      funder: { id: `${root}F4900000001`, display_name: 'Invented Research Fund' },
      amount: 1000,
      currency: 'EUR',
      start_year: 2014,
      end_year: 2025,
    }),
  },
  {
    path: 'topics',
    idOf: numbered('T', 90_001),
    keysOf: subjectsOf,
    details: (name) => ({ description: `Works on ${name}`, keywords: [name] }),
  },
  { path: 'keywords', idOf: inFolder('keywords'), keysOf: subjectsOf },
  { path: 'domains', idOf: places('domains'), keysOf: (work) => (subjectsOf(work).length > 0 ? ['Sciences'] : []) },
  { path: 'fields', idOf: places('fields'), keysOf: subjectsOf },
  { path: 'subfields', idOf: places('subfields'), keysOf: subjectsOf },
  {
    path: 'sdgs',
    idOf: places('sdgs'),
    keysOf: (work) => (subjectsOf(work).includes('Medicine') ? ['Good health and well-being'] : []),
  },
  {
    path: 'countries',
    idOf: () => `${root}countries/AQ`,
    keysOf: sampleOnly(() => ['Antarctica']),
    details: () => ({ country_code: 'AQ', is_global_south: false }),
  },
  { path: 'continents', idOf: () => `${root}continents/Q51`, keysOf: sampleOnly(() => ['Antarctica']) },
  { path: 'languages', idOf: inFolder('languages'), keysOf: (work) => [work.language ?? 'en'] },
  { path: 'work-types', idOf: inFolder('types'), keysOf: (work) => [typeOf(work)] },
  {
    path: 'source-types',
    idOf: inFolder('source-types'),
    keysOf: (work) => (venueOf(work) === undefined ? [] : ['journal']),
  },
  { path: 'institution-types', idOf: inFolder('institution-types'), keysOf: sampleOnly(() => ['facility']) },
  {
    path: 'licenses',
    idOf: inFolder('licenses'),
    keysOf: (work) => [licenseOf(work) ?? []].flat(),
    details: (name) => ({ url: `https://license.example/${name}` }),
  },
  {
    path: 'indexes',
    idOf: inFolder('indexes'),
    keysOf: (work) => [
      ...(work.doi ? ['crossref'] : []),
      ...(work.arxiv ? ['arxiv'] : []),
      ...(work.pmid ? ['pubmed'] : []),
    ],
  },
];

/** One record for every key that the corpus mentions, in order of first mention. */
export function collectEntities(kind: Kind, works: readonly EmulatorWork[]): Map<string, EntityRecord> {
  const found = new Map<string, EntityRecord>();
  for (const [index, work] of works.entries()) {
    for (const key of kind.keysOf(work)) {
      const known = found.get(key);
      if (known) known.works.push(index);
      else {
        const position = found.size;
        found.set(key, {
          id: kind.idOf(key, position),
          display_name: key,
          works: [index],
          details: kind.details?.(key, position) ?? {},
        });
      }
    }
  }
  return found;
}
