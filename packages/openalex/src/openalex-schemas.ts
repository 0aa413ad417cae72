import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  number,
  numberLike,
  object,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';
import { entityFields, type OpenAlexEntityName } from './openalex-entities.ts';
import { largestGroupPage, longestQueryBytes, pageWindow, semanticWindow } from './openalex-limits.ts';

// What callers give, after the methods have worked it out.

const text = string({ minLength: 1 });
const position = (maximum: number) => number({ integer: true, minimum: 1, maximum });
const search = optional(refine(string(), (words) => words.trim() !== '', 'must not be empty'));

export const listInput = refine(
  strictObject({
    search,
    'search.exact': search,
    'search.semantic': search,
    filter: optional(string()),
    sort: optional(string({ pattern: /^-?[\w.]+(:(asc|desc))?(,-?[\w.]+(:(asc|desc))?)*$/ })),
    select: optional(array(string({ pattern: /^\w+$/ }), { minLength: 1 })),
    sample: optional(position(10_000)),
    seed: optional(union([text, number()])),
    corpus: optional(text),
    group_by: optional(string({ pattern: /^[\w.-]+(:include_unknown)?$/ })),
    per_page: position(largestGroupPage),
    page: optional(position(pageWindow)),
    cursor: optional(text),
  }),
  (query) => queryBytes(query) <= longestQueryBytes,
  `must be shorter: the address may have about ${longestQueryBytes} bytes`,
);
export type ListInput = Infer<typeof listInput>;

/** How long the values are in an address, without names and separators. */
const queryBytes = (query: object): number =>
  Object.values(query).reduce(
    (sum: number, value) => sum + (value === undefined ? 0 : encodeURIComponent(String(value)).length),
    0,
  );

export const largestSemanticPage = semanticWindow;
export const singleInput = strictObject({
  id: text,
  select: optional(array(string({ pattern: /^\w+$/ }), { minLength: 1 })),
});
export type SingleInput = Infer<typeof singleInput>;
export const autocompleteInput = strictObject({
  entity: optional(string({ pattern: /^[a-z]+$/ })),
  q: refine(string(), (words) => words.trim() !== '', 'must not be empty'),
  filter: optional(string()),
  search,
});
export type AutocompleteInput = Infer<typeof autocompleteInput>;

// What OpenAlex answers. Every field but the id can be missing or null, whatever the published description says. Strict
// about what callers rely on; a malformed ornament counts as unknown instead of costing the item.

const texts = lenient(array(string()));
const words = lenient(string());
const count = lenient(numberLike());
const flag = lenient(boolean());
const anyObject = lenient(looseObject({ id: words, display_name: words }));

/** A list of objects, of which those that are none are left out. */
function objects<Item>(item: Schema<Item>): Schema<Item[] | null | undefined> {
  const each = array(lenient(item)) as Schema<(Item | null | undefined)[]>;
  return lenient(transform(each, (items) => items.filter((one): one is Item => one != null)));
}
const anyObjects = objects(looseObject({ id: words, display_name: words }));

const orNull = <T extends object>(schema: Schema<T>, names: readonly string[]): Schema<any> =>
  transform(schema, (value) =>
    Object.fromEntries(names.map((name) => [name, (value as Record<string, unknown>)[name] ?? null])),
  );

/** An object whose fields are all there, `null` where OpenAlex says nothing. */
function whole(shape: Record<string, Schema<any>>): Schema<any> {
  return orNull(object(shape), Object.keys(shape));
}

const source = whole({
  ...{ id: words, display_name: words, issn_l: words, issn: texts, is_oa: flag, is_in_doaj: flag, is_core: flag },
  ...{ host_organization: words, host_organization_name: words, type: words },
});
const location = whole({
  ...{ is_oa: flag, landing_page_url: words, pdf_url: words, source: lenient(source), license: words },
  ...{ license_id: words, version: words, is_accepted: flag, is_published: flag },
});
const topic = whole({
  ...{ id: words, display_name: words, score: count, subfield: anyObject, field: anyObject, domain: anyObject },
});
const authorship = whole({
  author_position: words,
  author: lenient(whole({ id: words, display_name: words, orcid: words })),
  institutions: anyObjects,
  countries: texts,
  is_corresponding: flag,
  raw_author_name: words,
  raw_affiliation_strings: texts,
});

const workShape = (): Record<string, Schema<any>> => ({
  doi: words,
  title: lenient(string()),
  display_name: words,
  publication_year: count,
  publication_date: words,
  type: words,
  language: words,
  cited_by_count: count,
  is_retracted: flag,
  is_paratext: flag,
  is_xpac: flag,
  ids: lenient(looseObject({})),
  primary_location: lenient(location),
  best_oa_location: lenient(location),
  locations: objects(location),
  open_access: lenient(whole({ is_oa: flag, oa_status: words, oa_url: words, any_repository_has_fulltext: flag })),
  authorships: objects(authorship),
  biblio: lenient(whole({ volume: words, issue: words, first_page: words, last_page: words })),
  abstract_inverted_index: lenient(looseObject({})),
  referenced_works: texts,
  referenced_works_count: count,
  related_works: texts,
  topics: objects(topic),
  primary_topic: lenient(topic),
  keywords: anyObjects,
  funders: anyObjects,
  awards: anyObjects,
  fwci: count,
  citation_normalized_percentile: anyObject,
  cited_by_percentile_year: anyObject,
  counts_by_year: anyObjects,
  sustainable_development_goals: anyObjects,
  mesh: anyObjects,
  indexed_in: texts,
  has_content: lenient(whole({ pdf: flag, grobid_xml: flag })),
  content_url: words,
  relevance_score: count,
  created_date: words,
  updated_date: words,
});

function shapeOf(name: OpenAlexEntityName): Record<string, Schema<any>> {
  if (name === 'works') return workShape();
  const { texts: plain, numbers, flags, textLists, objects: single, objectLists } = entityFields[name];
  const rows: [readonly string[], Schema<any>][] = [
    [plain, words],
    [numbers, count],
    [flags, flag],
    [textLists, texts],
    [single, anyObject],
    [objectLists, anyObjects],
  ];
  return Object.fromEntries(rows.flatMap(([names, schema]) => names.map((each) => [each, schema])));
}

export interface WireEntity {
  id: string;
  [field: string]: unknown;
}

export interface EntitySchema {
  /** Every field but the id. */
  fields: readonly string[];
  schema: Schema<WireEntity>;
}

const made = new Map<OpenAlexEntityName, EntitySchema>();

/** The check of one kind of entity, made when it is first needed: most programs need one or two of the twenty. */
export function schemaOf(name: OpenAlexEntityName): EntitySchema {
  let found = made.get(name);
  if (found === undefined) {
    const shape = shapeOf(name);
    found = { fields: Object.keys(shape), schema: object({ id: text, ...shape }) as Schema<any> };
    made.set(name, found);
  }
  return found;
}

export const wireGroup = object({
  key: transform(union([string(), number(), boolean()]), String),
  key_display_name: lenient(transform(union([string(), number(), boolean()]), String)),
  count: numberLike(),
});
export type WireGroup = Infer<typeof wireGroup>;

const meta = object({ count: count, next_cursor: words, cost_usd: count });

/** The envelope of lists; items are checked one by one, in `results` or in `group_by`. */
export const listOutput = object({
  meta,
  results: array(unknown()) as Schema<WireEntity[]>,
  group_by: lenient(array(unknown()) as Schema<WireGroup[]>),
});
export const groupOutput = object({ meta, group_by: array(unknown()) as Schema<WireGroup[]> });
export type WireList = Infer<typeof listOutput>;
export type WireGroups = Infer<typeof groupOutput>;

export const suggestion = whole({
  ...{ display_name: words, entity_type: words, external_id: words, hint: words },
  ...{ cited_by_count: count, works_count: count },
  id: text,
});
export const autocompleteOutput = object({ meta: lenient(meta), results: array(unknown()) });

export const rateLimitOutput = object({
  rate_limit: whole({
    ...{ daily_budget_usd: count, daily_used_usd: count, daily_remaining_usd: count, prepaid_balance_usd: count },
    ...{ prepaid_remaining_usd: count, resets_at: words, resets_in_seconds: count },
    endpoint_costs_usd: lenient(looseObject({})),
  }),
});
