import {
  type CallOptions,
  type CallResult,
  type Clock,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import { fetchMany } from './openalex-batch.ts';
import type { OpenAlexEntityName, OpenAlexField, OpenAlexSelected } from './openalex-entities.ts';
import { mergedInto } from './openalex-errors.ts';
import { pathId } from './openalex-ids.ts';
import { listEntities, listGroups } from './openalex-lists.ts';
import { choose } from './openalex-normalize.ts';
import { operationsOf } from './openalex-operations.ts';
import type { WireEntity } from './openalex-schemas.ts';
import type {
  OpenAlexBatch,
  OpenAlexGroup,
  OpenAlexGroupOptions,
  OpenAlexList,
  OpenAlexListOptions,
} from './openalex-types.ts';

/** An entity that was asked for by itself. `mergedFrom` is there when the id asked for now belongs to this one. */
export type OpenAlexFound<Name extends OpenAlexEntityName, Field extends PropertyKey> = OpenAlexSelected<
  Name,
  Field
> & {
  mergedFrom?: string;
};

/** What can be done with one kind of entity. */
export interface OpenAlexCollection<Name extends OpenAlexEntityName> {
  /**
   * Lists or searches. Nothing is sent before the list is read; it then goes on by cursor as long as it is read.
   *
   * @example
   * for await (const work of openalex.works.list({ search: 'urban heat', filter: { is_oa: true }, limit: 20 })) {
   *   console.log(work.title);
   * }
   * @throws {InvalidRequestError} at once, for what cannot be right
   * @throws {HeadwaterError} while reading
   */
  list<const Field extends OpenAlexField<Name> = OpenAlexField<Name>>(
    options?: string | OpenAlexListOptions<Name, Field>,
    callOptions?: CallOptions,
  ): OpenAlexList<OpenAlexSelected<Name, Field>>;

  /**
   * Gets one, by its OpenAlex id or by a DOI, PMID, ORCID, ROR or ISSN. Free.
   *
   * @throws {NotFoundError} when OpenAlex does not know the id
   */
  get<const Field extends OpenAlexField<Name> = OpenAlexField<Name>>(
    id: string,
    options?: { select?: readonly Field[] | undefined },
    callOptions?: CallOptions,
  ): ResultPromise<OpenAlexFound<Name, Field>>;

  /**
   * Gets any number, 100 per request; works also by DOI. What OpenAlex does not know is `null` in the map, and so is an
   * id that was merged into another: `get` follows those.
   */
  getMany<const Field extends OpenAlexField<Name> = OpenAlexField<Name>>(
    ids: readonly string[],
    options?: { select?: readonly Field[] | undefined },
    callOptions?: CallOptions,
  ): Promise<OpenAlexBatch<OpenAlexSelected<Name, Field>>>;

  /**
   * Counts by the values of an attribute, for example `publication_year` or `topics.id`.
   *
   * @throws {HeadwaterError} while reading
   */
  groupBy(
    attribute: string,
    options?: OpenAlexGroupOptions<Name>,
    callOptions?: CallOptions,
  ): OpenAlexList<OpenAlexGroup>;
}

/** Merged ids point to one that exists; a longer chain than this is a circle. */
const mostMerges = 3;

export function createCollection<Name extends OpenAlexEntityName>(
  client: ServiceClient,
  clock: () => Clock,
  name: Name,
): OpenAlexCollection<Name> {
  async function fetchOne(id: string, select: readonly string[] | undefined, callOptions: CallOptions | undefined) {
    const asked = pathId(id);
    let current = asked;
    for (let merges = 0; ; merges += 1) {
      try {
        const input = { id: current, ...(select === undefined ? {} : { select: [...new Set(['id', ...select])] }) };
        const result: CallResult<WireEntity> = await client.call(operationsOf(name).single, input, callOptions);
        return { ...result, mergedFrom: current === asked ? undefined : asked };
      } catch (error) {
        const into = mergedInto(error);
        if (into === undefined || into === current || merges >= mostMerges) throw error;
        current = into;
      }
    }
  }
  return {
    list: (options = {}, callOptions) => listEntities(client, name, options as OpenAlexListOptions, callOptions),
    get(id, { select } = {}, callOptions) {
      const call = fetchOne(id, select, callOptions);
      let mergedFrom: string | undefined;
      const noted = call.then((result) => {
        mergedFrom = result.mergedFrom;
        return result;
      });
      return resultPromise(noted, ({ value }) => ({
        ...(choose(name, value, select) as OpenAlexFound<Name, never>),
        ...(mergedFrom === undefined ? {} : { mergedFrom }),
      })) as ResultPromise<any>;
    },
    getMany: (ids, { select } = {}, callOptions) => fetchMany(client, clock(), name, ids, select, callOptions),
    groupBy: (attribute, options = {}, callOptions) =>
      listGroups(client, name, attribute, options as OpenAlexGroupOptions, callOptions),
  };
}
