import type { Json, Library, Shelf } from './model.ts';

export type Value = string | number | boolean | null;

/** Attributes whose name is not the path of a field: what stands for them in an item. */
const aliases: Readonly<Record<string, (item: Json) => unknown>> = {
  'author.id': (item) => at(item, 'authorships.author.id'),
  'authorships.countries': (item) => at(item, 'authorships.countries'),
  'authorships.institutions.lineage': (item) => at(item, 'authorships.institutions.id'),
  cited_by: () => [],
  cites: (item) => item.referenced_works,
  country_code: (item) => item.country_code ?? at(item, 'authorships.institutions.country_code'),
  has_doi: (item) => item.doi !== null,
  has_fulltext: (item) => at(item, 'open_access.any_repository_has_fulltext'),
  has_orcid: (item) => item.orcid !== null,
  has_pmid: (item) => at(item, 'ids.pmid').length > 0,
  'institutions.id': (item) => at(item, 'authorships.institutions.id'),
  'institutions.country_code': (item) => at(item, 'authorships.institutions.country_code'),
  is_oa: (item) => item.is_oa ?? at(item, 'open_access.is_oa'),
  openalex_id: (item) => item.id,
  'ids.openalex': (item) => item.id,
  pmid: (item) => at(item, 'ids.pmid'),
  related_to: () => [],
};

const dates: Readonly<Record<string, { field: string; holds: (value: string, bound: string) => boolean }>> = {
  from_publication_date: { field: 'publication_date', holds: (value, bound) => value >= bound },
  to_publication_date: { field: 'publication_date', holds: (value, bound) => value <= bound },
};

export const paidFilters = ['from_created_date', 'from_updated_date'];

/** Everything below a dotted path, lists opened on the way. */
export function at(item: Json, path: string): unknown[] {
  let level: unknown[] = [item];
  for (const name of path.split('.')) {
    level = level
      .flatMap((each) => (typeof each === 'object' && each !== null ? [(each as Json)[name]] : []))
      .flat()
      .filter((each) => each !== undefined && each !== null);
  }
  return level;
}

const works: ReadonlySet<string> = new Set([
  ...[
    'authorships.author.id',
    'authorships.author.orcid',
    'authorships.institutions.id',
    'authorships.institutions.ror',
  ],
  ...['authorships.institutions.country_code', 'authorships.institutions.type', 'authorships.is_corresponding'],
  ...['awards.funder_award_id', 'awards.id', 'best_oa_location.license', 'best_oa_location.source.id'],
  ...['cited_by_count', 'doi', 'funders.id', 'fwci', 'has_abstract', 'has_content.pdf', 'has_content.grobid_xml', 'id'],
  ...[
    'indexed_in',
    'is_paratext',
    'is_retracted',
    'is_xpac',
    'keywords.id',
    'language',
    'locations.is_oa',
    'locations.license',
  ],
  ...['locations.source.id', 'locations_count', 'open_access.any_repository_has_fulltext', 'open_access.is_oa'],
  ...['open_access.oa_status', 'primary_location.is_oa', 'primary_location.license', 'primary_location.source.id'],
  ...['primary_location.source.issn', 'primary_location.source.host_organization', 'primary_location.version'],
  ...['primary_topic.id', 'primary_topic.field.id', 'primary_topic.domain.id', 'primary_topic.subfield.id'],
  ...[
    'publication_date',
    'publication_year',
    'referenced_works',
    'referenced_works_count',
    'sustainable_development_goals.id',
  ],
  ...['topics.id', 'topics.field.id', 'topics.domain.id', 'topics.subfield.id', 'type'],
]);

/** Attributes that hold texts to be searched: `title.search`, `display_name.search`, `fulltext.search`, … */
const searchable =
  /^(?:title|display_name|abstract|fulltext|title_and_abstract|default|raw_author_name)\.search(?:\.exact)?$/;

/** What an attribute is of a list, or `undefined` when there is no such attribute. */
export function attributeOf(
  shelf: Shelf,
  name: string,
): { isSearch?: true; values: (position: number) => Value[] } | undefined {
  if (searchable.test(name)) return { isSearch: true, values: () => [] };
  const read = readerOf(shelf, name);
  return read && { values: (position) => [read(shelf.item(position), position)].flat().filter(isValue) };
}

function readerOf(shelf: Shelf, name: string): ((item: Json, position: number) => unknown) | undefined {
  const alias = aliases[name];
  if (alias) return alias;
  if (name === 'has_abstract') return shelf.hasAbstract && ((_item, position) => shelf.hasAbstract?.(position));
  if (shelf.path === 'works') return works.has(name) ? (item) => at(item, name) : undefined;
  const [first = ''] = name.split('.');
  const isField = shelf.size === 0 || first in shelf.item(0);
  return isField ? (item) => at(item, name) : undefined;
}

const isValue = (value: unknown): value is Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** An id is the same with or without its address, and whatever its case. */
export const comparable = (value: Value): string =>
  String(value)
    .toLowerCase()
    .replace(
      /^https?:\/\/(?:(?:api\.)?openalex\.org\/(?:[a-z-]+\/)?|(?:dx\.)?doi\.org\/|orcid\.org\/|ror\.org\/|pubmed\.ncbi\.nlm\.nih\.gov\/)/,
      '',
    );

/** Whether one alternative of a filter holds for the values of an item. */
export function holds(values: readonly Value[], wanted: string): boolean {
  const compare = /^([<>])(-?\d+(?:\.\d+)?)$/.exec(wanted);
  if (compare) {
    const bound = Number(compare[2]);
    return values.some((value) => typeof value === 'number' && (compare[1] === '>' ? value > bound : value < bound));
  }
  const range = /^(\d*)-(\d*)$/.exec(wanted);
  if (range && values.some((value) => typeof value === 'number')) {
    const [from, to] = [range[1] || Number.NEGATIVE_INFINITY, range[2] || Number.POSITIVE_INFINITY].map(Number);
    return values.some((value) => Number(value) >= (from as number) && Number(value) <= (to as number));
  }
  const target = comparable(wanted);
  if (target === 'null') return values.length === 0;
  // Booleans of an item without a value count as false.
  if (target === 'false' && values.length === 0) return true;
  return values.some((value) => comparable(value) === target);
}

export const dateFilter = (name: string) => dates[name];

/** Values of `cited_by:W1` are what W1 cites, which only the other work says. */
export function citedBy(library: Library, id: string): Set<string> {
  const position = library.works.find(id);
  const item = position === undefined ? undefined : library.works.item(position);
  return new Set(((item?.referenced_works ?? []) as string[]).map(comparable));
}
