import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { anyObject, type Check, type Checks, dateTime, flag, listOf, objectOf, oneOf, text } from './checks.ts';
import { CONTENTS_FIELDS, type ContentsOptions, checkContentsRules } from './contents-options.ts';
import type { EmulatorPage, PageFilter, PageLibrary } from './pages.ts';
import { ExaProblem, refuse } from './problem.ts';
import { readBetas, readBody } from './requests.ts';
import { costOf, toResult } from './results.ts';
import { synthesize } from './synthesis.ts';

const TYPES = ['instant', 'fast', 'auto', 'deep-lite', 'deep', 'deep-reasoning'];
const MAX_RESULTS = 100;

const domains = listOf(text(1), 0, 1200);
/** One string of at most five words. */
const phrases: Check = (value, path) => {
  listOf(text(1), 0, 1)(value, path);
  for (const phrase of value as string[]) if (phrase.split(/\s+/).length > 5) refuse(`${path}: at most five words`);
};
const numResults: Check = (value, path) => {
  if (!Number.isInteger(value) || (value as number) < 1) {
    refuse(`${path}: expected an integer from 1 to ${MAX_RESULTS}`, 'INVALID_NUM_RESULTS');
  }
  if ((value as number) > MAX_RESULTS) refuse(`${path}: at most ${MAX_RESULTS}`, 'NUM_RESULTS_EXCEEDED');
};
const country: Check = (value, path) => {
  if (typeof value !== 'string' || !/^[A-Za-z]{2}$/.test(value)) refuse(`${path}: expected a two-letter country code`);
};

/** Fields that `/search` and `/findSimilar` share. */
export const RESULT_FIELDS: Checks = {
  numResults,
  category: text(1),
  includeDomains: domains,
  excludeDomains: domains,
  startPublishedDate: dateTime,
  endPublishedDate: dateTime,
  startCrawlDate: dateTime,
  endCrawlDate: dateTime,
  includeText: phrases,
  excludeText: phrases,
  contents: objectOf(CONTENTS_FIELDS),
};

const checkBody = objectOf(
  {
    ...RESULT_FIELDS,
    query: text(1),
    type: oneOf(TYPES),
    userLocation: country,
    moderation: flag,
    additionalQueries: listOf(text(1), 1, 10),
    systemPrompt: text(),
    outputSchema: anyObject,
    stream: flag,
    compliance: oneOf(['hipaa']),
  },
  ['query'],
);

export interface ResultBody extends PageFilter {
  numResults?: number | null;
  contents?: ContentsOptions | null;
}

interface SearchBody extends ResultBody {
  query: string;
  type?: string | null;
  additionalQueries?: string[] | null;
  outputSchema?: Record<string, unknown> | null;
  stream?: boolean | null;
  compliance?: string | null;
}

export function search(library: PageLibrary, request: EmulatorRequest, requestId: string): EmulatorReply {
  const body = readBody<SearchBody>(request);
  checkBody(body, 'body');
  checkRules(body);
  checkContentsRules(body.contents ?? {}, readBetas(request));
  const query = [body.query, ...(body.additionalQueries ?? [])].join(' ');
  const pages = library.search(query, body).slice(0, body.numResults ?? 10);
  const price = isDeep(body) ? 0.012 : 0.007;
  const answer = toAnswer(library, pages, body.query, body.contents, price, requestId);
  if (!body.outputSchema) return { json: answer };
  const output = synthesize(body.outputSchema, pages, body.query);
  return body.stream ? { chunks: streamOutput(answer, output) } : { json: { ...answer, output } };
}

export function toAnswer(
  library: PageLibrary,
  pages: readonly EmulatorPage[],
  query: string,
  contents: ContentsOptions | null | undefined,
  price: number,
  requestId: string,
): { results: object[] } {
  const results = pages.map((page) => toResult(page, query, contents, library.pages));
  return { requestId, results, searchTime: 0, costDollars: costOf(price, pages.length, contents) } as {
    results: object[];
  };
}

/** The rules that span several fields. */
export function checkRules(
  body: ResultBody & { type?: string | null; additionalQueries?: unknown; compliance?: unknown },
): void {
  const { category } = body;
  if (category === 'company' || category === 'people') {
    const unsupported = (['startPublishedDate', 'endPublishedDate', 'excludeDomains'] as const).find(
      (name) => body[name] != null,
    );
    if (unsupported) refuse(`${unsupported} is not supported with category "${category}"`, 'INVALID_REQUEST');
  }
  if (category === 'people' && body.includeDomains?.some((domain) => !/(?:^|\.)linkedin\.com/.test(domain))) {
    refuse('category "people" takes LinkedIn domains only', 'INVALID_REQUEST');
  }
  if (body.additionalQueries != null && !isDeep(body)) refuse('additionalQueries needs a deep search type');
  if (body.compliance != null) throw new ExaProblem(403, 'FEATURE_DISABLED', 'compliance is an enterprise feature');
}

function isDeep(body: { type?: string | null }): boolean {
  return body.type?.startsWith('deep') ?? false;
}

/** Each piece of text also comes in the form of a chat completion, which is what the vendor's own client reads. */
function* streamOutput(answer: { results: object[]; requestId?: string }, output: object): Generator<string> {
  const { content, grounding } = output as { content: unknown; grounding: unknown };
  const { results, requestId, ...rest } = answer;
  const written = typeof content === 'string' ? content : JSON.stringify(content);
  const choices = (delta: object, finishReason: string | null): object[] => [
    { index: 0, delta, finish_reason: finishReason },
  ];
  const event = (type: string, fields: object): string => toEvent({ requestId, type, ...fields });
  yield event('results', { results });
  for (const piece of written.match(/\S+\s*/g) ?? []) {
    yield event('text-delta', { delta: piece, choices: choices({ content: piece }, null) });
  }
  yield event('grounding', { grounding });
  yield event('done', { ...rest, output, choices: choices({}, 'stop') });
  yield 'data: [DONE]\n\n';
}

export function toEvent(payload: object): string {
  return `data: ${JSON.stringify(payload)}\n\n`;
}
