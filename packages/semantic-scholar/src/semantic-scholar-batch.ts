import {
  type CallOptions,
  type Clock,
  InvalidRequestError,
  ResponseInvalidError,
  type ServiceClient,
  type SkippedItem,
} from '@headwater/core';
import { batchSize } from './semantic-scholar-limits.ts';
import { toPaper } from './semantic-scholar-normalize.ts';
import { batchOperation } from './semantic-scholar-operations.ts';
import type { Paper, PaperBatch, PaperField } from './semantic-scholar-types.ts';

const place = { provider: 'semantic-scholar', operation: batchOperation.name };

/** Papers by the ids they were asked for with, 500 per request. `timeoutMs` bounds all requests together. */
export async function fetchBatch<Field extends PaperField>(
  client: ServiceClient,
  clock: Clock,
  ids: readonly string[],
  fields: readonly Field[],
  { timeoutMs, ...callOptions }: CallOptions = {},
): Promise<PaperBatch<Field>> {
  if (!Array.isArray(ids)) throw new InvalidRequestError('ids must be a list', { ...place, hint: 'Nothing was sent.' });
  const until = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
  const deadline = Math.min(until, callOptions.deadline ?? Number.POSITIVE_INFINITY);
  const options: CallOptions = deadline === Number.POSITIVE_INFINITY ? callOptions : { ...callOptions, deadline };
  const papers = new Map<string, Paper<Field> | null>();
  const skipped: SkippedItem[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += batchSize) {
    const chunk = unique.slice(start, start + batchSize);
    const result = await client.call(batchOperation, { ids: chunk, fields: [...fields] }, options);
    // Ids and answers are joined by position alone, so that a list of another length can be joined in no way.
    if (result.value.length !== chunk.length) {
      throw new ResponseInvalidError(`${chunk.length} papers were asked for and ${result.value.length} came`, place);
    }
    for (const [index, id] of chunk.entries()) {
      const wire = result.value[index];
      papers.set(id, wire == null ? null : toPaper(wire, fields));
    }
    for (const { index, reason } of result.skipped)
      skipped.push({ index: ids.indexOf(chunk[index] as string), reason });
  }
  return Object.assign(papers, { skipped });
}
