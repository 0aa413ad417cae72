import {
  type ArxivId,
  type CallOptions,
  type Clock,
  InvalidRequestError,
  type SkippedItem,
  sharedDeadline,
} from '@headwater/core';
import { formatArxivId, requireArxivId } from './arxiv-ids.ts';
import { idsPerRequest } from './arxiv-limits.ts';
import type { CallFeed } from './arxiv-lists.ts';
import { papersOperation } from './arxiv-operations.ts';
import type { ArxivBatch, ArxivPaper } from './arxiv-types.ts';

/** Papers by the ids they were asked for with, 100 per request. `timeoutMs` bounds all requests together. */
export async function fetchPapers(
  call: CallFeed,
  clock: Clock,
  ids: readonly string[],
  callOptions: CallOptions | undefined,
): Promise<ArxivBatch> {
  if (!Array.isArray(ids)) {
    throw new InvalidRequestError('ids must be a list', {
      provider: 'arxiv',
      operation: 'getPapers',
      hint: 'Nothing was sent.',
    });
  }
  const options = sharedDeadline(callOptions, clock);
  const asked = new Map(ids.map((text) => [text, requireArxivId(text, 'getPapers')]));
  const wanted = [...new Set([...asked.values()].map(formatArxivId))];
  const found: ArxivPaper[] = [];
  const skipped: SkippedItem[] = [];
  for (let start = 0; start < wanted.length; start += idsPerRequest) {
    const chunk = wanted.slice(start, start + idsPerRequest);
    const { value } = await call(papersOperation, { id_list: chunk, start: 0, max_results: chunk.length }, options);
    found.push(...value.papers);
    for (const { index, reason } of value.skipped) skipped.push({ index: start + index, reason });
  }
  const papers = new Map([...asked].map(([text, id]) => [text, paperFor(id, found)]));
  return Object.assign(papers, { skipped });
}

/** A version asked for is that version; without one, the newest that came. */
function paperFor({ id, version }: ArxivId, found: readonly ArxivPaper[]): ArxivPaper | null {
  const matching = found.filter((paper) => paper.id === id && (version === undefined || paper.version === version));
  return matching.reduce<ArxivPaper | null>(
    (newest, paper) => (newest === null || (paper.version ?? 0) > (newest.version ?? 0) ? paper : newest),
    null,
  );
}
