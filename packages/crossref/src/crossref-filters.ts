import { InvalidRequestError, isIsoDate } from '@headwater/core';

type Plain = string | number | boolean;

/** Filters that are used most often; any other is sent as it is named. https://api.crossref.org/swagger-ui */
export type CrossrefFilterName =
  | 'doi'
  | 'type'
  | 'issn'
  | 'isbn'
  | 'orcid'
  | 'funder'
  | 'member'
  | 'prefix'
  | 'container-title'
  | 'has-abstract'
  | 'has-full-text'
  | 'has-references'
  | 'has-orcid'
  | 'has-funder'
  | 'has-license'
  | 'has-affiliation'
  | 'from-pub-date'
  | 'until-pub-date'
  | 'from-index-date'
  | 'until-index-date'
  | 'from-update-date'
  | 'until-update-date'
  | 'from-created-date'
  | 'until-created-date'
  | 'is-update'
  | 'update-type'
  | 'updates'
  | 'has-update'
  | 'relation.type'
  | 'license.url'
  | 'location';

/** Different names must all hold; of several values of one name any may. */
export type CrossrefFilter = {
  readonly [Name in CrossrefFilterName]?: Plain | readonly Plain[] | undefined;
} & { readonly [name: string]: Plain | readonly Plain[] | undefined };

const partialDate = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

/**
 * The filter as Crossref reads it: `type:book,type:monograph,from-pub-date:2024-05`.
 *
 * @throws {InvalidRequestError} naming what cannot be sent; nothing was
 */
export function writeFilter(filter: CrossrefFilter): string {
  const written: string[] = [];
  for (const [name, given] of Object.entries(filter)) {
    if (given === undefined) continue;
    if (!/^[a-z][a-z.-]*$/.test(name)) refuse(`"${name.slice(0, 60)}" is not the name of a filter`);
    const values = Array.isArray(given) ? (given as readonly Plain[]) : [given as Plain];
    if (values.length === 0) refuse(`the filter "${name}" has no value`);
    for (const value of values) written.push(`${name}:${writeValue(name, value)}`);
  }
  return written.join(',');
}

export const isFilterable = (value: string): boolean => value.trim() !== '' && !value.includes(',');

function writeValue(name: string, value: Plain): string {
  const text = typeof value === 'string' ? value.trim() : String(value);
  const isPlain =
    typeof value === 'boolean' || (typeof value === 'number' ? Number.isFinite(value) : isFilterable(text));
  if (!isPlain) refuse(`the filter "${name}" holds "${text.slice(0, 60)}"`, 'Values are not empty and hold no comma.');
  if (/^(?:from|until)-.*date$/.test(name) && !isPartialDate(text)) {
    refuse(
      `the filter "${name}" holds "${text.slice(0, 30)}", which is no date`,
      'For example 2024, 2024-05 or 2024-05-31.',
    );
  }
  return text;
}

const isPartialDate = (text: string): boolean =>
  partialDate.test(text) && isIsoDate(`${text}${'-01-01'.slice(text.length === 4 ? 0 : text.length === 7 ? 3 : 6)}`);

function refuse(problem: string, hint = 'Nothing was sent.'): never {
  throw new InvalidRequestError(problem, { provider: 'crossref', hint });
}
