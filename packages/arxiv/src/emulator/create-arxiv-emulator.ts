import {
  createEmulator,
  type Emulator,
  type EmulatorError,
  type EmulatorReply,
  type EmulatorSettings,
  type RateRule,
} from '@headwater/testkit';
import { createLibrary } from './library.ts';
import { query } from './query-route.ts';
import { type EmulatorPaper, samplePapers } from './sample-papers.ts';

export interface ArxivEmulatorOptions extends EmulatorSettings {
  /** @default some ten invented papers, `samplePapers` */
  corpus?: readonly EmulatorPaper[];
  /** arXiv knows no keys; accepted so that all emulators can be made alike, and without effect. */
  apiKeys?: readonly string[];
}

/** One request every three seconds, for everybody behind one address. */
const PUBLISHED_LIMITS: Readonly<Record<string, RateRule>> = { query: { requests: 1, perMs: 3000 } };

/**
 * An offline twin of the arXiv API: Atom answers, its query language, id lists with versions, sorting, paging and its
 * ceiling, refusals as feeds and refusals for load as plain text, over a corpus you give it.
 */
export function createArxivEmulator(options: ArxivEmulatorOptions = {}): Emulator {
  const { corpus = samplePapers, apiKeys: _none, ...settings } = options;
  const library = createLibrary(corpus);
  return createEmulator({
    ...settings,
    name: 'arxiv',
    baseUrl: 'https://export.arxiv.org',
    publishedLimits: PUBLISHED_LIMITS,
    routes: ['GET', 'POST'].map((method) => ({
      method,
      path: '/api/query',
      limit: 'query',
      handler: (request) => query(library, request),
    })),
    errorReply,
  });
}

function errorReply({ status }: EmulatorError): EmulatorReply {
  if (status === 429) return { text: 'Rate exceeded.' };
  if (status === 503) return { text: 'Service Unavailable' };
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return {
    headers,
    text: `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>Error ${status}</h1></body></html>\n`,
  };
}
