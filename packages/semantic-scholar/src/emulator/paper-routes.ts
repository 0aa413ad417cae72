import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { notFound, RequestProblem } from './answers.ts';
import { EDGE_FIELDS, FULL_PAPER_FIELDS, PAPER_AUTHOR_FIELDS, readFields, type Selection } from './fields.ts';
import { dateFilter } from './filters.ts';
import type { Edge, Library } from './library.ts';
import type { EmulatorPaper } from './papers.ts';
import { allowOnly, readIds, readJsonBody, readWindow, toPage } from './parameters.ts';
import { projectAuthor, projectEdgePaper, projectPaper } from './projection.ts';

const LIST_WINDOW = { maxLimit: 1000, ceiling: 10_000 };
const EDGE_ONLY = ['contexts', 'intents', 'contextsWithIntent', 'isInfluential'];

/** Details, batch, citations, references and authors of papers. */
export function paperRoutes(library: Library): EmulatorRoute[] {
  const byId = (suffix: string, handler: (paper: EmulatorPaper, request: EmulatorRequest) => EmulatorReply) => ({
    method: 'GET',
    // Ids may hold slashes, escaped or not: a DOI is one.
    path: `/graph/v1/paper/:id*${suffix}`,
    handler: (request: EmulatorRequest) => handler(findOrReject(library, request), request),
  });
  return [
    { method: 'POST', path: '/graph/v1/paper/batch', handler: (request) => batch(library, request) },
    byId('/citations', (paper, request) => edges(library, request, library.citations(paper), 'citingPaper')),
    byId('/references', (paper, request) => edges(library, request, library.references(paper), 'citedPaper')),
    byId('/authors', (paper, request) => authorsOf(library, request, paper)),
    byId('', (paper, request) => {
      allowOnly(request, ['fields']);
      return { json: projectPaper(library, paper, readFields(request, FULL_PAPER_FIELDS, ['paperId', 'title'])) };
    }),
  ];
}

function findOrReject(library: Library, request: EmulatorRequest): EmulatorPaper {
  const id = request.params.id ?? '';
  const paper = library.findPaper(id);
  if (!paper) throw new RequestProblem(notFound(`Paper with id ${id} not found`));
  return paper;
}

function batch(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields']);
  const selection = readFields(request, FULL_PAPER_FIELDS, ['paperId', 'title']);
  const ids = readIds(readJsonBody(request), 'ids', 500);
  return {
    json: ids.map((id) => {
      const paper = library.findPaper(id);
      return paper ? projectPaper(library, paper, selection) : null;
    }),
  };
}

function edges(library: Library, request: EmulatorRequest, all: Edge[], name: string): EmulatorReply {
  allowOnly(request, ['fields', 'offset', 'limit', 'publicationDateOrYear']);
  const selection = readFields(request, EDGE_FIELDS, ['paperId', 'title']);
  const window = readWindow(request, LIST_WINDOW);
  const range = request.query.get('publicationDateOrYear');
  const isInRange = range === null ? () => true : dateFilter(range);
  const page = toPage(range === null ? all : all.filter((edge) => edge.paper && isInRange(edge.paper)), window);
  return { json: { ...page, data: page.data.map((edge) => toEdge(library, edge, name, selection)) } };
}

function toEdge(library: Library, edge: Edge, name: string, selection: Selection): Record<string, unknown> {
  const ofPaper = new Map([...selection].filter(([field]) => !EDGE_ONLY.includes(field)));
  const { contexts = [], intents = [], isInfluential = false } = edge.reference;
  const details: Record<string, unknown> = {
    contexts,
    intents,
    contextsWithIntent: contexts.map((context) => ({ context, intents })),
    isInfluential,
  };
  const chosen = EDGE_ONLY.filter((field) => selection.has(field)).map((field) => [field, details[field]]);
  return { ...Object.fromEntries(chosen), [name]: projectEdgePaper(library, edge, ofPaper) };
}

function authorsOf(library: Library, request: EmulatorRequest, paper: EmulatorPaper): EmulatorReply {
  allowOnly(request, ['fields', 'offset', 'limit']);
  const selection = readFields(request, PAPER_AUTHOR_FIELDS, ['authorId', 'name']);
  const page = toPage(paper.authors ?? [], readWindow(request, LIST_WINDOW));
  const data = page.data.map((author) => {
    const record = author.authorId ? library.findAuthor(author.authorId) : undefined;
    return projectAuthor(library, record ?? { authorId: '', author, papers: [] }, selection);
  });
  return { json: { ...page, data } };
}
