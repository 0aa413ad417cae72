import { attributeOf, citedBy, comparable, dateFilter, holds, paidFilters, type Value } from './attributes.ts';
import type { Library, Shelf } from './model.ts';
import { RequestProblem, reject } from './problems.ts';
import { compileSearch } from './search-text.ts';

type Test = (position: number) => boolean;

/** https://help.openalex.org/api/filtering: `a:1,b:2|3,c:!4,d:>5,e:6+7` */
export function compileFilter(library: Library, shelf: Shelf, filter: string): Test {
  const tests = split(filter).map((part) => {
    const colon = part.indexOf(':');
    if (colon <= 0) return reject(`Invalid filter: ${part}`, 'Invalid filter');
    return compilePart(library, shelf, part.slice(0, colon).trim(), part.slice(colon + 1).trim());
  });
  return (position) => tests.every((test) => test(position));
}

/** Commas part conditions, but not inside quotes. */
function split(filter: string): string[] {
  return filter.match(/(?:"[^"]*"|[^,])+/g) ?? [];
}

function compilePart(library: Library, shelf: Shelf, name: string, given: string): Test {
  if (given === '') return reject(`Invalid filter: ${name}:`, 'Invalid filter');
  if (paidFilters.includes(name)) {
    throw new RequestProblem({
      status: 403,
      json: { error: 'Forbidden', message: `The filter ${name} requires a paid plan` },
    });
  }
  const other = /\|([a-z_.]+):(?!\/\/)/.exec(given)?.[1];
  if (other !== undefined && attributeOf(shelf, other)) {
    return reject(
      'It looks like you are trying to do an OR query between filters and it is not supported.',
      'Invalid filter',
    );
  }
  const date = dateFilter(name);
  if (date) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(given))
      reject(`Value for param ${name} must be a date in format yyyy-mm-dd`, 'Invalid filter');
    const attribute = attributeOf(shelf, date.field);
    return (position) => attribute?.values(position).some((value) => date.holds(String(value), given)) ?? false;
  }
  const negative = given.startsWith('!');
  const body = negative ? given.slice(1) : given;
  if (name === 'cited_by') {
    const cited = citedBy(library, comparable(body));
    return (position) => cited.has(comparable(shelf.item(position).id as Value)) !== negative;
  }
  const attribute = attributeOf(shelf, name);
  if (!attribute) return reject(`Unknown filter field: ${name}`, 'Invalid filter');
  if (attribute.isSearch) {
    const matches = compileSearch(body.replaceAll('|', ' OR '), name.endsWith('.exact'));
    const textOf = /^(?:title|display_name)\./.test(name)
      ? (position: number) => String(shelf.item(position).display_name)
      : shelf.textOf;
    return (position) => matches(textOf(position)) !== negative;
  }
  const all = body.includes('|') ? [body] : body.split('+');
  const alternatives = all.map((each) => each.split('|'));
  if (alternatives.some((values) => values.length > 100)) {
    reject(`Maximum number of values exceeded for ${name}. Decrease values to 100 or below`, 'Invalid filter');
  }
  checkTypes(name, alternatives.flat());
  return (position) => {
    const values = attribute.values(position);
    return alternatives.every((wanted) => wanted.some((each) => holds(values, each))) !== negative;
  };
}

function checkTypes(name: string, values: readonly string[]): void {
  const isNumber = /(?:_count|_year|^fwci)$/.test(name);
  const isFlag = /(?:^|\.)(?:is|has)_\w+$/.test(name);
  for (const value of values) {
    if (isNumber && !/^(?:[<>]?-?\d+(?:\.\d+)?|\d*-\d*|null)$/.test(value))
      reject(`Invalid filter: ${name}:${value}`, 'Invalid filter');
    if (isFlag && !/^(?:true|false|null)$/i.test(value))
      reject(`Value for ${name} must be true or false, not ${value}`, 'Invalid filter');
  }
}
