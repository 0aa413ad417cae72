import { InvalidRequestError } from './errors/kinds.ts';

/** Whose cursors are read, and how the service is called in messages. */
export interface CursorPlace {
  provider: string;
  service: string;
  /** What else a reader should know, for example how long a cursor lives. */
  hint?: string;
}

function foreign({ provider, service, hint }: CursorPlace): InvalidRequestError {
  return new InvalidRequestError(`this cursor did not come from a page of ${service}`, {
    provider,
    operation: 'searchDocuments',
    hint: ['Pass the nextCursor of the page before, unchanged.', hint].filter(Boolean).join(' '),
  });
}

/**
 * Reads a cursor of `searchDocuments` that is the place at which the next page begins; 0 without one.
 *
 * @param below the service gives no results at or behind this place
 * @throws {InvalidRequestError} for a cursor that no page of this source gave
 */
export function readOffsetCursor(cursor: string | undefined, below: number, place: CursorPlace): number {
  if (cursor === undefined) return 0;
  if (/^[1-9]\d{0,8}$/.test(cursor) && Number(cursor) < below) return Number(cursor);
  throw foreign(place);
}

/**
 * Reads a cursor of `searchDocuments` that is how many results came before, a colon, and the service's own cursor.
 *
 * @throws {InvalidRequestError} for a cursor that no page of this source gave
 */
export function readCountedCursor(
  given: string | undefined,
  place: CursorPlace,
): { offset: number; cursor: string | undefined } {
  if (given === undefined) return { offset: 0, cursor: undefined };
  const [, offset, cursor] = /^(\d{1,9}):(.{1,4000})$/.exec(given) ?? [];
  if (offset === undefined || cursor === undefined) throw foreign(place);
  return { offset: Number(offset), cursor };
}
