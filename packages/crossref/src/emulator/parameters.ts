import type { EmulatorRequest } from '@headwater/testkit';
import { reject } from './problems.ts';
import type { Json } from './records.ts';

/** Unknown parameters are refused, whatever they are for. */
export function allowOnly({ query }: EmulatorRequest, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (names.includes(name) || name === 'mailto') continue;
    if (name.startsWith('query.') && names.includes('query.*')) continue;
    reject('parameter-not-allowed', name, `This route does not support ${name}`);
  }
}

function whole(given: string | null, fallback: number, maximum: number, name: string): number {
  if (given === null) return fallback;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isNaN(value))
    return reject(
      'integer-not-valid',
      given,
      `Integer specified as ${given} but must be a positive integer less than or equal to ${maximum}`,
    );
  if (value > maximum)
    return reject(
      'integer-not-valid',
      given,
      `Integer specified as ${given} but must be a positive integer less than or equal to ${maximum}.${name === 'offset' ? ' Use the cursor parameter to page further into result sets' : ''}`,
    );
  return value;
}

export interface Window {
  rows: number;
  offset: number;
  /** Where the cursor stands; `undefined` without one. */
  cursor: number | undefined;
}

/** Cursors are told forgotten after five minutes. */
const cursorLifeMs = 300_000;

export function readWindow({ query, clock }: EmulatorRequest): Window {
  const rows = whole(query.get('rows'), 20, 1000, 'rows');
  const offset = whole(query.get('offset'), 0, 10_000, 'offset');
  const given = query.get('cursor');
  if (given === null) return { rows, offset, cursor: undefined };
  if (query.has('offset'))
    reject('parameter-not-allowed', 'offset', 'Cursors cannot be combined with offset or sample');
  if (given === '*') return { rows, offset: 0, cursor: 0 };
  const [, position, at] = /^(\d+)\/(\d+)$/.exec(decode(given)) ?? [];
  if (position === undefined || clock.now() - Number(at) > cursorLifeMs) {
    return reject('cursor-not-valid', given, 'The cursor is invalid or has expired');
  }
  return { rows, offset: 0, cursor: Number(position) };
}

/** As long and as full of signs that addresses must escape as the real ones. */
export const cursorAt = (position: number, now: number): string => `AoJ+${btoa(`${position}/${now}`)}/==`;

function decode(cursor: string): string {
  try {
    return atob(/^AoJ\+(.+)\/==$/.exec(cursor)?.[1] ?? '');
  } catch {
    return '';
  }
}

/** One page, in the envelope of lists. */
export function listEnvelope<T>(
  type: string,
  found: readonly T[],
  request: EmulatorRequest,
  toItem: (each: T) => Json,
  extra: Json = {},
): Json {
  const window = readWindow(request);
  const start = window.cursor ?? window.offset;
  const items = found.slice(start, start + window.rows).map(toItem);
  return {
    status: 'ok',
    'message-type': type,
    'message-version': '1.0.0',
    message: {
      facets: {},
      ...extra,
      // A cursor comes with every page, also with the last.
      ...(window.cursor !== undefined && { 'next-cursor': cursorAt(start + items.length, request.clock.now()) }),
      'total-results': found.length,
      items,
      'items-per-page': window.rows,
      query: { 'start-index': window.offset, 'search-terms': request.query.get('query') },
    },
  };
}

export const singleEnvelope = (type: string, message: Json): Json => ({
  status: 'ok',
  'message-type': type,
  'message-version': '1.0.0',
  message,
});
