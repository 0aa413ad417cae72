import { contentWords, type EmulatorReply, type EmulatorRequest, type EmulatorRoute } from '@headwater/testkit';
import { reject } from './answers.ts';
import { readFields, type Selection, SNIPPET_FIELDS } from './fields.ts';
import { FILTER_PARAMETERS, readFilters } from './filters.ts';
import type { Library } from './library.ts';
import type { EmulatorPaper } from './papers.ts';
import { allowOnly, readInteger, readList, requireQuery } from './parameters.ts';

interface Snippet {
  paper: EmulatorPaper;
  text: string;
  start: number;
  score: number;
}

const SENTENCES_PER_SNIPPET = 3;

/** `/snippet/search`: passages of abstracts. Its paper objects have shapes of their own. */
export function snippetRoutes(library: Library): EmulatorRoute[] {
  return [{ method: 'GET', path: '/graph/v1/snippet/search', handler: (request) => search(library, request) }];
}

function search(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['query', 'limit', 'fields', 'paperIds', 'authors', 'insertedBefore', ...FILTER_PARAMETERS]);
  const query = requireQuery(request);
  const selection = readFields(request, SNIPPET_FIELDS, ['snippet']);
  const limit = readInteger(request, 'limit', 10, 1, 1000);
  const ids = readList(request, 'paperIds');
  const authors = readList(request, 'authors').map((name) => name.toLowerCase());
  if (ids.length > 100) reject('"paperIds" must have at most 100 entries');
  if (authors.length > 10) reject('"authors" must have at most 10 entries');
  const insertedBefore = request.query.get('insertedBefore');
  if (insertedBefore !== null && !/^\d{4}(-\d{2}){0,2}$/.test(insertedBefore)) {
    reject(`Unacceptable query params: [insertedBefore=${insertedBefore}]`);
  }
  const wanted = new Set(ids.map((id) => library.findPaper(id)));
  const isAllowed = readFilters(request, library);
  const words = new Set(contentWords(query));
  const snippets = library
    .searchWithScores(query)
    .filter(({ paper }) => ids.length === 0 || wanted.has(paper))
    .filter(({ paper }) => insertedBefore === null || isBefore(paper, insertedBefore))
    .filter(({ paper }) => isAllowed(paper) && authors.every((name) => hasAuthor(paper, name)))
    .slice(0, limit)
    .map(({ paper, score }) => bestSnippet(paper, words, score));
  return {
    json: {
      data: snippets.map((snippet) => toWire(snippet, selection)),
      retrievalVersion: 'emulator-1',
    },
  };
}

/** The day of publication stands in for the day on which a paper came into the index. */
function isBefore({ publicationDate, year }: EmulatorPaper, day: string): boolean {
  const known = publicationDate ?? (year ? String(year) : undefined);
  return known !== undefined && known < day;
}

function hasAuthor(paper: EmulatorPaper, name: string): boolean {
  return (paper.authors ?? []).some((author) => author.name.toLowerCase().includes(name));
}

/** The run of sentences that holds most of the query's words. */
function bestSnippet(paper: EmulatorPaper, words: ReadonlySet<string>, score: number): Snippet {
  const text = paper.abstract ?? '';
  if (text === '') return { paper, text: paper.title, start: 0, score };
  const starts = [0, ...[...text.matchAll(/[.!?]\s+(?=\p{Lu})/gu)].map((end) => end.index + end[0].length)];
  let best: Snippet = { paper, text, start: 0, score };
  let bestShared = -1;
  for (const [index, start] of starts.entries()) {
    const piece = text.slice(start, starts[index + SENTENCES_PER_SNIPPET] ?? text.length).trimEnd();
    const shared = new Set(contentWords(piece).filter((word) => words.has(word))).size;
    if (shared > bestShared) {
      best = { paper, text: piece, start, score };
      bestShared = shared;
    }
  }
  return best;
}

function toWire(snippet: Snippet, selection: Selection): Record<string, unknown> {
  const { paper, text, start, score } = snippet;
  const full: Record<string, unknown> = {
    text,
    snippetKind: paper.abstract ? 'abstract' : 'title',
    section: null,
    snippetOffset: { start, end: start + text.length },
    annotations: { refMentions: null, sentences: null },
  };
  const asked = selection.get('snippet') ?? [];
  const chosen = asked.length === 0 ? full : Object.fromEntries(asked.map((name) => [name, full[name]]));
  return {
    score,
    snippet: chosen,
    paper: {
      corpusId: String(paper.corpusId),
      title: paper.title,
      authors: (paper.authors ?? []).map((author) => author.name),
      openAccessInfo: {
        license: paper.openAccessPdf?.license ?? null,
        status: paper.openAccessPdf?.status ?? null,
        disclaimer: null,
      },
    },
  };
}
