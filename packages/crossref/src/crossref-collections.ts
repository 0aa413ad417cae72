import {
  type CallOptions,
  type Clock,
  type Operation,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import type { Schema } from '@headwater/core/schema';
import { fetchMany } from './crossref-batch.ts';
import { writeFilter } from './crossref-filters.ts';
import { type IdKind, readId } from './crossref-ids.ts';
import { type ListRequest, walk } from './crossref-lists.ts';
import { toWork } from './crossref-normalize.ts';
import { listOperation, singleOperation } from './crossref-operations.ts';
import {
  type ListInput,
  type WireWork,
  wireAgency,
  wireFunder,
  wireJournal,
  wireLicense,
  wireMember,
  wirePrefix,
  wireType,
  wireWork,
} from './crossref-schemas.ts';
import type {
  CrossrefAgency,
  CrossrefBatch,
  CrossrefCollectionOptions,
  CrossrefField,
  CrossrefFunder,
  CrossrefJournal,
  CrossrefLicense,
  CrossrefList,
  CrossrefListBounds,
  CrossrefMember,
  CrossrefPrefix,
  CrossrefSelectField,
  CrossrefType,
  CrossrefWork,
  CrossrefWorksOptions,
} from './crossref-types.ts';
import { once } from './once.ts';

/** Works: articles, books, datasets, preprints, grants. */
export interface CrossrefWorks {
  /**
   * Lists or searches works. Nothing is sent before the list is read; it then goes on by cursor as long as it is read.
   *
   * @example
   * for await (const work of crossref.works.list({ query: 'urban heat', filter: { type: 'journal-article' }, limit: 20 })) {
   *   console.log(work.title?.[0]);
   * }
   * @throws {InvalidRequestError} at once, for what cannot be right
   * @throws {HeadwaterError} while reading
   */
  list<const Field extends CrossrefSelectField = CrossrefField & CrossrefSelectField>(
    options?: string | CrossrefWorksOptions<Field>,
    callOptions?: CallOptions,
  ): CrossrefList<WorkOf<Field>>;

  /**
   * Gets one work with all of its fields.
   *
   * @throws {NotFoundError} when Crossref does not know the DOI; another agency may, see `agency`
   */
  get(doi: string, callOptions?: CallOptions): ResultPromise<CrossrefWork>;

  /** Gets any number of works, 50 per request. What Crossref does not know is `null` in the map. */
  getMany<const Field extends CrossrefSelectField = CrossrefSelectField>(
    dois: readonly string[],
    options?: { select?: readonly Field[] | undefined },
    callOptions?: CallOptions,
  ): Promise<CrossrefBatch<WorkOf<Field>>>;

  /**
   * Who registered a DOI, also one that is not Crossref's.
   *
   * @throws {NotFoundError} when nobody did
   */
  agency(doi: string, callOptions?: CallOptions): ResultPromise<CrossrefAgency>;
}

/** Without `select` all fields come, also those that cannot be selected. */
export type WorkOf<Field extends CrossrefSelectField> = [CrossrefSelectField] extends [Field]
  ? CrossrefWork
  : CrossrefWork<Field>;

interface Listed<Item, Options> {
  /** @throws {HeadwaterError} while reading */
  list(options?: Options, callOptions?: CallOptions): CrossrefList<Item>;
}

interface Single<Item> {
  /** @throws {NotFoundError} when Crossref does not know it */
  get(id: string | number, callOptions?: CallOptions): ResultPromise<Item>;
  /** Its works; takes what `works.list` takes. */
  works<const Field extends CrossrefSelectField = CrossrefSelectField>(
    id: string | number,
    options?: string | CrossrefWorksOptions<Field>,
    callOptions?: CallOptions,
  ): CrossrefList<WorkOf<Field>>;
}

type Searchable = CrossrefCollectionOptions;
type Unfiltered = Omit<CrossrefCollectionOptions, 'filter'>;

export interface CrossrefCollections {
  readonly works: CrossrefWorks;
  /** By ISSN. */
  readonly journals: Listed<CrossrefJournal, Unfiltered> & Single<CrossrefJournal>;
  /** Publishers and other organisations, by number. */
  readonly members: Listed<CrossrefMember, Searchable> & Single<CrossrefMember>;
  /** By their id in the Funder Registry. */
  readonly funders: Listed<CrossrefFunder, Searchable> & Single<CrossrefFunder>;
  /** What DOIs begin with. They cannot be listed. */
  readonly prefixes: Single<CrossrefPrefix>;
  /** Kinds of work. */
  readonly types: Listed<CrossrefType, CrossrefListBounds> & Single<CrossrefType>;
  readonly licenses: Listed<CrossrefLicense, Unfiltered>;
}

const titled = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const same = <T>(value: T): T => value;

export const worksOperation = once(() => listOperation('listWorks', '/works', wireWork));

/** `mailto` is asked for at every call, so that `configure` takes effect on the next one. */
export function createCollections(
  client: () => ServiceClient,
  clock: () => Clock,
  identity: () => { mailto?: string },
): CrossrefCollections {
  function worksBelow(path: string, name: string) {
    const operation = path === '' ? worksOperation : once(() => listOperation(name, `${path}/{id}/works`, wireWork));
    return (
      ownPath: string,
      given: string | CrossrefWorksOptions = {},
      callOptions: CallOptions | undefined,
    ): CrossrefList<any> => {
      const options = typeof given === 'string' ? { query: given } : given;
      const request = worksRequest(operation, name, { ...identity(), path: ownPath }, options);
      return walk(client, request, options, callOptions);
    };
  }

  function single<Item>(path: string, kind: IdKind, item: () => Schema<Item>, name: string): Single<Item> {
    const operation = once(() => singleOperation(`get${titled(name)}`, `${path}/{id}`, item));
    const works = worksBelow(path, `list${titled(name)}Works`);
    const below = (id: string | number) => `${path}/${encodeURIComponent(readId(kind, id))}`;
    return {
      get: (id, callOptions) => resultPromise(send(operation, below(id), callOptions), ({ value }) => value),
      works: (id, options, callOptions) =>
        works(`${below(id)}/works`, options as string | CrossrefWorksOptions, callOptions),
    };
  }

  const send = async <Item>(
    operation: () => Operation<{ path: string; mailto?: string | undefined }, Item>,
    path: string,
    callOptions: CallOptions | undefined,
  ) => client().call(operation(), { ...identity(), path }, callOptions);

  function listed<Item>(
    path: string,
    item: () => Schema<Item>,
    hasCursor: boolean,
  ): Listed<Item, CrossrefCollectionOptions> {
    const name = `list${titled(path.slice(1))}`;
    const operation = once(() => listOperation(name, path, item));
    return {
      list({ query, filter, ...bounds } = {}, callOptions) {
        const input = { ...identity(), path, ...(query === undefined ? {} : { query }), ...writtenFilter(filter) };
        return walk(client, { operation, name, input, hasCursor, map: same<Item> }, bounds, callOptions);
      },
    };
  }

  const listWorks = worksBelow('', 'listWorks');
  const getWork = once(() => singleOperation('getWork', '/works/{doi}', wireWork));
  const getAgency = once(() => singleOperation<CrossrefAgency>('getAgency', '/works/{doi}/agency', wireAgency));
  const workPath = (doi: string) => `/works/${encodeURIComponent(readId('work', doi))}`;

  return {
    works: {
      list: (options, callOptions) => listWorks('/works', options as string | CrossrefWorksOptions, callOptions),
      get: (doi, callOptions) =>
        resultPromise(send(getWork, workPath(doi), callOptions), ({ value }) => toWork(value) as CrossrefWork),
      getMany: (dois, { select } = {}, callOptions) =>
        fetchMany(
          client(),
          clock(),
          { list: worksOperation(), single: getWork() },
          identity(),
          dois,
          select,
          callOptions,
        ) as Promise<any>,
      agency: (doi, callOptions) =>
        resultPromise(send(getAgency, `${workPath(doi)}/agency`, callOptions), ({ value }) => value),
    },
    journals: {
      ...listed('/journals', wireJournal, true),
      ...single<CrossrefJournal>('/journals', 'journal', wireJournal, 'journal'),
    },
    members: {
      ...listed('/members', wireMember, true),
      ...single<CrossrefMember>('/members', 'member', wireMember, 'member'),
    },
    funders: {
      ...listed('/funders', wireFunder, true),
      ...single<CrossrefFunder>('/funders', 'funder', wireFunder, 'funder'),
    },
    prefixes: single<CrossrefPrefix>('/prefixes', 'prefix', wirePrefix, 'prefix'),
    types: { ...listed('/types', wireType, false), ...single<CrossrefType>('/types', 'type', wireType, 'type') },
    licenses: listed('/licenses', wireLicense, false),
  };
}

const writtenFilter = (filter: CrossrefCollectionOptions['filter']) => {
  const written = filter === undefined ? '' : writeFilter(filter);
  return written === '' ? {} : { filter: written };
};

function worksRequest(
  operation: ListRequest<WireWork, unknown>['operation'],
  name: string,
  base: { path: string; mailto?: string },
  { query, fields, filter, sort, order, select, facet, sample }: CrossrefWorksOptions,
): ListRequest<WireWork, unknown> {
  const input: Omit<ListInput, 'rows' | 'offset' | 'cursor'> = {
    ...base,
    ...(query === undefined ? {} : { query }),
    ...(fields === undefined ? {} : { fields: { ...fields } as Record<string, string> }),
    ...writtenFilter(filter),
    ...(sort === undefined ? {} : { sort }),
    ...(order === undefined ? {} : { order }),
    ...(select === undefined ? {} : { select: [...new Set(['DOI', ...select])] }),
    ...(facet === undefined
      ? {}
      : {
          facet: Object.entries(facet)
            .map(([facetName, most]) => `${facetName}:${most}`)
            .join(','),
        }),
    ...(sample === undefined ? {} : { sample }),
  };
  return { operation, name, input, hasCursor: true, map: (wire) => toWork(wire, select) };
}
