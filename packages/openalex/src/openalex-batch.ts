import {
  type CallOptions,
  type Clock,
  canonicalDoi,
  InvalidRequestError,
  type ServiceClient,
  type SkippedItem,
  sharedDeadline,
} from '@headwater/core';
import type { OpenAlexEntityName } from './openalex-entities.ts';
import { isUnknown } from './openalex-errors.ts';
import { chunkValues, isFilterable, writeFilter } from './openalex-filters.ts';
import { encodePathId, pathId } from './openalex-ids.ts';
import { choose } from './openalex-normalize.ts';
import { operationsOf } from './openalex-operations.ts';
import type { WireEntity } from './openalex-schemas.ts';
import type { OpenAlexBatch } from './openalex-types.ts';

/** How one kind of id is asked for together with others, and found again in the answer. */
interface IdKind {
  attribute: string;
  fields: readonly string[];
  keyOf: (wire: WireEntity) => string | undefined;
}

const kinds: Readonly<Record<'doi' | 'own', IdKind>> = {
  doi: {
    attribute: 'doi',
    fields: ['doi'],
    keyOf: ({ doi }) => (typeof doi === 'string' ? canonicalDoi(doi) : undefined),
  },
  own: { attribute: 'openalex_id', fields: [], keyOf: ({ id }) => pathId(id) },
};

/**
 * Entities by the ids they were asked for with, 100 per request. `timeoutMs` bounds all requests together. DOIs that a
 * filter cannot hold are fetched one by one, which is free.
 */
export async function fetchMany<Item>(
  client: ServiceClient,
  clock: Clock,
  name: OpenAlexEntityName,
  ids: readonly string[],
  select: readonly string[] | undefined,
  callOptions: CallOptions | undefined,
): Promise<OpenAlexBatch<Item>> {
  const { list, single } = operationsOf(name);
  if (!Array.isArray(ids)) throw refused('ids must be a list', list.name);
  const options = sharedDeadline(callOptions, clock);
  const items = new Map<string, Item | null>();
  const skipped: SkippedItem[] = [];
  const wanted = { doi: new Map<string, string[]>(), own: new Map<string, string[]>() };
  const alone: [string, string][] = [];
  for (const id of new Set(ids)) {
    items.set(id, null);
    const [kind, key] = read(name, id, list.name);
    if (!isFilterable(key)) alone.push([id, key]);
    else wanted[kind].set(key, [...(wanted[kind].get(key) ?? []), id]);
  }
  for (const kind of ['own', 'doi'] as const) {
    const { attribute, fields, keyOf } = kinds[kind];
    for (const chunk of chunkValues([...wanted[kind].keys()])) {
      const filter = writeFilter({ [attribute]: chunk });
      const fieldsSent = select === undefined ? {} : { select: [...new Set(['id', ...fields, ...select])] };
      const result = await client.call(list, { filter, per_page: chunk.length, page: 1, ...fieldsSent }, options);
      skipped.push(...result.skipped);
      for (const wire of result.value.results) {
        for (const id of wanted[kind].get(keyOf(wire) ?? '') ?? []) items.set(id, choose(name, wire, select) as Item);
      }
    }
  }
  for (const [id, key] of alone) {
    try {
      const input = { id: `doi:${key}`, ...(select === undefined ? {} : { select: [...new Set(['id', ...select])] }) };
      const { value } = await client.call(single, input, options);
      items.set(id, choose(name, value, select) as Item);
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
  }
  return Object.assign(items, { skipped });
}

function read(name: OpenAlexEntityName, id: string, operation: string): ['doi' | 'own', string] {
  const doi = typeof id === 'string' ? canonicalDoi(id) : undefined;
  if (doi !== undefined && name === 'works') return ['doi', doi];
  const own = pathId(id);
  if (doi === undefined && !/[:/]/.test(encodePathId(own))) return ['own', own];
  throw refused(`"${String(id).slice(0, 100)}" cannot be asked for together with others; use get()`, operation);
}

const refused = (problem: string, operation: string): InvalidRequestError =>
  new InvalidRequestError(problem, { provider: 'openalex', operation, hint: 'Nothing was sent.' });
