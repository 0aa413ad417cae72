import type { EmulatorRequest } from '@headwater/testkit';
import { reject } from './answers.ts';
import type { Library } from './library.ts';
import type { EmulatorPaper } from './papers.ts';
import { readList } from './parameters.ts';

export const FILTER_PARAMETERS = [
  'year',
  'publicationDateOrYear',
  'venue',
  'fieldsOfStudy',
  'publicationTypes',
  'minCitationCount',
  'openAccessPdf',
] as const;

const PUBLICATION_TYPES = [
  'Review',
  'JournalArticle',
  'CaseReport',
  'ClinicalTrial',
  'Conference',
  'Dataset',
  'Editorial',
  'LettersAndComments',
  'MetaAnalysis',
  'News',
  'Study',
  'Book',
  'BookSection',
];

type Filter = (paper: EmulatorPaper) => boolean;

/** The filters a search carries, as one predicate. */
export function readFilters(request: EmulatorRequest, library: Library): Filter {
  const filters: Filter[] = [];
  const { query } = request;
  const year = query.get('year');
  if (year !== null) filters.push(yearFilter(year));
  const range = query.get('publicationDateOrYear');
  if (range !== null) filters.push(dateFilter(range));
  const venues = readList(request, 'venue').map((venue) => venue.toLowerCase());
  if (venues.length > 0) filters.push((paper) => venues.includes((paper.venue ?? '').toLowerCase()));
  const fields = readList(request, 'fieldsOfStudy');
  if (fields.length > 0) filters.push((paper) => (paper.fieldsOfStudy ?? []).some((field) => fields.includes(field)));
  const types = readList(request, 'publicationTypes');
  const unknownType = types.find((type) => !PUBLICATION_TYPES.includes(type));
  if (unknownType !== undefined) reject(`Unacceptable query params: [publicationTypes=${unknownType}]`);
  if (types.length > 0) filters.push((paper) => (paper.publicationTypes ?? []).some((type) => types.includes(type)));
  const minimum = query.get('minCitationCount');
  if (minimum !== null) {
    if (!/^\d+$/.test(minimum)) reject(`Unacceptable query params: [minCitationCount=${minimum}]`);
    filters.push((paper) => library.citations(paper).length >= Number(minimum));
  }
  if (query.has('openAccessPdf')) filters.push((paper) => Boolean(paper.openAccessPdf));
  return (paper) => filters.every((filter) => filter(paper));
}

/** `2019`, `2016-2020`, `2010-`, `-2015`. A paper without a year passes none of them. */
function yearFilter(text: string): Filter {
  const [, from, dash, to] = /^(\d{4})?(-)?(\d{4})?$/.exec(text) ?? reject(`Unacceptable query params: [year=${text}]`);
  if (from === undefined && to === undefined) reject(`Unacceptable query params: [year=${text}]`);
  const first = Number(from ?? 0);
  const last = dash ? Number(to ?? 9999) : first;
  return (paper) => {
    const year = paper.year ?? Number(paper.publicationDate?.slice(0, 4) ?? Number.NaN);
    return year >= first && year <= last;
  };
}

/** `start:end`, each side optional; a shorter date stands for all days it begins. A single date has no colon. */
export function dateFilter(text: string): Filter {
  const date = String.raw`\d{4}(?:-\d{2}(?:-\d{2})?)?`;
  const found = new RegExp(`^(${date})?(:)?(${date})?$`).exec(text);
  const [, from, colon, to] = found ?? [];
  if (!found || (from === undefined && to === undefined) || (to !== undefined && !colon)) {
    reject(`Unacceptable query params: [publicationDateOrYear=${text}]`);
  }
  const last = colon ? to : from;
  return (paper) => {
    const known = paper.publicationDate ?? (paper.year ? String(paper.year) : undefined);
    if (known === undefined) return false;
    if (from !== undefined && known < from && !from.startsWith(known)) return false;
    return last === undefined || known <= last || known.startsWith(last);
  };
}
