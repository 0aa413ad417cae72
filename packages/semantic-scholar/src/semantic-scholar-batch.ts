import {
  type CallOptions,
  type Clock,
  InvalidRequestError,
  type Operation,
  ResponseInvalidError,
  type ServiceClient,
  type SkippedItem,
  sharedDeadline,
} from '@headwater/core';

const provider = 'semantic-scholar';

export interface BatchRequest<Wire, Item> {
  operation: Operation<{ ids: string[]; fields: string[] }, (Wire | null)[]>;
  fields: readonly string[];
  /** Most ids of one request. */
  size: number;
  /** What is counted in messages, for example `papers`. */
  what: string;
  map: (wire: Wire) => Item;
}

/** Items by the ids they were asked for with, so many per request. `timeoutMs` bounds all requests together. */
export async function fetchBatch<Wire, Item>(
  client: ServiceClient,
  clock: Clock,
  { operation, fields, size, what, map }: BatchRequest<Wire, Item>,
  ids: readonly string[],
  callOptions: CallOptions | undefined,
): Promise<Map<string, Item | null> & { skipped: SkippedItem[] }> {
  const place = { provider, operation: operation.name };
  if (!Array.isArray(ids)) throw new InvalidRequestError('ids must be a list', { ...place, hint: 'Nothing was sent.' });
  const options = sharedDeadline(callOptions, clock);
  const found = new Map<string, Item | null>();
  const skipped: SkippedItem[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += size) {
    const chunk = unique.slice(start, start + size);
    const result = await client.call(operation, { ids: chunk, fields: [...fields] }, options);
    // Ids and answers are joined by position alone, so that a list of another length can be joined in no way.
    if (result.value.length !== chunk.length) {
      throw new ResponseInvalidError(`${chunk.length} ${what} were asked for and ${result.value.length} came`, place);
    }
    for (const [index, id] of chunk.entries()) {
      const wire = result.value[index];
      found.set(id, wire == null ? null : map(wire));
    }
    for (const { index, reason } of result.skipped)
      skipped.push({ index: ids.indexOf(chunk[index] as string), reason });
  }
  return Object.assign(found, { skipped });
}
