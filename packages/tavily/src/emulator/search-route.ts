import { allWords, type EmulatorReply, type EmulatorRequest } from '@headwater/testkit';
import { type EmulatorPage, plainText } from './pages.ts';
import { Body } from './problem.ts';
import { closing, faviconOf, type Service } from './service.ts';

const DEPTHS = ['basic', 'advanced', 'fast', 'ultra-fast'];
const DAY_MS = 86_400_000;
const RANGES: Readonly<Record<string, number>> = { d: DAY_MS, w: 7 * DAY_MS, m: 31 * DAY_MS, y: 366 * DAY_MS };
const RANGE_NAMES = ['day', 'week', 'month', 'year', 'd', 'w', 'm', 'y'];

export function search(service: Service, request: EmulatorRequest): EmulatorReply {
  const body = new Body(request);
  const query = body.required('query', 'Query is missing.');
  const depth = body.oneOf('search_depth', DEPTHS, 'basic');
  const topic = body.oneOf('topic', ['general', 'news', 'finance'], 'general');
  const most = body.whole('max_results', 0, 20, 5);
  const chunks = body.whole('chunks_per_source', 1, 3, 3);
  const rawContent = body.flagOr('include_raw_content', ['markdown', 'text']);
  const answer = body.flagOr('include_answer', ['basic', 'advanced']);
  const wantsImages = body.flag('include_images');
  const wantsDescriptions = body.flag('include_image_descriptions');
  const wantsFavicon = body.flag('include_favicon');
  body.whole('fetch_timeout', 1, 300, 10);
  const isFit = readFilter(service, body, query, topic);
  const preferred = preference(body);

  const found = service.library
    .search(query)
    .filter(({ page }) => isFit(page))
    .sort((left, right) => Number(preferred(right.page)) - Number(preferred(left.page)) || right.score - left.score)
    .slice(0, most);
  const imagesOf = (page: EmulatorPage) =>
    service.library.imagesOf(page).map((image) => (wantsDescriptions ? image : image.url));
  const results = found.map(({ page, score }) => ({
    url: page.url,
    title: page.title,
    content: passages(page, query, depth === 'advanced' ? chunks : 1),
    score,
    raw_content:
      rawContent === '' || page.unreadable ? null : rawContent === 'text' ? plainText(page.markdown) : page.markdown,
    ...(topic === 'news' && page.publishedDate !== undefined && { published_date: mailDate(page.publishedDate) }),
    ...(wantsFavicon && { favicon: faviconOf(page) }),
    ...(wantsImages && { images: imagesOf(page) }),
  }));
  const first = found[0]?.page;
  return {
    json: {
      query,
      follow_up_questions: null,
      answer: answer === '' || first === undefined ? null : passages(first, query, answer === 'advanced' ? 2 : 1),
      images: wantsImages ? found.flatMap(({ page }) => imagesOf(page)) : [],
      results,
      ...(body.flag('auto_parameters') && { auto_parameters: { topic, search_depth: depth } }),
      ...closing(service, body, 'search', depth === 'advanced' ? 2 : 1),
    },
  };
}

/** Which pages may be found at all. A page without a date is within no stretch of time. */
function readFilter({ clock }: Service, body: Body, query: string, topic: string): (page: EmulatorPage) => boolean {
  const range = body.has('time_range') ? body.oneOf('time_range', RANGE_NAMES, 'year') : undefined;
  const start = body.day('start_date');
  const end = body.day('end_date');
  const ages = [
    ...(range === undefined ? [] : [RANGES[range.charAt(0)] ?? 0]),
    ...(body.has('days') && topic === 'news' ? [body.whole('days', 1, 10_000, 7) * DAY_MS] : []),
    ...(body.has('max_hours') ? [body.whole('max_hours', 1, 100_000, 24) * 3_600_000] : []),
  ];
  const from = Math.max(start ?? Number.NEGATIVE_INFINITY, ...ages.map((age) => clock.now() - age));
  const until = end === undefined ? Number.POSITIVE_INFINITY : end + DAY_MS;
  const isDated = start !== undefined || end !== undefined || ages.length > 0;
  const include =
    body.oneOf('include_domains_mode', ['restrict', 'prefer'], 'restrict') === 'restrict'
      ? body.texts('include_domains', 300)
      : [];
  const exclude = body.texts('exclude_domains', 150);
  const language = body.flag('filter_by_language') ? body.text('language') : '';
  const phrases = body.flag('exact_match') ? [...query.matchAll(/"([^"]+)"/g)].map(([, phrase]) => phrase ?? '') : [];
  return (page) => {
    const published = Date.parse(page.publishedDate ?? '');
    if (topic === 'news' && !page.isNews) return false;
    if (isDated && !(published >= from && published < until)) return false;
    if (include.length > 0 && !include.some((domain) => isBelow(page.url, domain))) return false;
    if (exclude.some((domain) => isBelow(page.url, domain))) return false;
    if (language !== '' && (page.language ?? 'en') !== language.slice(0, 2).toLowerCase()) return false;
    return phrases.every((phrase) => plainText(page.markdown).toLowerCase().includes(phrase.toLowerCase()));
  };
}

function preference(body: Body): (page: EmulatorPage) => boolean {
  const domains = body.text('include_domains_mode') === 'prefer' ? body.texts('include_domains', 300) : [];
  return (page) => domains.some((domain) => isBelow(page.url, domain));
}

function isBelow(url: string, domain: string): boolean {
  const { hostname } = new URL(url);
  const host = domain.replace(/^\*\./, '').toLowerCase();
  return hostname === host || hostname.endsWith(`.${host}`);
}

/** The sentences that share most words with the query. */
export function passages(page: EmulatorPage, query: string, most: number): string {
  const wanted = new Set(allWords(query));
  const sentences = plainText(page.markdown).match(/[^.!?]+[.!?]+/g) ?? [];
  return sentences
    .map((sentence) => ({
      sentence: sentence.trim(),
      shared: allWords(sentence).filter((word) => wanted.has(word)).length,
    }))
    .sort((left, right) => right.shared - left.shared)
    .slice(0, most)
    .map(({ sentence }) => sentence)
    .join(' [...] ');
}

/** As mail headers write dates. */
function mailDate(date: string): string {
  return new Date(date).toUTCString();
}
