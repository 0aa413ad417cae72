import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { listOf, objectOf, text } from './checks.ts';
import { CONTENTS_FIELDS, type ContentsOptions, checkContentsRules } from './contents-options.ts';
import type { PageLibrary } from './pages.ts';
import { refuse } from './problem.ts';
import { readBetas, readBody } from './requests.ts';
import { costOf, toResult } from './results.ts';

const addresses = listOf(text(1, 2048), 1, 100);
const checkBody = objectOf({ ...CONTENTS_FIELDS, urls: addresses, ids: addresses });

interface ContentsBody extends ContentsOptions {
  urls?: string[] | null;
  ids?: string[] | null;
}

interface Status {
  id: string;
  status: 'success' | 'error';
  source?: 'cached' | 'crawled';
  error?: { tag: string; httpStatusCode: number | null };
}

/**
 * Answers 200 whatever became of each address: a failed one is missing from `results` and named in `statuses`. Results come in
 * the order of the corpus, not of the request; the service promises none.
 */
export function contents(library: PageLibrary, request: EmulatorRequest, requestId: string): EmulatorReply {
  const body = readBody<ContentsBody>(request);
  checkBody(body, 'body');
  checkContentsRules(body, readBetas(request));
  if ((body.urls == null) === (body.ids == null)) refuse('give exactly one of urls and ids', 'INVALID_URLS');
  const wanted = [...new Set(body.urls ?? body.ids ?? [])];
  const statuses = wanted.map((id) => statusOf(library, id, body));
  const found = library.pages.filter((page) => wanted.includes(page.url));
  const results = found.map((page) => toResult(page, page.title ?? '', body, library.pages));
  return { json: { requestId, results, statuses, searchTime: 0, costDollars: costOf(0, results.length, body) } };
}

function statusOf(library: PageLibrary, id: string, options: ContentsOptions): Status {
  if (library.findPage(id)) {
    return { id, status: 'success', source: options.maxAgeHours === 0 ? 'crawled' : 'cached' };
  }
  const isWebAddress = URL.canParse(id) && /^https?:$/.test(new URL(id).protocol);
  if (!isWebAddress) return { id, status: 'error', error: { tag: 'UNSUPPORTED_URL', httpStatusCode: null } };
  if (options.maxAgeHours === -1) {
    return { id, status: 'error', error: { tag: 'CONTENT_NOT_CACHED', httpStatusCode: null } };
  }
  return { id, status: 'error', error: { tag: 'CRAWL_NOT_FOUND', httpStatusCode: 404 } };
}
