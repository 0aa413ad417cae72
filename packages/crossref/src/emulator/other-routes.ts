import { contentWords, type EmulatorReply, type EmulatorRequest, type EmulatorRoute } from '@headwater/testkit';
import { compileFilter } from './filters.ts';
import type { Library } from './library.ts';
import { allowOnly, listEnvelope, singleEnvelope } from './parameters.ts';
import { notFound, reject } from './problems.ts';
import { FUNDER, issnOf, type Json, LICENSE, MEMBER, typeLabels } from './records.ts';

interface Kind {
  path: string;
  type: string;
  records: (library: Library) => Json[];
  /** What stands in the path. */
  idOf: (record: Json) => string;
  nameOf: (record: Json) => string;
  parameters: readonly string[];
  isListed?: false;
  isSingle?: false;
}

const counts = (total: number): Json => ({ 'total-dois': total, 'current-dois': total, 'backfile-dois': 0 });
const paged = ['query', 'rows', 'offset', 'cursor'];

const kinds: readonly Kind[] = [
  {
    path: 'journals',
    type: 'journal',
    idOf: (record) => (record.ISSN as string[])[0] ?? '',
    nameOf: (record) => String(record.title),
    parameters: paged,
    records: (library) =>
      library.venues.map((title, position) => ({
        title,
        publisher: MEMBER.name,
        ISSN: [issnOf(position)],
        'issn-type': [{ value: issnOf(position), type: 'electronic' }],
        subjects: [],
        counts: counts(library.size),
        breakdowns: { 'dois-by-issued-year': [] },
        coverage: {},
        flags: {},
        'last-status-check-time': 1_780_000_000_000,
      })),
  },
  {
    path: 'members',
    type: 'member',
    idOf: (record) => String(record.id),
    nameOf: (record) => String(record['primary-name']),
    parameters: [...paged, 'filter'],
    records: (library) => [
      {
        id: MEMBER.id,
        'primary-name': MEMBER.name,
        names: [MEMBER.name],
        prefixes: library.prefixes,
        prefix: library.prefixes.map((value) => ({ value, name: MEMBER.name })),
        location: 'Nowhere',
        tokens: contentWords(MEMBER.name),
        counts: counts(library.size),
        breakdowns: { 'dois-by-issued-year': [] },
        coverage: {},
        flags: {},
        'last-status-check-time': 1_780_000_000_000,
      },
    ],
  },
  {
    path: 'funders',
    type: 'funder',
    idOf: (record) => String(record.id),
    nameOf: (record) => String(record.name),
    parameters: [...paged, 'filter'],
    records: () => [
      {
        id: FUNDER.id,
        location: 'Nowhere',
        name: FUNDER.name,
        'alt-names': ['IRF'],
        uri: `https://doi.org/10.13039/${FUNDER.id}`,
        replaces: [],
        'replaced-by': [],
        tokens: contentWords(FUNDER.name),
        'work-count': 20,
        descendants: [],
        'descendant-work-count': 20,
        hierarchy: { [FUNDER.id]: {} },
        'hierarchy-names': { [FUNDER.id]: FUNDER.name },
      },
    ],
  },
  {
    path: 'prefixes',
    type: 'prefix',
    idOf: (record) => String(record.prefix),
    nameOf: (record) => String(record.name),
    parameters: [],
    isListed: false,
    records: (library) =>
      library.prefixes.map((prefix) => ({
        member: `https://id.crossref.org/member/${MEMBER.id}`,
        name: MEMBER.name,
        prefix,
      })),
  },
  {
    path: 'types',
    type: 'type',
    idOf: (record) => String(record.id),
    nameOf: (record) => String(record.label),
    parameters: ['rows', 'offset'],
    records: () => Object.entries(typeLabels).map(([id, label]) => ({ id, label })),
  },
  {
    path: 'licenses',
    type: 'license',
    idOf: (record) => String(record.URL),
    nameOf: (record) => String(record.URL),
    parameters: ['query', 'rows', 'offset'],
    isSingle: false,
    records: () => [{ URL: LICENSE, 'work-count': 13 }],
  },
];

/** Lists and single records of everything that is no work. */
export function otherRoutes(library: Library): EmulatorRoute[] {
  return kinds.flatMap((kind) => [
    ...(kind.isListed === false
      ? []
      : [
          {
            method: 'GET',
            path: `/${kind.path}`,
            limit: 'array',
            handler: (request: EmulatorRequest) => list(library, kind, request),
          },
        ]),
    ...(kind.isSingle === false
      ? []
      : [
          {
            method: 'GET',
            path: `/${kind.path}/:id`,
            limit: 'single',
            handler: (request: EmulatorRequest) => single(library, kind, request),
          },
        ]),
  ]);
}

function single(library: Library, kind: Kind, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, []);
  const id = request.params.id ?? '';
  const bare =
    kind.path === 'journals' && !id.includes('-') ? `${id.slice(0, 4)}-${id.slice(4)}` : id.replace('10.13039/', '');
  const found = kind.records(library).find((record) => kind.idOf(record).toLowerCase() === bare.toLowerCase());
  return found === undefined ? notFound() : { json: singleEnvelope(kind.type, found) };
}

function list(library: Library, kind: Kind, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, kind.parameters);
  const words = contentWords(request.query.get('query') ?? '');
  const filter = request.query.get('filter');
  const located = /^location:(.+)$/.exec(filter ?? '')?.[1];
  if (filter !== null && located === undefined) {
    compileFilter(filter);
    reject('filter-not-available', filter, `Filter ${filter} specified but there is no such filter for this route`);
  }
  const found = kind.records(library).filter((record) => {
    const held = contentWords(kind.nameOf(record));
    return words.every((word) => held.includes(word)) && (located === undefined || record.location === located);
  });
  return { json: listEnvelope(`${kind.type}-list`, found, request, (record) => record) };
}
