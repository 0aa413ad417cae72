import type { EmulatorReply } from '@headwater/testkit';

/** Thrown by checks; answered as `{ response: { status: 'error', message } }`. */
export class GuardianProblem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  toReply(): EmulatorReply {
    return {
      status: this.status,
      json: { response: { status: 'error', userTier: 'developer', message: this.message } },
    };
  }
}

export function refuse(message: string): never {
  throw new GuardianProblem(400, message);
}

interface Paging {
  page: number;
  size: number;
}

const mostDepth = 10_000;

export function readPaging(query: URLSearchParams): Paging {
  const read = (name: string, usual: number, most: number): number => {
    const text = query.get(name);
    if (text === null) return usual;
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most)
      refuse(`${name} must be an integer between 1 and ${most}`);
    return Number(text);
  };
  return { page: read('page', 1, 1_000_000), size: read('page-size', 10, 200) };
}

/** One page with the head of a list. A page past the end is refused, and so is one very deep. */
export function pageOf<Item>(list: readonly Item[], { page, size }: Paging) {
  const pages = Math.ceil(list.length / size);
  if (page * size > mostDepth)
    refuse('The Content API does not support paging this far. Please change page or page-size.');
  if (page > Math.max(1, pages)) refuse('requested page is beyond the number of available pages');
  const start = (page - 1) * size;
  return {
    total: list.length,
    startIndex: list.length === 0 ? 0 : start + 1,
    pageSize: size,
    currentPage: page,
    pages,
    results: list.slice(start, start + size),
  };
}

/** Epoch milliseconds; an absent bound is infinitely far away. */
export function readDate(query: URLSearchParams, name: string, edge: 'start' | 'end'): number {
  const text = query.get(name);
  if (text === null) return edge === 'start' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // A plus sign that was not encoded arrives as a blank.
  const instant = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) refuse(`${name} must be an ISO 8601 date`);
  return text.includes('T') || edge === 'start' ? instant : instant + 86_400_000 - 1;
}

/** `a,b` and, `a|b` or, `-a` not; parentheses group alternatives. */
export function readFilter(text: string | null): (values: readonly string[]) => boolean {
  if (text === null) return () => true;
  const terms = text.split(',').map((part) =>
    part
      .replace(/[()]/g, '')
      .split('|')
      .map((term) => (term.startsWith('-') ? { not: true, value: term.slice(1) } : { not: false, value: term })),
  );
  return (values) => terms.every((options) => options.some(({ not, value }) => values.includes(value) !== not));
}
