import { canonicalDoi, InvalidRequestError, isIsoDate } from '@headwater/core';
import type { OpenAlexEntityName } from './openalex-entities.ts';
import { largestAlternative } from './openalex-limits.ts';

type Plain = string | number | boolean;

/** A condition made by `anyOf`, `not`, `range`, `greaterThan`, `lessThan` or `allOf`. */
export interface OpenAlexCondition {
  /** What stands behind the colon, once per repetition of the attribute. */
  readonly parts: readonly { readonly before: '' | '!' | '>' | '<'; readonly values: readonly Plain[] }[];
  readonly isRange?: true;
}

/** One value, several of which any may hold, or a condition. */
export type OpenAlexFilterValue = Plain | readonly Plain[] | OpenAlexCondition;

/** Attributes of works that are asked for most often; any other attribute is sent as it is named. */
export type OpenAlexWorkFilterName =
  | 'authorships.author.id'
  | 'authorships.author.orcid'
  | 'authorships.institutions.id'
  | 'authorships.institutions.country_code'
  | 'best_oa_location.license'
  | 'cited_by_count'
  | 'cites'
  | 'cited_by'
  | 'doi'
  | 'from_created_date'
  | 'from_publication_date'
  | 'from_updated_date'
  | 'funders.id'
  | 'has_abstract'
  | 'has_doi'
  | 'has_fulltext'
  | 'indexed_in'
  | 'is_oa'
  | 'is_paratext'
  | 'is_retracted'
  | 'keywords.id'
  | 'language'
  | 'open_access.is_oa'
  | 'open_access.oa_status'
  | 'openalex_id'
  | 'primary_location.source.id'
  | 'primary_location.source.issn'
  | 'primary_topic.id'
  | 'publication_date'
  | 'publication_year'
  | 'related_to'
  | 'to_publication_date'
  | 'topics.id'
  | 'topics.field.id'
  | 'type';

/** All conditions must hold. */
export type OpenAlexFilter<Name extends OpenAlexEntityName = OpenAlexEntityName> = {
  readonly [Attribute in Name extends 'works' ? OpenAlexWorkFilterName : never]?: OpenAlexFilterValue | undefined;
} & { readonly [attribute: string]: OpenAlexFilterValue | undefined };

/** Any of these values, at most 100. An array does the same. */
export const anyOf = (...values: readonly Plain[]): OpenAlexCondition => ({ parts: [{ before: '', values }] });

/** None of these values. */
export const not = (...values: readonly Plain[]): OpenAlexCondition => ({
  // A negated OR would be read as "not the first, or the second": one repetition each is what is meant.
  parts: values.map((value) => ({ before: '!', values: [value] })),
});

export const greaterThan = (value: number): OpenAlexCondition => ({ parts: [{ before: '>', values: [value] }] });
export const lessThan = (value: number): OpenAlexCondition => ({ parts: [{ before: '<', values: [value] }] });

/**
 * From and to, both included, for years and other whole numbers. Dates have `from_publication_date` and its like.
 *
 * @throws {InvalidRequestError} when it would hold nothing
 */
export function range(from: number, to: number): OpenAlexCondition {
  if (!(from <= to)) refuse(`a range from ${from} to ${to} holds nothing`);
  return { parts: [{ before: '', values: [from, to] }], isRange: true };
}

/** All of these hold of the same attribute: `allOf('I1', 'I2')` for works of two institutions together. */
export const allOf = (...conditions: readonly (Plain | OpenAlexCondition)[]): OpenAlexCondition => ({
  parts: conditions.flatMap((condition) =>
    typeof condition === 'object' ? condition.parts : [{ before: '' as const, values: [condition] }],
  ),
});

/**
 * The filter as OpenAlex reads it.
 *
 * https://help.openalex.org/api/filtering
 *
 * @throws {InvalidRequestError} naming what cannot be sent; nothing was
 */
export function writeFilter(filter: OpenAlexFilter | string): string {
  if (typeof filter === 'string') return filter;
  const written: string[] = [];
  for (const [attribute, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (!/^[\w.-]+$/.test(attribute)) refuse(`"${attribute.slice(0, 60)}" is not the name of an attribute`);
    written.push(...writeCondition(attribute, toCondition(value)));
  }
  return written.join(',');
}

function toCondition(value: OpenAlexFilterValue): OpenAlexCondition {
  if (Array.isArray(value)) return anyOf(...(value as readonly Plain[]));
  return typeof value === 'object' ? (value as OpenAlexCondition) : anyOf(value);
}

function writeCondition(attribute: string, { parts, isRange }: OpenAlexCondition): string[] {
  if (parts === undefined || parts.length === 0) refuse(`the filter "${attribute}" has no value`);
  return parts.map(({ before, values }) => {
    if (values.length === 0) refuse(`the filter "${attribute}" has no value`);
    if (values.length > largestAlternative) {
      refuse(
        `the filter "${attribute}" has ${values.length} values; OpenAlex takes ${largestAlternative}`,
        'For ids use getMany(), or split the values with chunkValues().',
      );
    }
    return `${attribute}:${before}${values.map((value) => writeValue(attribute, value)).join(isRange ? '-' : '|')}`;
  });
}

/** Characters with a meaning of their own in a filter; how to escape them is documented nowhere. */
const special = /[,|+]|^[!<>]/;

export const isFilterable = (value: string): boolean => !special.test(value) && value.trim() !== '';

function writeValue(attribute: string, value: Plain): string {
  if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'string' && typeof value !== 'boolean') {
    refuse(`the filter "${attribute}" holds ${String(value)}`);
  }
  const text = String(value)
    .trim()
    .replace(/^https?:\/\/(?:api\.)?openalex\.org\//i, '');
  if (!isFilterable(text)) {
    refuse(
      `the filter "${attribute}" holds "${text.slice(0, 60)}", which OpenAlex cannot be given`,
      'Values are not empty, hold no comma, | or +, and do not begin with !, < or >.',
    );
  }
  if (/^(?:from|to)_.*_date$/.test(attribute) && !isIsoDate(text)) {
    refuse(`the filter "${attribute}" holds "${text.slice(0, 30)}", which is no date`, 'For example 2024-05-31.');
  }
  return attribute === 'doi' ? (canonicalDoi(text) ?? text) : text;
}

/** Cuts a list into parts that one filter takes: by number, and by the length of the address they make. */
export function chunkValues(
  values: readonly string[],
  largest: number = largestAlternative,
  bytes = 3_000,
): string[][] {
  const chunks: string[][] = [];
  let length = 0;
  for (const value of values) {
    const own = encodeURIComponent(value).length + 3;
    const current = chunks.at(-1);
    if (current === undefined || current.length >= largest || length + own > bytes) {
      chunks.push([value]);
      length = own;
    } else {
      current.push(value);
      length += own;
    }
  }
  return chunks;
}

function refuse(problem: string, hint = 'Nothing was sent.'): never {
  throw new InvalidRequestError(problem, { provider: 'openalex', hint });
}
