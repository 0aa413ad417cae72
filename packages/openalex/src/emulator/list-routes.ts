import { createRandom, type EmulatorReply, type EmulatorRequest, type EmulatorRoute } from '@headwater/testkit';
import { attributeOf, type Value } from './attributes.ts';
import { costUsd } from './budget.ts';
import { compileFilter } from './filters.ts';
import type { Json, Library, Shelf } from './model.ts';
import { reject } from './problems.ts';
import { compileSearch, isExplicit } from './search-text.ts';

const known = [
  ...[
    'filter',
    'search',
    'search.exact',
    'search.semantic',
    'sort',
    'page',
    'per_page',
    'per-page',
    'cursor',
    'sample',
  ],
  ...['seed', 'select', 'group_by', 'group-by', 'corpus', 'include_xpac', 'api_key', 'mailto'],
];

interface Hit {
  position: number;
  score: number | undefined;
}

/** `GET /{entity}` */
export function listRoutes(library: Library): EmulatorRoute[] {
  return library.paths.map((path) => ({
    method: 'GET',
    path: `/${path}`,
    limit: (request) => (request.query.has('search.semantic') ? 'semantic' : 'burst'),
    handler: (request) => list(library, library.shelf(path) as Shelf, request),
  }));
}

function list(library: Library, shelf: Shelf, request: EmulatorRequest): EmulatorReply {
  const { query } = request;
  for (const name of query.keys())
    if (!known.includes(name)) reject(`${name} is not a valid parameter. Valid parameters are: ${known.join(', ')}.`);
  const searches = ['search', 'search.exact', 'search.semantic'].filter((name) => query.has(name));
  if (searches.length > 1) reject('Only one search parameter is allowed per request.');
  const group = query.get('group_by') ?? query.get('group-by');
  const perPage = whole(query.get('per_page') ?? query.get('per-page'), group ? 200 : 25, 1, 200, 'per_page');
  const hits = sampled(sorted(shelf, narrowed(library, shelf, query), query), query, request);
  if (group) return { json: grouped(shelf, hits, group, perPage, request) };
  const { page, meta } = paged(hits, perPage, query);
  const select = selectOf(shelf, query.get('select'));
  const results = page.map(({ position, score }) => {
    const item = shelf.whole(position);
    const full = score === undefined ? item : { ...item, relevance_score: score };
    return select === undefined ? full : Object.fromEntries(select.map((name) => [name, full[name]]));
  });
  return {
    json: {
      meta: {
        count: hits.length,
        db_response_time_ms: 5,
        ...meta,
        per_page: perPage,
        groups_count: null,
        cost_usd: costUsd(request),
      },
      results,
      group_by: [],
    },
  };
}

/** Everything the search, the filter and the corpus leave. */
export function narrowed(library: Library, shelf: Shelf, query: URLSearchParams): Hit[] {
  const filter = query.get('filter');
  const holds = filter ? compileFilter(library, shelf, filter) : () => true;
  const corpus = corpusOf(shelf, query);
  return found(shelf, query).filter(({ position }) => corpus(position) && holds(position));
}

function found(shelf: Shelf, query: URLSearchParams): Hit[] {
  const semantic = query.get('search.semantic');
  if (semantic !== null) {
    if (shelf.path !== 'works') reject('search.semantic is available for works only.');
    if (
      /(?:^|,)(?:cited_by_count|country_code|last_known_institutions\.country_code):/.test(query.get('filter') ?? '')
    ) {
      reject('This filter is not supported with semantic search.');
    }
    return ranked(shelf, semantic.slice(0, 2000)).slice(0, 50);
  }
  const exact = query.get('search.exact');
  const words = exact ?? query.get('search');
  if (words === null) return Array.from({ length: shelf.size }, (_, position) => ({ position, score: undefined }));
  if (exact === null && !isExplicit(words)) return ranked(shelf, words);
  const matches = compileSearch(words, exact !== null);
  const scores = new Map(ranked(shelf, words).map(({ position, score }) => [position, score]));
  const all = Array.from({ length: shelf.size }, (_, position) => position).filter((each) =>
    matches(shelf.textOf(each)),
  );
  return all
    .map((position) => ({ position, score: scores.get(position) ?? 1 }))
    .sort((first, second) => second.score - first.score || first.position - second.position);
}

const ranked = (shelf: Shelf, text: string): { position: number; score: number }[] =>
  shelf.search(text).map(({ index, score }) => ({ position: index, score: Math.round(score * 1e4) / 1e2 }));

function corpusOf(shelf: Shelf, query: URLSearchParams): (position: number) => boolean {
  if (shelf.path !== 'works') return () => true;
  const corpus = query.get('corpus') ?? 'core';
  if (query.has('corpus') && query.has('include_xpac')) reject('corpus cannot be combined with include_xpac.');
  if (!['core', 'expansion', 'all'].includes(corpus)) reject('corpus must be core, expansion or all.');
  if (corpus === 'all' || query.get('include_xpac') === 'true') return () => true;
  return (position) => shelf.item(position).is_xpac === (corpus === 'expansion');
}

function sorted(shelf: Shelf, hits: Hit[], query: URLSearchParams): Hit[] {
  const sort = query.get('sort');
  if (!sort) return hits;
  if (query.has('sample')) reject('sample cannot be used with sort.');
  const keys = sort.split(',').map((part) => {
    const [name = '', direction = part.startsWith('-') ? 'desc' : 'asc'] = part.replace(/^-/, '').split(':');
    if (name === 'relevance_score') {
      if (hits.some(({ score }) => score === undefined))
        reject('Must include a search query in order to sort by relevance_score.');
      return { value: ({ score }: Hit): Value => score ?? 0, sign: direction === 'desc' ? -1 : 1 };
    }
    const attribute = attributeOf(shelf, name);
    if (!attribute && name !== 'display_name') return reject(`Cannot sort by ${name}.`);
    const value = ({ position }: Hit): Value =>
      (attribute?.values(position)[0] ?? shelf.item(position)[name] ?? null) as Value;
    return { value, sign: direction === 'desc' ? -1 : 1 };
  });
  return [...hits].sort((first, second) => {
    for (const { value, sign } of keys) {
      const order = compare(value(first), value(second));
      if (order !== 0) return sign * order;
    }
    return first.position - second.position;
  });
}

function compare(first: Value, second: Value): number {
  if (first === second) return 0;
  if (first === null) return -1;
  if (second === null) return 1;
  return first < second ? -1 : 1;
}

function sampled(hits: Hit[], query: URLSearchParams, { clock }: EmulatorRequest): Hit[] {
  const given = query.get('sample');
  if (given === null) return hits;
  if (query.has('cursor')) reject('sample cannot be used with cursor paging.');
  const size = whole(given, 0, 1, 10_000, 'sample');
  const seed = query.get('seed');
  // Without a seed two samples differ; the time stands in for chance.
  const random = createRandom(
    seed === null ? clock.now() : [...seed].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) | 0, 7),
  );
  const rest = [...hits];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as Hit, rest[index] as Hit];
  }
  return rest.slice(0, size);
}

function paged<T>(hits: readonly T[], perPage: number, query: URLSearchParams): { page: readonly T[]; meta: Json } {
  const cursor = query.get('cursor');
  if (cursor === null) {
    const number = whole(query.get('page'), 1, 1, 10_000, 'page');
    if (number * perPage > 10_000)
      reject(
        'Maximum results size of 10,000 records is exceeded. Cursor pagination is required for records beyond 10,000.',
        'Pagination error.',
      );
    return { page: hits.slice((number - 1) * perPage, number * perPage), meta: { page: number } };
  }
  if (query.has('search.semantic')) reject('Cursor paging is not available in semantic search.');
  if (query.has('page')) reject('Cannot use page parameter with cursor.', 'Pagination error.');
  const start = cursor === '*' ? 0 : Number(/^\[(\d+)\]$/.exec(decode(cursor))?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) reject('Cursor value is invalid.', 'Pagination error.');
  const end = start + perPage;
  // As at the service, a full last page still has a cursor, and the page behind it is empty.
  const next = hits.length >= end ? btoa(`[${end}]`) : null;
  return { page: hits.slice(start, end), meta: { page: null, next_cursor: next } };
}

function decode(cursor: string): string {
  try {
    return atob(cursor);
  } catch {
    return '';
  }
}

function grouped(shelf: Shelf, hits: readonly Hit[], given: string, perPage: number, request: EmulatorRequest): Json {
  const { query } = request;
  const [name = '', unknown] = given.split(':');
  if (query.has('page')) reject('page is not supported with group_by; use cursor.', 'Pagination error.');
  const attribute = attributeOf(shelf, name);
  if (!attribute || attribute.isSearch) return reject(`Cannot group by ${name}.`);
  const counts = new Map<Value, number>();
  const isNumber = hits.some(({ position }) => typeof attribute.values(position)[0] === 'number');
  for (const { position } of hits) {
    const values = new Set(attribute.values(position));
    if (values.size === 0 && unknown === 'include_unknown') values.add(isNumber ? -111 : 'unknown');
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const entries = [...counts].sort((first, second) =>
    query.has('cursor') ? compare(first[0], second[0]) : second[1] - first[1] || compare(first[0], second[0]),
  );
  const { page, meta } = paged(entries, perPage, query);
  const groups = page.map(([key, count]) => ({ key: String(key), key_display_name: labelOf(shelf, name, key), count }));
  return {
    meta: {
      count: hits.length,
      db_response_time_ms: 5,
      ...meta,
      per_page: perPage,
      groups_count: groups.length,
      cost_usd: costUsd(request),
    },
    results: [],
    group_by: groups,
  };
}

/** The name of an entity that is grouped by its id, as it stands beside the id in an item. */
function labelOf(shelf: Shelf, name: string, key: Value): string {
  const parent = name.replace(/\.?id$/, '');
  if (!name.endsWith('id') || parent === '') return String(key);
  for (let position = 0; position < shelf.size; position += 1) {
    let level: unknown[] = [shelf.item(position)];
    for (const step of parent.split('.')) level = level.flatMap((each) => (each as Json | null)?.[step] ?? []).flat();
    const owner = level.find((each) => (each as Json).id === key) as Json | undefined;
    if (owner) return String(owner.display_name);
  }
  return String(key);
}

export function selectOf(shelf: Shelf, select: string | null): string[] | undefined {
  if (select === null) return undefined;
  const names = select.split(',').map((name) => name.trim());
  const valid = shelf.size === 0 ? names : [...Object.keys(shelf.whole(0)), 'relevance_score'];
  for (const name of names)
    if (!valid.includes(name))
      reject(`${name} is not a valid select field. Valid fields for select are: ${valid.join(', ')}.`);
  return names;
}

function whole(given: string | null, fallback: number, minimum: number, maximum: number, name: string): number {
  if (given === null) return fallback;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  return reject(`${name} must be a number between ${minimum} and ${maximum}`, 'Pagination error.');
}
