import {
  type CallOptions,
  type Clock,
  canonicalDoi,
  InvalidRequestError,
  type Operation,
  type ServiceClient,
  type SkippedItem,
  sharedDeadline,
} from '@headwater/core';
import { isUnknown } from './crossref-errors.ts';
import { isFilterable, writeFilter } from './crossref-filters.ts';
import { readId } from './crossref-ids.ts';
import { batchSize } from './crossref-limits.ts';
import { toWork } from './crossref-normalize.ts';
import type { ListInput, SingleInput, WireList, WireWork } from './crossref-schemas.ts';
import type { CrossrefBatch, CrossrefSelectField, CrossrefWork } from './crossref-types.ts';

/** The address of one request stays below what servers take. */
const longestFilter = 4_000;

/**
 * Works by the DOIs they were asked for with, 50 per request: one list costs less of the pace than 50 single records.
 * DOIs with a comma, which no filter can hold, are fetched one by one. `timeoutMs` bounds all requests together.
 */
export async function fetchMany(
  client: ServiceClient,
  clock: Clock,
  operations: { list: Operation<ListInput, WireList<WireWork>>; single: Operation<SingleInput, WireWork> },
  identity: { mailto?: string },
  dois: readonly string[],
  select: readonly CrossrefSelectField[] | undefined,
  callOptions: CallOptions | undefined,
): Promise<CrossrefBatch<CrossrefWork<CrossrefSelectField>>> {
  if (!Array.isArray(dois)) {
    throw new InvalidRequestError('dois must be a list', {
      provider: 'crossref',
      operation: 'listWorks',
      hint: 'Nothing was sent.',
    });
  }
  const options = sharedDeadline(callOptions, clock);
  const works = new Map<string, CrossrefWork<CrossrefSelectField> | null>();
  const skipped: SkippedItem[] = [];
  const asked = new Map<string, string[]>();
  for (const given of new Set(dois)) {
    works.set(given, null);
    const doi = readId('work', given);
    asked.set(doi, [...(asked.get(doi) ?? []), given]);
  }
  const put = (doi: string | undefined, wire: WireWork) => {
    for (const given of asked.get(doi ?? '') ?? []) works.set(given, toWork(wire, select));
  };
  const all = [...asked.keys()];
  for (const chunk of chunks(all.filter(isFilterable))) {
    const input = {
      ...identity,
      path: '/works',
      filter: writeFilter({ doi: chunk }),
      rows: chunk.length,
      ...(select === undefined ? {} : { select: [...new Set(['DOI', ...select])] }),
    };
    const { value } = await client.call(operations.list, input, options);
    skipped.push(...value.skipped);
    for (const wire of value.items) put(canonicalDoi(wire.DOI), wire);
  }
  for (const doi of all.filter((each) => !isFilterable(each))) {
    try {
      const path = `/works/${encodeURIComponent(doi)}`;
      put(doi, (await client.call(operations.single, { ...identity, path }, options)).value);
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
  }
  return Object.assign(works, { skipped });
}

/** By number, and by the length of the address they make. */
function chunks(dois: readonly string[]): string[][] {
  const made: string[][] = [];
  let length = 0;
  for (const doi of dois) {
    const own = encodeURIComponent(`,doi:${doi}`).length;
    const current = made.at(-1);
    if (current === undefined || current.length >= batchSize || length + own > longestFilter) {
      made.push([doi]);
      length = own;
    } else {
      current.push(doi);
      length += own;
    }
  }
  return made;
}
