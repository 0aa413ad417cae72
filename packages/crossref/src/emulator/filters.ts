import { reject } from './problems.ts';
import type { Json } from './records.ts';

type Test = (record: Json, value: string) => boolean;

const has =
  (name: string): Test =>
  (record, value) =>
    (isThere(record[name]) ? 'true' : 'false') === value;
const isThere = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0;
const holds =
  (name: string): Test =>
  (record, value) =>
    [record[name]].flat().some((each) => String(each).toLowerCase() === value.toLowerCase());
const bareDoi = (value: string): string => value.toLowerCase().replace(/^https?:\/\/(?:dx\.)?doi\.org\//, '');

const dateOf = (record: Json, name: string): string => {
  const parts = ((record[name] as Json | undefined)?.['date-parts'] as (number | null)[][] | undefined)?.[0] ?? [];
  const [year, month = 1, day = 1] = parts;
  return year == null ? '' : [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
};
/** A bound as short as a year stands for its first or last day. */
const from =
  (name: string): Test =>
  (record, value) =>
    dateOf(record, name) >= `${value}-01-01`.slice(0, 10) && dateOf(record, name) !== '';
const until =
  (name: string): Test =>
  (record, value) =>
    dateOf(record, name) !== '' && dateOf(record, name).slice(0, value.length) <= value;

const dates = {
  pub: 'issued',
  'online-pub': 'published-online',
  'print-pub': 'published-print',
  issued: 'issued',
  created: 'created',
  deposit: 'deposited',
  update: 'deposited',
  index: 'indexed',
};

const tests: Readonly<Record<string, Test>> = {
  doi: (record, value) => record.DOI === bareDoi(value),
  type: holds('type'),
  issn: holds('ISSN'),
  isbn: holds('ISBN'),
  prefix: holds('prefix'),
  member: holds('member'),
  'container-title': holds('container-title'),
  'article-number': holds('article-number'),
  'alternative-id': holds('alternative-id'),
  orcid: (record, value) => ((record.author ?? []) as Json[]).some(({ ORCID }) => String(ORCID).endsWith(value)),
  funder: (record, value) =>
    ((record.funder ?? []) as Json[]).some(({ DOI }) => DOI === `10.13039/${value.replace('10.13039/', '')}`),
  'award.number': (record, value) =>
    ((record.funder ?? []) as Json[]).some(({ award }) => (award as string[]).includes(value)),
  'license.url': (record, value) => ((record.license ?? []) as Json[]).some(({ URL }) => URL === value),
  'relation.type': (record, value) => value in ((record.relation ?? {}) as Json),
  updates: (record, value) => ((record['update-to'] ?? []) as Json[]).some(({ DOI }) => DOI === bareDoi(value)),
  'update-type': (record, value) => ((record['update-to'] ?? []) as Json[]).some(({ type }) => type === value),
  'is-update': has('update-to'),
  'has-update': has('updated-by'),
  'has-abstract': has('abstract'),
  'has-full-text': has('link'),
  'has-references': has('reference-count'),
  'has-license': has('license'),
  'has-funder': has('funder'),
  'has-orcid': (record, value) =>
    String(((record.author ?? []) as Json[]).some(({ ORCID }) => ORCID !== undefined)) === value,
  'has-affiliation': (_record, value) => value === 'false',
  'has-relation': (record, value) => String(Object.keys((record.relation ?? {}) as Json).length > 0) === value,
  ...Object.fromEntries(
    Object.entries(dates).flatMap(([name, field]) => [
      [`from-${name}-date`, from(field)],
      [`until-${name}-date`, until(field)],
    ]),
  ),
};

/** Different names must all hold; of one name's values any may. */
export function compileFilter(filter: string): (record: Json) => boolean {
  const wanted = new Map<string, string[]>();
  for (const part of filter.split(',')) {
    const colon = part.indexOf(':');
    const [name, value] = [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    if (colon <= 0 || value === '') reject('filter-not-valid', part, `Filter ${part} is not of the form name:value`);
    checkValue(name, value);
    wanted.set(name, [...(wanted.get(name) ?? []), value]);
  }
  const rules = [...wanted].map(([name, values]) => ({ test: tests[name] as Test, values }));
  return (record) => rules.every(({ test, values }) => values.some((value) => test(record, value)));
}

function checkValue(name: string, value: string): void {
  if (!Object.hasOwn(tests, name)) {
    const message = `Filter ${name} specified but there is no such filter for this route. Valid filters for this route are: ${Object.keys(tests).join(', ')}`;
    reject('filter-not-available', name, message);
  }
  if (/-date$/.test(name) && !/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(value)) {
    reject(
      'date-not-valid',
      value,
      `Invalid date format ${value}. Dates must be of the form YYYY, YYYY-MM or YYYY-MM-DD`,
    );
  }
  if (/^(?:has|is)-/.test(name) && !/^(?:true|false)$/.test(value)) {
    reject('boolean-not-valid', value, `Boolean specified as ${value} but must be one of: t, true, 1, f, false, 0`);
  }
}
