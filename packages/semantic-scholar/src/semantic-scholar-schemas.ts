import { isIsoDate } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  nullish,
  number,
  numberLike,
  object,
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
import { isPaperId, paperIdRule } from './paper-ids.ts';

// What callers give. Unknown names are refused, as the service itself does.

export const text = string({ minLength: 1 });
export const fields = array(text, { minLength: 1 });
const withoutComma = refine(text, (name) => !name.includes(','), 'must not hold a comma, which separates names');
const names = optional(array(withoutComma, { minLength: 1 }));
/** A year, a month or a day that exists. */
const isPartialDate = (part: string): boolean =>
  /^\d{4}(-\d{2}){0,2}$/.test(part) && isIsoDate(`${part}-01-01`.slice(0, 10));
export const dateRange = refine(
  string(),
  (range) => {
    const parts = range.split(':');
    return (
      parts.length <= 2 && range !== '' && range !== ':' && parts.every((part) => part === '' || isPartialDate(part))
    );
  },
  'expected "start:end" of dates such as 2019, 2019-03 or 2019-03-31, each side optional',
);
const yearEnd = optional(number({ integer: true, minimum: 1000, maximum: 9999 }));
/** The one form the service takes. */
const year = transform(
  union([
    string({ pattern: /^(\d{4}|\d{4}-\d{4}|\d{4}-|-\d{4})$/ }),
    refine(
      strictObject({ from: yearEnd, to: yearEnd }),
      ({ from, to }) => (from ?? to) !== undefined && (from ?? 0) <= (to ?? 9999),
      'expected a year in "from" or "to", and "from" not after "to"',
    ),
  ]),
  (value) => (typeof value === 'string' ? value : `${value.from ?? ''}-${value.to ?? ''}`),
) as Schema<string>;
export const id = refine(string(), isPaperId, paperIdRule);
export const position = number({ integer: true, minimum: 0 });
export const pageOf = (maximum: number) => number({ integer: true, minimum: 1, maximum });

export const filterShape = {
  year: optional(year),
  publicationDateOrYear: optional(dateRange),
  venue: names,
  fieldsOfStudy: names,
  publicationTypes: names,
  minCitationCount: optional(position),
  openAccessPdf: optional(boolean()),
};

export const searchInput = strictObject({
  query: refine(string(), (query) => query.trim() !== '', 'must not be empty'),
  fields,
  offset: position,
  limit: pageOf(100),
  ...filterShape,
});

export const paperInput = strictObject({ id, fields });
export const batchInput = strictObject({ ids: array(id, { minLength: 1, maxLength: 500 }), fields });
export const matchInput = strictObject({
  title: refine(string(), (title) => title.trim() !== '', 'must not be empty'),
  fields,
  ...filterShape,
});
export const citationsInput = strictObject({
  id,
  fields,
  offset: position,
  limit: pageOf(1000),
  publicationDateOrYear: optional(dateRange),
});

// What Semantic Scholar answers. Every field but the id can be missing or null, and counts arrive as numbers or as text.
// Strict about what callers rely on; a malformed ornament counts as unknown instead of costing the paper.

const texts = lenient(array(string()));
const count = lenient(numberLike());
const anyObject = record(unknown());

export const authorShape = {
  authorId: nullish(string()),
  name: nullish(string()),
  url: lenient(string()),
  affiliations: texts,
  homepage: lenient(string()),
  paperCount: count,
  citationCount: count,
  hIndex: count,
  externalIds: lenient(anyObject),
};
const author = object(authorShape);

export const nestedPapers = lenient(array(looseObject({ paperId: nullish(string()), title: lenient(string()) })));

const paperShape = {
  corpusId: count,
  externalIds: lenient(record(lenient(union([string(), number()])))),
  url: lenient(string()),
  title: nullish(string()),
  abstract: nullish(string()),
  venue: nullish(string()),
  publicationVenue: lenient(
    object({ id: lenient(string()), name: lenient(string()), type: lenient(string()), url: lenient(string()) }),
  ),
  year: nullish(numberLike()),
  referenceCount: count,
  citationCount: count,
  influentialCitationCount: count,
  isOpenAccess: lenient(boolean()),
  openAccessPdf: lenient(
    object({
      url: lenient(string()),
      status: lenient(string()),
      license: lenient(string()),
      disclaimer: lenient(string()),
    }),
  ),
  fieldsOfStudy: texts,
  s2FieldsOfStudy: lenient(array(object({ category: lenient(string()), source: lenient(string()) }))),
  publicationTypes: texts,
  publicationDate: nullish(string()),
  journal: lenient(object({ name: lenient(string()), volume: lenient(string()), pages: lenient(string()) })),
  citationStyles: lenient(object({ bibtex: lenient(string()) })),
  authors: nullish(array(author)),
  citations: nestedPapers,
  references: nestedPapers,
  embedding: lenient(object({ model: lenient(string()), vector: lenient(array(number())) })),
  tldr: lenient(object({ model: lenient(string()), text: lenient(string()) })),
  textAvailability: lenient(string()),
};

export const wirePaper = object({ paperId: text, ...paperShape });
export type WirePaper = Infer<typeof wirePaper>;

export const wireMatch = object({ paperId: text, matchScore: lenient(numberLike()), ...paperShape });
export type WireMatch = Infer<typeof wireMatch>;

/** In citations and references an unresolved paper has no id. */
const linkedPaper = object({ paperId: nullish(string()), ...paperShape });
export type WireLinkedPaper = Infer<typeof linkedPaper>;

const edgeShape = {
  contexts: texts,
  intents: texts,
  contextsWithIntent: lenient(array(object({ context: lenient(string()), intents: texts }))),
  isInfluential: lenient(boolean()),
};
const citation = object({ citingPaper: linkedPaper, ...edgeShape });
const reference = object({ citedPaper: linkedPaper, ...edgeShape });

/** The two lists differ only in what they call the other paper. */
export const wireCitation = transform(citation, ({ citingPaper, ...details }) => ({ paper: citingPaper, details }));
export const wireReference = transform(reference, ({ citedPaper, ...details }) => ({ paper: citedPaper, details }));
export type WireEdge = Infer<typeof wireCitation>;

interface ListEnvelope<Item> {
  total?: number | null;
  next?: number | null;
  data?: Item[] | null;
}

/**
 * The envelope of lists; its items are checked one by one. An empty search comes with `total: 0` and without `data`, and
 * some lists with `data: null`. Anything else without `data` is not an empty list but a broken answer.
 */
export function listOutput<Item>(): Schema<ListEnvelope<Item>> {
  return refine(
    object({ total: count, next: count, data: nullish(array(unknown())) }) as Schema<ListEnvelope<Item>>,
    ({ total, data }) => data !== undefined || total === 0,
    'expected a list in "data"',
  );
}

/** Positions match the ids asked for; `null` stands for an unknown one. */
export const batchOutput = array(unknown()) as Schema<(WirePaper | null)[]>;
