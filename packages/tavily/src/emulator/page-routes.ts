import { allWords, type EmulatorReply, type EmulatorRequest } from '@headwater/testkit';
import { type EmulatorPage, normalUrl, plainText } from './pages.ts';
import { Body, refuse } from './problem.ts';
import { passages } from './search-route.ts';
import { closing, faviconOf, type Service } from './service.ts';

const MOST_URLS = 20;
const PAGES_PER_CREDIT = 5;
const PAGES_PER_MAP_CREDIT = 10;

/** A page as extract and crawl hand it out. */
function read(service: Service, page: EmulatorPage, body: Body, query: string): object {
  const format = body.oneOf('format', ['markdown', 'text'], 'markdown');
  const chunks = body.whole('chunks_per_source', 1, 5, 3);
  const whole = format === 'text' ? plainText(page.markdown) : page.markdown;
  return {
    url: page.url,
    raw_content: query === '' ? whole : passages(page, query, chunks),
    images: body.flag('include_images') ? service.library.imagesOf(page).map(({ url }) => url) : [],
    ...(body.flag('include_favicon') && { favicon: faviconOf(page) }),
  };
}

/** Answers 200 whatever became of each address. */
export function extract(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = new Body(request);
  const urls = body.texts('urls');
  if (urls.length === 0) refuse('No URLs provided.');
  if (urls.length > MOST_URLS) refuse(`Max ${MOST_URLS} URLs are allowed.`);
  body.whole('timeout', 1, 60, 30);
  const depth = body.oneOf('extract_depth', ['basic', 'advanced'], 'basic');
  const query = body.text('query');
  const results: object[] = [];
  const failed: object[] = [];
  for (const url of new Set(urls)) {
    const page = service.library.find(url);
    if (page === undefined) failed.push({ url, error: 'Failed to fetch url' });
    else if (page.unreadable !== undefined) failed.push({ url, error: page.unreadable });
    else results.push({ ...read(service, page, body, query), title: page.title });
  }
  const credits = Math.ceil(results.length / PAGES_PER_CREDIT) * (depth === 'advanced' ? 2 : 1);
  return { json: { results, failed_results: failed, ...closing(service, body, 'extract', credits) } };
}

/** Breadth first over the links of the emulated web. */
function walk(service: Service, body: Body): { start: string; pages: EmulatorPage[] } {
  const start = body.required('url', 'URL is missing.');
  if (!/^https?:\/\//.test(start) || !URL.canParse(start)) refuse('Invalid URL.');
  const depth = body.whole('max_depth', 1, 5, 1);
  const breadth = body.whole('max_breadth', 1, 500, 20);
  const limit = body.whole('limit', 1, 1_000_000, 50);
  const allowsExternal = body.has('allow_external') ? body.flag('allow_external') : true;
  const selectPaths = body.patterns('select_paths');
  const selectDomains = body.patterns('select_domains');
  const excludePaths = body.patterns('exclude_paths');
  const excludeDomains = body.patterns('exclude_domains');
  const host = new URL(start).hostname;
  const isWanted = (url: string): boolean => {
    const { hostname, pathname } = new URL(url);
    if (!allowsExternal && hostname !== host && !hostname.endsWith(`.${host}`)) return false;
    if (selectPaths.length > 0 && !selectPaths.some((pattern) => pattern.test(pathname))) return false;
    if (selectDomains.length > 0 && !selectDomains.some((pattern) => pattern.test(hostname))) return false;
    return ![
      ...excludePaths.map((pattern) => pattern.test(pathname)),
      ...excludeDomains.map((pattern) => pattern.test(hostname)),
    ].includes(true);
  };
  const seen = new Set([normalUrl(start)]);
  const first = service.library.find(start);
  const pages = first === undefined ? [] : [first];
  let front = pages;
  for (let level = 0; level < depth && front.length > 0; level += 1) {
    const behind: EmulatorPage[] = [];
    for (const page of front) {
      for (const url of service.library.linksOf(page).filter(isWanted).slice(0, breadth)) {
        const linked = service.library.find(url);
        if (linked === undefined || seen.has(normalUrl(url))) continue;
        seen.add(normalUrl(url));
        behind.push(linked);
      }
    }
    pages.push(...behind);
    front = behind;
  }
  const instructions = allWords(body.text('instructions'));
  const isAbout = (page: EmulatorPage) =>
    instructions.length === 0 || allWords(plainText(page.markdown)).some((word) => instructions.includes(word));
  return { start, pages: pages.filter(isAbout).slice(0, limit) };
}

const mapCredits = (pages: number, body: Body) =>
  Math.ceil(pages / PAGES_PER_MAP_CREDIT) * (body.has('instructions') ? 2 : 1);

export function map(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = new Body(request);
  const { start, pages } = walk(service, body);
  const credits = mapCredits(pages.length, body);
  return { json: { base_url: start, results: pages.map(({ url }) => url), ...closing(service, body, 'map', credits) } };
}

/** The pages that can be read; the others are left out without a word. */
export function crawl(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = new Body(request);
  const { start, pages } = walk(service, body);
  const depth = body.oneOf('extract_depth', ['basic', 'advanced'], 'basic');
  const query = body.has('chunks_per_source') ? body.text('instructions') : '';
  const results = pages
    .filter(({ unreadable }) => unreadable === undefined)
    .map((page) => read(service, page, body, query));
  const extraction = Math.ceil(results.length / PAGES_PER_CREDIT) * (depth === 'advanced' ? 2 : 1);
  const credits = mapCredits(pages.length, body) + extraction;
  return { json: { base_url: start, results, ...closing(service, body, 'crawl', credits) } };
}
