import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { contentWords } from '@headwater/testkit';
import { notFound, reject } from './answers.ts';
import { compileBulkQuery } from './bulk-query.ts';
import { BASE_PAPER_FIELDS, FULL_PAPER_FIELDS, readFields } from './fields.ts';
import { FILTER_PARAMETERS, readFilters } from './filters.ts';
import type { Library } from './library.ts';
import { type EmulatorPaper, paperIdOf } from './papers.ts';
import { allowOnly, readWindow, requireQuery, toPage } from './parameters.ts';
import { projectPaper } from './projection.ts';

const BULK_PAGE = 1000;
const SORT_KEYS = ['paperId', 'publicationDate', 'citationCount'];

/** `/paper/search`, `/paper/search/bulk`, `/paper/search/match` and `/paper/autocomplete`. */
export function searchRoutes(library: Library): EmulatorRoute[] {
  return [
    { method: 'GET', path: '/graph/v1/paper/search', handler: (request) => search(library, request) },
    { method: 'GET', path: '/graph/v1/paper/search/bulk', handler: (request) => bulkSearch(library, request) },
    { method: 'GET', path: '/graph/v1/paper/search/match', handler: (request) => matchTitle(library, request) },
    { method: 'GET', path: '/graph/v1/paper/autocomplete', handler: (request) => autocomplete(library, request) },
  ];
}

function search(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query', 'fields', 'offset', 'limit', ...FILTER_PARAMETERS]);
  const query = requireQuery(request);
  const selection = readFields(request, FULL_PAPER_FIELDS, ['paperId', 'title']);
  const window = readWindow(request, { maxLimit: 100, ceiling: 1000, hint: 'consider /paper/search/bulk' });
  const found = library.search(query).filter(readFilters(request, library));
  // Without a match the service leaves `data` out.
  if (found.length === 0) return { json: { total: 0, offset: window.offset } };
  const page = toPage(found, window);
  const data = page.data.map((paper) => projectPaper(library, paper, selection));
  return { json: { total: found.length, ...page, data } };
}

function bulkSearch(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query', 'fields', 'token', 'sort', ...FILTER_PARAMETERS]);
  const query = request.query.get('query') ?? '';
  const hasFilter = FILTER_PARAMETERS.some((name) => request.query.has(name));
  if (query.trim() === '' && !hasFilter) reject('Missing required parameter: query');
  const selection = readFields(request, BASE_PAPER_FIELDS, ['paperId', 'title']);
  const isMatch = compileBulkQuery(query);
  const found = library.papers
    .filter((paper) => isMatch(`${paper.title} ${paper.abstract ?? ''}`))
    .filter(readFilters(request, library))
    .sort(readSort(request, library));
  const start = readToken(request, found.length);
  const page = found.slice(start, start + BULK_PAGE);
  const end = start + page.length;
  return {
    json: {
      total: found.length,
      ...(end < found.length && { token: toToken(end) }),
      data: page.map((paper) => projectPaper(library, paper, selection)),
    },
  };
}

function toToken(position: number): string {
  return `PAGE${position.toString(36).toUpperCase().padStart(8, '0')}`;
}

function readToken(request: EmulatorRequest, total: number): number {
  const token = request.query.get('token');
  if (token === null) return 0;
  const position = Number.parseInt(/^PAGE([0-9A-Z]{8})$/.exec(token)?.[1] ?? '', 36);
  if (!(position > 0 && position < total)) reject(`Unacceptable query params: [token=${token}]`);
  return position;
}

function readSort(request: EmulatorRequest, library: Library): (left: EmulatorPaper, right: EmulatorPaper) => number {
  const [key = '', direction = 'asc'] = (request.query.get('sort') ?? 'paperId:asc').split(':');
  if (!SORT_KEYS.includes(key) || !['asc', 'desc'].includes(direction)) {
    reject(`Unacceptable query params: [sort=${request.query.get('sort')}]`);
  }
  const sign = direction === 'desc' ? -1 : 1;
  if (key === 'citationCount') {
    return (left, right) => sign * (library.citations(left).length - library.citations(right).length);
  }
  const text = (paper: EmulatorPaper): string =>
    key === 'paperId' ? paperIdOf(paper.corpusId) : (paper.publicationDate ?? String(paper.year ?? ''));
  return (left, right) => sign * (text(left) < text(right) ? -1 : text(left) > text(right) ? 1 : 0);
}

/** The one paper whose title is closest, if most of the words agree. */
function matchTitle(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query', 'fields', ...FILTER_PARAMETERS]);
  const words = new Set(contentWords(requireQuery(request)));
  const selection = readFields(request, FULL_PAPER_FIELDS, ['paperId', 'title']);
  const isAllowed = readFilters(request, library);
  let best: { paper: EmulatorPaper; share: number } | undefined;
  for (const { paper } of library.searchWithScores([...words].join(' ')).slice(0, 200)) {
    const share = overlap(words, new Set(contentWords(paper.title)));
    if (isAllowed(paper) && share > (best?.share ?? 0.6)) best = { paper, share };
  }
  if (!best) return notFound('Title match not found');
  const matchScore = Math.round(best.share * 20_000) / 100;
  return { json: { data: [{ ...projectPaper(library, best.paper, selection), matchScore }] } };
}

/** Shared words over all words of both. */
function overlap(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / Math.max(1, left.size + right.size - shared);
}

function autocomplete(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query']);
  const prefix = requireQuery(request).slice(0, 100).toLowerCase().trim();
  const matches = library.papers.filter((paper) => paper.title.toLowerCase().includes(prefix)).slice(0, 10);
  return {
    json: {
      matches: matches.map((paper) => ({
        id: paperIdOf(paper.corpusId),
        title: paper.title,
        authorsYear: authorsYear(paper),
      })),
    },
  };
}

function authorsYear(paper: EmulatorPaper): string {
  const [first, ...others] = (paper.authors ?? []).map((author) => author.name.split(' ').at(-1) ?? author.name);
  const authors = first === undefined ? '' : others.length > 0 ? `${first} et al.` : first;
  return [authors, paper.year].filter(Boolean).join(', ');
}
