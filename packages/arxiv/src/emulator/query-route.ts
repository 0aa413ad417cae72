import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { errorEntry, feedOf, paperEntry, type Versioned } from './atom.ts';
import type { Library, SortBy } from './library.ts';
import { parseQuery, QueryProblem } from './query-parser.ts';

const WINDOW = 30_000;
const SLICE = 2000;
const SORT_FIELDS: readonly string[] = ['relevance', 'lastUpdatedDate', 'submittedDate'];
const ID = /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v(\d+))?$/;

/** What the service refuses, with the tag of its error page. */
class Refusal extends Error {
  readonly tag: string;
  constructor(message: string) {
    super(message);
    this.tag = message.replaceAll(/[^\w.]+/g, '_');
  }
}

/** Answers `/api/query`, for GET and for a form that is posted. */
export function query(library: Library, request: EmulatorRequest): EmulatorReply {
  const given = request.method === 'POST' ? new URLSearchParams(request.bodyText) : request.query;
  const updated = `${new Date(request.clock.now()).toISOString().slice(0, 10)}T00:00:00-04:00`;
  const headers = { 'content-type': 'application/atom+xml; charset=utf-8' };
  const searchQuery = given.get('search_query') ?? '';
  const idList = (given.get('id_list') ?? '').split(',').filter((id) => id !== '');
  const start = integer(given.get('start')) ?? 0;
  const perPage = integer(given.get('max_results')) ?? 10;
  const echo = `search_query=${searchQuery}&id_list=${idList.join(',')}&start=${start}&max_results=${perPage}`;
  try {
    checkRange(given, start, perPage);
    const found = select(library, searchQuery, idList, given);
    const entries = found.slice(start, start + Math.min(perPage, SLICE)).map(paperEntry);
    return { headers, text: feedOf({ echo, total: found.length, start, perPage, updated, entries }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const entries = [errorEntry(error.tag, error.message, updated)];
    return { status: 400, headers, text: feedOf({ echo, total: 1, start: 0, perPage: 1, updated, entries }) };
  }
}

/** A text that is no integer counts as absent. */
function integer(text: string | null): number | undefined {
  return text !== null && /^-?\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function checkRange(given: URLSearchParams, start: number, perPage: number): void {
  const maxResults = given.get('max_results');
  if (maxResults !== null && integer(maxResults) === undefined) throw new Refusal('max_results must be an integer');
  if (start < 0) throw new Refusal('start must be non-negative');
  if (perPage < 0) throw new Refusal('max_results must be non-negative');
  if (start + perPage > WINDOW) throw new Refusal(`start + max_results must not exceed ${WINDOW}`);
  const sortBy = given.get('sortBy');
  if (sortBy !== null && !SORT_FIELDS.includes(sortBy))
    throw new Refusal(`sortBy must be in: ${SORT_FIELDS.join(', ')}`);
  const sortOrder = given.get('sortOrder');
  if (sortOrder !== null && !['ascending', 'descending'].includes(sortOrder)) {
    throw new Refusal('sortOrder must be in: ascending, descending');
  }
}

function select(library: Library, searchQuery: string, idList: readonly string[], given: URLSearchParams): Versioned[] {
  const listed = idList.flatMap((id) => versionOf(library, id) ?? []);
  if (searchQuery.trim() === '') return listed;
  const sortBy = (given.get('sortBy') ?? 'relevance') as SortBy;
  const among = idList.length === 0 ? undefined : listed.map(({ paper }) => paper);
  const found = library.find(readQuery(searchQuery), among, sortBy, given.get('sortOrder') === 'ascending');
  return found.map((paper) => listed.find((each) => each.paper === paper) ?? { paper, version: paper.versions ?? 1 });
}

function readQuery(text: string) {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof QueryProblem) throw new Refusal(error.message);
    throw error;
  }
}

/** The newest version unless the id names another. An id that is well-formed but unknown is left out without a word. */
function versionOf(library: Library, text: string): Versioned | undefined {
  const match = ID.exec(text.trim());
  if (match === null) throw new Refusal(`incorrect id format for ${text}`);
  const paper = library.byId(
    text
      .trim()
      .replace(/v\d+$/, '')
      .replace(/\.[A-Z]{2}\//, '/'),
  );
  if (paper === undefined) return undefined;
  const newest = paper.versions ?? 1;
  const version = match[1] === undefined ? newest : Number(match[1]);
  return version >= 1 && version <= newest ? { paper, version } : undefined;
}
