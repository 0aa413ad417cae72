import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorRequest,
  type EmulatorRoute,
  type EmulatorSettings,
  type RateRule,
  SANDBOX_API_KEY,
} from '@headwater/testkit';
import { RequestProblem } from './answers.ts';
import { authorRoutes } from './author-routes.ts';
import { datasetRoutes } from './dataset-routes.ts';
import { createLibrary } from './library.ts';
import { paperRoutes } from './paper-routes.ts';
import type { EmulatorPaper } from './papers.ts';
import { recommendationRoutes } from './recommendation-routes.ts';
import { samplePapers } from './sample-papers.ts';
import { searchRoutes } from './search-routes.ts';
import { snippetRoutes } from './snippet-routes.ts';

export interface SemanticScholarEmulatorOptions extends EmulatorSettings {
  /** @default some twenty invented papers, `samplePapers` */
  corpus?: readonly EmulatorPaper[];
  /** Keys that are accepted; every other key is refused, and no key at all is served from the shared pool. @default ['sandbox-key'] */
  apiKeys?: readonly string[];
}

/** A key is given one request per second over all endpoints; callers without one share a pool. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = {
  key: { requests: 1, perMs: 1000 },
  shared: { requests: 1000, perMs: 1000 },
};

/**
 * An offline twin of the Semantic Scholar Graph, Recommendations and Datasets APIs: real HTTP, key check, limits, field selection,
 * filters, paging ceilings and error bodies over a corpus you give it.
 */
export function createSemanticScholarEmulator(options: SemanticScholarEmulatorOptions = {}): Emulator {
  const { corpus = samplePapers, apiKeys = [SANDBOX_API_KEY], ...settings } = options;
  const library = createLibrary(corpus);
  const keyOf = (request: EmulatorRequest): string | null => request.headers.get('x-api-key');
  const routes = [
    ...searchRoutes(library),
    ...authorRoutes(library),
    ...snippetRoutes(library),
    ...recommendationRoutes(library),
    ...datasetRoutes(),
    ...paperRoutes(library),
  ];
  return createEmulator({
    ...settings,
    name: 'semantic-scholar',
    baseUrl: 'https://api.semanticscholar.org',
    publishedLimits: PUBLISHED_LIMITS,
    routes: routes.map((route) => ({
      ...route,
      handler: answerProblems(route.handler),
      limit: (request) => (keyOf(request) === null ? 'shared' : 'key'),
    })),
    limitKey: (request) => {
      const key = keyOf(request);
      return key === null || apiKeys.includes(key) ? (key ?? '') : undefined;
    },
    before: (request) => {
      const key = keyOf(request);
      return key === null || apiKeys.includes(key) ? undefined : { status: 403, json: { message: 'Forbidden' } };
    },
    errorReply: (error) => ({ json: errorBody(error) }),
  });
}

function answerProblems(handler: EmulatorRoute['handler']): EmulatorRoute['handler'] {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof RequestProblem) return error.reply;
      throw error;
    }
  };
}

function errorBody({ status }: EmulatorError): object {
  if (status === 429) return { message: 'Too Many Requests. Please wait and try again.', code: '429' };
  if (status === 403 || status === 401) return { message: 'Forbidden' };
  if (status === 404) return { error: 'Not found' };
  if (status < 500) return { error: 'Bad Request' };
  return { message: status === 504 ? 'Endpoint request timed out' : 'Internal Server Error' };
}
