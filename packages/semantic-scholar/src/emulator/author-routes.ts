import { contentWords, type EmulatorReply, type EmulatorRequest, type EmulatorRoute } from '@headwater/testkit';
import { notFound, RequestProblem } from './answers.ts';
import { AUTHOR_FIELDS, BASE_PAPER_FIELDS, readFields } from './fields.ts';
import { dateFilter } from './filters.ts';
import type { AuthorRecord, Library } from './library.ts';
import { allowOnly, readIds, readJsonBody, readWindow, requireQuery, toPage } from './parameters.ts';
import { projectAuthor, projectPaper } from './projection.ts';

const DEFAULTS = ['authorId', 'name'];

/** `/author/search`, `/author/batch`, `/author/{id}` and `/author/{id}/papers`. */
export function authorRoutes(library: Library): EmulatorRoute[] {
  return [
    { method: 'GET', path: '/graph/v1/author/search', handler: (request) => search(library, request) },
    { method: 'POST', path: '/graph/v1/author/batch', handler: (request) => batch(library, request) },
    { method: 'GET', path: '/graph/v1/author/:id/papers', handler: (request) => papersOf(library, request) },
    { method: 'GET', path: '/graph/v1/author/:id', handler: (request) => details(library, request) },
  ];
}

function findOrReject(library: Library, request: EmulatorRequest): AuthorRecord {
  const id = request.params.id ?? '';
  const record = library.findAuthor(id);
  if (!record) throw new RequestProblem(notFound(`Author with id ${id} not found`));
  return record;
}

function search(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query', 'fields', 'offset', 'limit']);
  const words = contentWords(requireQuery(request));
  const selection = readFields(request, AUTHOR_FIELDS, DEFAULTS);
  const window = readWindow(request, { maxLimit: 1000, ceiling: 10_000 });
  const found = library.authors().filter(({ author }) => {
    const name = contentWords(author.name);
    return words.every((word) => name.includes(word));
  });
  const page = toPage(found, window);
  const data = page.data.map((record) => projectAuthor(library, record, selection));
  return { json: { total: found.length, ...page, data } };
}

function batch(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields']);
  const selection = readFields(request, AUTHOR_FIELDS, DEFAULTS);
  const ids = readIds(readJsonBody(request), 'ids', 1000);
  return {
    json: ids.map((id) => {
      const record = library.findAuthor(id);
      return record ? projectAuthor(library, record, selection) : null;
    }),
  };
}

function details(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields']);
  const record = findOrReject(library, request);
  return { json: projectAuthor(library, record, readFields(request, AUTHOR_FIELDS, DEFAULTS)) };
}

function papersOf(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields', 'offset', 'limit', 'publicationDateOrYear']);
  const record = findOrReject(library, request);
  const selection = readFields(request, BASE_PAPER_FIELDS, ['paperId', 'title']);
  const range = request.query.get('publicationDateOrYear');
  const papers = range === null ? record.papers : record.papers.filter(dateFilter(range));
  const page = toPage(papers, readWindow(request, { maxLimit: 1000, ceiling: 10_000 }));
  return { json: { ...page, data: page.data.map((paper) => projectPaper(library, paper, selection)) } };
}
