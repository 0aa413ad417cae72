import { createRandom, type EmulatorReply, type EmulatorRequest, type EmulatorRoute } from '@headwater/testkit';
import { compileFilter } from './filters.ts';
import { belongsTo, type Hit, type Library } from './library.ts';
import { allowOnly, listEnvelope, singleEnvelope } from './parameters.ts';
import { notFound, reject } from './problems.ts';
import { type Json, MEMBER, typeLabels } from './records.ts';

const parameters = [
  'query',
  'query.*',
  'filter',
  'rows',
  'offset',
  'cursor',
  'sample',
  'sort',
  'order',
  'select',
  'facet',
];

/** `/works`, `/works/{doi}`, `/works/{doi}/agency` and the works below other records. */
export function worksRoutes(library: Library): EmulatorRoute[] {
  const below = ['journals', 'members', 'funders', 'prefixes', 'types'];
  return [
    { method: 'GET', path: '/works', limit: 'array', handler: (request) => list(library, request, () => true) },
    ...below.map(
      (kind): EmulatorRoute => ({
        method: 'GET',
        path: `/${kind}/:id*`,
        limit: ({ path }) => (path.endsWith('/works') ? 'array' : 'single'),
        handler: (request) => {
          const id = /^(.+)\/works$/.exec(request.params.id ?? '')?.[1];
          const belongs = id === undefined ? undefined : belongsTo(library, kind, id);
          return belongs === undefined ? notFound() : list(library, request, belongs);
        },
      }),
    ),
    { method: 'GET', path: '/works/:doi*', limit: 'single', handler: (request) => single(library, request) },
  ];
}

function single(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, []);
  const given = request.params.doi ?? '';
  const [, of] = /^(.+)\/agency$/.exec(given) ?? [];
  const doi = (of ?? given).replace(/^(?:doi:|https?:\/\/(?:dx\.)?doi\.org\/)/i, '');
  const position = library.find(doi);
  if (of !== undefined) return agency(doi, position !== undefined);
  return position === undefined
    ? notFound()
    : { json: singleEnvelope('work', { ...library.record(position), score: 1 }) };
}

/** Papers of arXiv are registered with DataCite. */
function agency(doi: string, isOurs: boolean): EmulatorReply {
  const isDataCite = /^10\.48550\//i.test(doi);
  if (!isOurs && !isDataCite) return notFound();
  const found = isOurs ? { id: 'crossref', label: 'Crossref' } : { id: 'datacite', label: 'DataCite' };
  return { json: singleEnvelope('work-agency', { DOI: doi.toLowerCase(), agency: found }) };
}

function list(library: Library, request: EmulatorRequest, belongs: (record: Json) => boolean): EmulatorReply {
  const { query } = request;
  allowOnly(request, parameters);
  const select = readSelect(query.get('select'));
  const found = sampled(sorted(library, matching(library, query, belongs), query), request);
  const toItem = ({ position, score }: Hit): Json => {
    const record: Json = { ...library.record(position), score };
    if (select === undefined) return record;
    return Object.fromEntries(select.flatMap((name) => (name in record ? [[name, record[name]]] : [])));
  };
  const facets = readFacets(library, found, query.get('facet'));
  if (query.has('sample')) {
    const items = found.map(toItem);
    const message = {
      facets,
      'total-results': library.size,
      items,
      'items-per-page': items.length,
      query: { 'start-index': 0, 'search-terms': query.get('query') },
    };
    return { json: { status: 'ok', 'message-type': 'work-list', 'message-version': '1.0.0', message } };
  }
  return { json: listEnvelope('work-list', found, request, toItem, { facets }) };
}

function matching(library: Library, query: URLSearchParams, belongs: (record: Json) => boolean): Hit[] {
  const filter = query.get('filter');
  const holds = filter ? compileFilter(filter) : () => true;
  const fields = [...query]
    .filter(([name]) => name.startsWith('query.'))
    .map(([name, text]) => {
      const test = library.fieldMatch(name.slice(6), text);
      return (
        test ??
        reject(
          'parameter-not-allowed',
          name,
          `Field query ${name} specified but there is no such field query for this route`,
        )
      );
    });
  const words = query.get('query');
  const bibliographic = query.get('query.bibliographic');
  const all = (): Hit[] => Array.from({ length: library.size }, (_, position) => ({ position, score: 1 }));
  const text = [words, bibliographic].filter(Boolean).join(' ');
  const hits = text === '' ? all() : library.search(text);
  return hits.filter(({ position }) => {
    const record = library.record(position);
    return belongs(record) && holds(record) && fields.every((test) => test(position));
  });
}

const sortKeys: Readonly<Record<string, (record: Json, score: number) => number>> = {
  score: (_record, score) => score,
  relevance: (_record, score) => score,
  ...Object.fromEntries(
    [
      ['updated', 'deposited'],
      ['deposited', 'deposited'],
      ['indexed', 'indexed'],
      ['created', 'created'],
      ['published', 'published'],
      ['published-print', 'published-print'],
      ['published-online', 'published-online'],
      ['issued', 'issued'],
    ].map(([name, field]) => [name, (record: Json) => dayNumber(record[field as string])]),
  ),
  'is-referenced-by-count': (record) => Number(record['is-referenced-by-count']),
  'references-count': (record) => Number(record['references-count']),
};

function dayNumber(date: unknown): number {
  const [year, month = 1, day = 1] = ((date as Json | undefined)?.['date-parts'] as number[][] | undefined)?.[0] ?? [];
  return year == null ? Number.NEGATIVE_INFINITY : year * 10_000 + month * 100 + day;
}

function sorted(library: Library, hits: Hit[], query: URLSearchParams): Hit[] {
  const order = query.get('order') ?? 'desc';
  if (!['asc', 'desc'].includes(order)) reject('order-not-valid', order, 'Order must be one of: asc, desc');
  const name = query.get('sort');
  if (name === null) return order === 'asc' ? [...hits].reverse() : hits;
  const key = sortKeys[name];
  if (!key)
    return reject(
      'sort-not-available',
      name,
      `Sort ${name} specified but there is no such sort. Valid sorts are: ${Object.keys(sortKeys).join(', ')}`,
    );
  const sign = order === 'asc' ? 1 : -1;
  const keyed = hits.map((hit) => ({ hit, value: key(library.record(hit.position), hit.score) }));
  keyed.sort((first, second) =>
    first.value === second.value
      ? first.hit.position - second.hit.position
      : sign * (first.value < second.value ? -1 : 1),
  );
  return keyed.map(({ hit }) => hit);
}

function sampled(hits: Hit[], { query, clock }: EmulatorRequest): Hit[] {
  const given = query.get('sample');
  if (given === null) return hits;
  if (query.has('cursor'))
    reject('parameter-not-allowed', 'cursor', 'Cursors cannot be combined with offset or sample');
  const size = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!(size <= 100))
    reject(
      'integer-not-valid',
      given,
      `Integer specified as ${given} but must be a positive integer less than or equal to 100`,
    );
  const random = createRandom(clock.now());
  return hits
    .map((hit) => ({ hit, place: random() }))
    .sort((first, second) => first.place - second.place)
    .slice(0, size)
    .map(({ hit }) => hit);
}

const selectable = [
  ...[
    'abstract',
    'URL',
    'resource',
    'member',
    'posted',
    'score',
    'created',
    'degree',
    'update-policy',
    'short-title',
    'license',
  ],
  ...['ISSN', 'container-title', 'issued', 'update-to', 'issue', 'prefix', 'approved', 'article-number', 'updated-by'],
  ...[
    'clinical-trial-number',
    'accepted',
    'author',
    'group-title',
    'DOI',
    'is-referenced-by-count',
    'event',
    'chair',
    'archive',
  ],
  ...[
    'original-title',
    'funder',
    'translator',
    'published',
    'published-print',
    'alternative-id',
    'subject',
    'subtitle',
  ],
  ...[
    'published-online',
    'publisher-location',
    'content-domain',
    'reference',
    'title',
    'link',
    'type',
    'publisher',
    'volume',
  ],
  ...[
    'references-count',
    'ISBN',
    'issn-type',
    'assertion',
    'deposited',
    'page',
    'short-container-title',
    'relation',
    'editor',
  ],
  ...['journal-issue'],
];

function readSelect(given: string | null): string[] | undefined {
  if (given === null) return undefined;
  const names = given.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!selectable.includes(name)) {
      reject(
        'select-not-available',
        name,
        `Select '${name}' specified but there is no such select for this route. Valid selects for this route are: ${selectable.join(', ')}`,
      );
    }
  }
  return names;
}

const facetValues: Readonly<Record<string, (record: Json) => string[]>> = {
  'type-name': (record) => [typeLabels[record.type as string] ?? String(record.type)],
  published: (record) => [((record.issued as Json)['date-parts'] as number[][])[0]?.[0] ?? []].flat().map(String),
  'container-title': (record) => record['container-title'] as string[],
  'publisher-name': () => [MEMBER.name],
  license: (record) => ((record.license ?? []) as Json[]).map((each) => String(each.URL)),
  'funder-name': (record) => ((record.funder ?? []) as Json[]).map((each) => String(each.name)),
  'update-type': (record) => ((record['update-to'] ?? []) as Json[]).map((each) => String(each.type)),
};

function readFacets(library: Library, hits: readonly Hit[], given: string | null): Json {
  if (given === null) return {};
  const facets: Json = {};
  for (const part of given.split(',')) {
    const [name = '', most = ''] = part.split(':');
    const read = facetValues[name];
    if (!read)
      return reject(
        'facet-not-available',
        name,
        `Facet ${name} specified but there is no such facet. Valid facets are: ${Object.keys(facetValues).join(', ')}`,
      );
    const counts = new Map<string, number>();
    for (const { position } of hits)
      for (const value of read(library.record(position))) counts.set(value, (counts.get(value) ?? 0) + 1);
    const values = [...counts]
      .sort((first, second) => second[1] - first[1])
      .slice(0, most === '*' ? undefined : Number(most));
    facets[name] = { 'value-count': counts.size, values: Object.fromEntries(values) };
  }
  return facets;
}
