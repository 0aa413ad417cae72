import {
  type CallOptions,
  type CallResult,
  type Operation,
  ResponseInvalidError,
  type ServiceClient,
} from '@headwater/core';
import type { ActionInput } from './wikipedia-operations.ts';
import type { WireAnswer } from './wikipedia-schemas.ts';

/** Parts in which one batch can come; more of them is a service going round in circles. */
const mostParts = 60;

/** What is asked of each page whose text is wanted. */
export const textProperties: ActionInput = {
  prop: ['extracts', 'info', 'pageprops', 'revisions'],
  inprop: 'url',
  explaintext: 1,
  exlimit: 'max',
  ppprop: ['disambiguation', 'wikibase_item'],
  rvprop: 'timestamp',
};

export interface Batch {
  /** Pages as they came, parts of one page joined by its id. */
  pages: unknown[];
  /** New titles by old ones: normalised or redirected. */
  renamed: ReadonlyMap<string, string>;
  /** `gsroffset` of the next batch. */
  nextOffset: number | undefined;
  response: CallResult<WireAnswer>['response'];
}

/** Fetches one batch: parts that belong to the same pages come in as many answers as the service likes. */
export async function fetchBatch(
  client: ServiceClient,
  operation: Operation<ActionInput, WireAnswer>,
  input: ActionInput,
  options: CallOptions | undefined,
): Promise<Batch> {
  const pages = new Map<unknown, unknown>();
  const renamed = new Map<string, string>();
  const seen = new Set<string>();
  let next: ActionInput = {};
  for (;;) {
    const { value, response } = await client.call(operation, { ...input, ...next }, options);
    for (const page of value.query?.pages ?? []) join(pages, page);
    for (const { from, to } of [...(value.query?.normalized ?? []), ...(value.query?.redirects ?? [])])
      renamed.set(from, to);
    const { gsroffset, ...rest } = value.continue ?? {};
    if (value.continue == null || value.batchcomplete !== undefined) {
      const offset = Number(gsroffset);
      const isNext = value.continue != null && Number.isInteger(offset) && offset > 0;
      return { pages: [...pages.values()], renamed, nextOffset: isNext ? offset : undefined, response };
    }
    const name = JSON.stringify(value.continue);
    if (seen.has(name) || seen.size >= mostParts) {
      throw new ResponseInvalidError('the service repeats a continuation', {
        provider: 'wikipedia',
        operation: operation.name,
        hint: 'Ask for fewer pages; report the query to the service if this goes on.',
      });
    }
    seen.add(name);
    next = { ...rest, ...(gsroffset === undefined ? {} : { gsroffset }) };
  }
}

function join(pages: Map<unknown, unknown>, page: unknown): void {
  const id = (page as { pageid?: unknown } | null)?.pageid;
  // Pages without id (missing, malformed) have no parts to be joined.
  const key = typeof id === 'number' ? id : Symbol('no id');
  const known = pages.get(key);
  pages.set(key, known === undefined ? page : { ...(known as object), ...(page as object) });
}
