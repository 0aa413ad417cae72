import { checkItems, type SkippedItem } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  nullable,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';
import { largestPage, largestSample, offsetWindow } from './crossref-limits.ts';
import type { CrossrefFacet, CrossrefField } from './crossref-types.ts';
import { once } from './once.ts';

// What callers give, after the methods have worked it out.

const text = string({ minLength: 1 });
const words = refine(string(), (given) => given.trim() !== '', 'must not be empty');
const upTo = (maximum: number) => optional(number({ integer: true, minimum: 0, maximum }));

export const listInput = strictObject({
  path: text,
  mailto: optional(text),
  fields: optional(record(words)),
  query: optional(words),
  filter: optional(text),
  rows: upTo(largestPage),
  offset: upTo(offsetWindow),
  cursor: optional(text),
  sample: upTo(largestSample),
  sort: optional(string({ pattern: /^[a-z-]+$/ })),
  order: optional(oneOf(['asc', 'desc'])),
  select: optional(array(string({ pattern: /^[\w-]+$/ }), { minLength: 1 })),
  facet: optional(string({ pattern: /^[a-z-]+:(\*|\d{1,4})(,[a-z-]+:(\*|\d{1,4}))*$/ })),
});
export type ListInput = Infer<typeof listInput>;

export const singleInput = strictObject({ path: text, mailto: optional(text) });
export type SingleInput = Infer<typeof singleInput>;

// What Crossref answers. Nothing but the DOI is sure to be there. Strict about what callers rely on; a malformed ornament
// counts as unknown instead of costing the item.

const plain = lenient(transform(union([string(), number()]), String));
const count = lenient(numberLike());
const flag = lenient(boolean());
const loose = lenient(looseObject({}));
/** Lists of texts, of which some records hold one text instead. */
const texts = lenient(
  union([
    transform(array(unknown()), (all) => all.filter((each): each is string => typeof each === 'string')),
    transform(string(), (one) => [one]),
  ]),
);

function objects<Item>(item: Schema<Item>): Schema<Item[] | null | undefined> {
  const each = array(lenient(item)) as Schema<(Item | null | undefined)[]>;
  return lenient(transform(each, (items) => items.filter((one): one is Item => one != null)));
}

/** An object whose fields are all there, `null` where Crossref says nothing. */
function whole(shape: Record<string, Schema<any>>): Schema<any> {
  const names = Object.keys(shape);
  return transform(object(shape), (value) =>
    Object.fromEntries(names.map((name) => [name, (value as Record<string, unknown>)[name] ?? null])),
  );
}

const date = lenient(
  object({
    'date-parts': array(array(nullable(numberLike()))),
    'date-time': lenient(string()),
    timestamp: lenient(number()),
  }),
);
const looseList = objects(looseObject({}));
const people = objects(
  whole({
    ...{ given: plain, family: plain, name: plain, suffix: plain, prefix: plain, ORCID: plain },
    ...{ 'authenticated-orcid': flag, affiliation: looseList, sequence: plain },
  }),
);
const updates = objects(whole({ DOI: text, type: text, label: plain, source: plain, updated: date }));

const shapes: readonly (readonly [Schema<any>, readonly CrossrefField[]])[] = [
  [
    plain,
    ['URL', 'type', 'publisher', 'prefix', 'member', 'source', 'abstract', 'language', 'volume', 'issue', 'page'],
  ],
  [plain, ['article-number', 'publisher-location', 'group-title', 'update-policy', 'subtype']],
  [texts, ['title', 'subtitle', 'short-title', 'original-title', 'container-title', 'short-container-title']],
  [texts, ['ISSN', 'ISBN', 'subject', 'alternative-id', 'archive']],
  [count, ['score', 'reference-count', 'references-count', 'is-referenced-by-count']],
  [date, ['published', 'published-online', 'published-print', 'published-other', 'issued', 'created', 'deposited']],
  [date, ['indexed', 'posted', 'accepted', 'approved']],
  [people, ['author', 'editor', 'chair', 'translator']],
  [looseList, ['reference', 'funder', 'license', 'link', 'assertion', 'issn-type', 'clinical-trial-number']],
  [updates, ['update-to', 'updated-by']],
  [loose, ['relation', 'journal-issue', 'event', 'resource', 'content-domain', 'free-to-read']],
];

/** Every field of a work but the DOI. */
export const workFields: readonly CrossrefField[] = shapes.flatMap(([, names]) => names);

export interface WireWork {
  DOI: string;
  [field: string]: unknown;
}

/** Made when first needed. */
export const wireWork: () => Schema<WireWork> = once(() => {
  const shape = Object.fromEntries(shapes.flatMap(([schema, names]) => names.map((name) => [name, schema])));
  return object({ DOI: text, ...shape }) as Schema<any>;
});

export const wireJournal = once(() =>
  whole({
    ...{ title: text, publisher: plain, ISSN: texts, 'issn-type': looseList, subjects: looseList, counts: loose },
    ...{ breakdowns: loose, coverage: loose, flags: loose, 'last-status-check-time': count },
  }),
);
export const wireMember = once(() =>
  whole({
    ...{ id: numberLike(), 'primary-name': plain, names: texts, prefixes: texts, prefix: looseList, location: plain },
    ...{ counts: loose, breakdowns: loose, coverage: loose, flags: loose, 'last-status-check-time': count },
  }),
);
export const wireFunder = once(() =>
  whole({
    ...{
      id: text,
      uri: plain,
      name: plain,
      'alt-names': texts,
      location: plain,
      replaces: texts,
      'replaced-by': texts,
    },
    ...{
      descendants: texts,
      hierarchy: loose,
      'hierarchy-names': loose,
      'work-count': count,
      'descendant-work-count': count,
    },
  }),
);
export const wirePrefix = once(() => whole({ prefix: text, name: plain, member: plain }));
export const wireType = once(() => whole({ id: text, label: plain }));
export const wireLicense = once(() => whole({ URL: text, 'work-count': count }));
export const wireAgency = once(() => whole({ DOI: text, agency: whole({ id: text, label: plain }) }));

/** The envelope of a single record. */
export const single = <Item>(item: Schema<Item>): Schema<Item> =>
  transform(object({ message: item as Schema<any> }), (answer) => answer.message as Item);

export interface WireList<Item> {
  items: Item[];
  /** Items that were malformed, by their place in the answer. */
  skipped: SkippedItem[];
  total: number | null;
  nextCursor: string | undefined;
  facets: Record<string, CrossrefFacet>;
}

const facets = lenient(record(lenient(object({ 'value-count': count, values: record(number()) }))));

/** The envelope of lists. Items stand two levels down, so that they are checked one by one here. */
export const listOf = <Item>(item: Schema<Item>): Schema<WireList<Item>> =>
  transform(
    object({
      message: object({ items: array(unknown()), 'total-results': count, 'next-cursor': lenient(string()), facets }),
    }),
    ({ message }) => ({
      ...checkItems(message.items, item),
      total: message['total-results'] ?? null,
      nextCursor: message['next-cursor'] ?? undefined,
      facets: Object.fromEntries(
        Object.entries(message.facets ?? {}).flatMap(([name, facet]) =>
          facet == null ? [] : [[name, { 'value-count': facet['value-count'] ?? null, values: facet.values }]],
        ),
      ),
    }),
  );
