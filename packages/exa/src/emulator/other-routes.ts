import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { type Check, flag, integer, objectOf, text } from './checks.ts';
import { checkContentsRules } from './contents-options.ts';
import type { PageLibrary } from './pages.ts';
import { ExaProblem, refuse } from './problem.ts';
import { readBetas, readBody } from './requests.ts';
import { checkRules, RESULT_FIELDS, type ResultBody, toAnswer } from './search-route.ts';

const CHARACTERS_PER_TOKEN = 4;
const DYNAMIC_TOKENS = 2000;

const checkSimilarBody = objectOf({ ...RESULT_FIELDS, url: text(1, 2048), excludeSourceDomain: flag }, ['url']);

/** The deprecated `/findSimilar`: likeness is shared words. */
export function findSimilar(library: PageLibrary, request: EmulatorRequest, requestId: string): EmulatorReply {
  const body = readBody<ResultBody & { url: string; excludeSourceDomain?: boolean | null }>(request);
  checkSimilarBody(body, 'body');
  checkRules(body);
  checkContentsRules(body.contents ?? {}, readBetas(request));
  const source = library.findPage(body.url);
  if (!source) throw new ExaProblem(422, 'FETCH_DOCUMENT_ERROR', `Could not fetch ${body.url}`);
  const host = new URL(source.url).hostname;
  const pages = library
    .similar(source, body)
    .filter((page) => !(body.excludeSourceDomain && new URL(page.url).hostname === host))
    .slice(0, body.numResults ?? 10);
  return { json: toAnswer(library, pages, source.title ?? '', body.contents, 0.007, requestId) };
}

const tokensNum: Check = (value, path) => {
  if (value !== 'dynamic') integer(50, 100_000)(value, path);
};
const checkContextBody = objectOf({ query: text(1, 2000), tokensNum }, ['query']);

/** `/context`: the best pages as one Markdown text of about the wanted length. */
export function context(library: PageLibrary, request: EmulatorRequest, requestId: string): EmulatorReply {
  const body = readBody<{ query: string; tokensNum?: number | 'dynamic' | null }>(request);
  checkContextBody(body, 'body');
  const tokens = typeof body.tokensNum === 'number' ? body.tokensNum : DYNAMIC_TOKENS;
  const pages = library.search(body.query).slice(0, 10);
  const markdown = pages.map((page) => `## ${page.title ?? page.url}\n\n${page.url}\n\n${page.text}`).join('\n\n');
  const response = markdown.slice(0, tokens * CHARACTERS_PER_TOKEN);
  return {
    json: {
      requestId,
      query: body.query,
      response,
      resultsCount: pages.length,
      costDollars: { total: 0.007 },
      searchTime: 0,
      outputTokens: Math.ceil(response.length / CHARACTERS_PER_TOKEN),
    },
  };
}

/** `/research` and its versions, removed on 1 May 2026. */
export function retiredResearch(): never {
  throw new ExaProblem(410, 'RESEARCH_RETIRED', 'The Research API has been retired; use /search or /agent/runs');
}

/** Bounds of a list request, shared by runs and their events. */
export function readListBounds(request: EmulatorRequest): { cursor: string | undefined; limit: number } {
  const limitText = request.query.get('limit');
  const limit = limitText === null ? 20 : Number(limitText);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    refuse('limit: expected an integer from 1 to 100', 'INVALID_REQUEST_QUERY');
  }
  return { cursor: request.query.get('cursor') ?? undefined, limit };
}
