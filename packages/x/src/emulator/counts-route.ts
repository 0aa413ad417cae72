import { POST_FIELD_PARAMETERS, readParameters } from './parameters.ts';
import { refuse } from './problems.ts';
import { readQuery, readWindow } from './search-routes.ts';
import type { XHandler } from './service.ts';
import { WORDS } from './wording.ts';

const MINUTE = 60_000;
const SIZES: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 1440 * MINUTE };
const DAY = 1440 * MINUTE;
/** What one answer of the archive covers. */
const PAGE_DAYS = 31;
const ARCHIVE_START = Date.parse('2006-03-21T00:00:00Z');

const NAMES = [
  'query',
  'granularity',
  'start_time',
  'end_time',
  'since_id',
  'until_id',
  'next_token',
  'pagination_token',
  'search_count.fields',
];

const counts =
  (archive: 'recent' | 'all'): XHandler =>
  (service, request) => {
    const parameters = readParameters(request, [...NAMES, ...POST_FIELD_PARAMETERS.slice(0, 2)]);
    const now = request.clock.now();
    const wording =
      service.wording === 'either' ? countWording(parameters.text('search_count.fields')) : service.wording;
    const words = WORDS[wording];
    const matches = readQuery(parameters, service, archive);
    const size = SIZES[parameters.oneOf('granularity', Object.keys(SIZES)) ?? 'hour'] as number;
    const window =
      archive === 'recent'
        ? readWindow(parameters, now, now - 7 * DAY)
        : readWindow(parameters, now, ARCHIVE_START, now - 30 * DAY);
    const fields = parameters.list('search_count.fields', new Set(['start', 'end', words.posts]));
    const token = parameters.text('next_token') ?? parameters.text('pagination_token');
    const end = token === undefined ? window.end : tokenTime(token, window.start, window.end);
    const start = archive === 'recent' ? window.start : Math.max(window.start, end - PAGE_DAYS * DAY);
    service.meter.admit();
    service.meter.chargeFlat(archive === 'recent' ? 0.005 : 0.01);
    const times = service.archive.posts
      .filter((post) => matches(post) && !post.references?.some(({ type }) => type === 'retweeted'))
      .map(({ createdAt }) => Date.parse(createdAt))
      .filter((at) => at >= start && at < end);
    const data: Record<string, unknown>[] = [];
    // Buckets begin at full minutes, hours or days; the first and the last are cut.
    for (let from = start; from < end; ) {
      const to = Math.min(end, (Math.floor(from / size) + 1) * size);
      const bucket = {
        start: new Date(from).toISOString(),
        end: new Date(to).toISOString(),
        [words.posts]: times.filter((at) => at >= from && at < to).length,
      };
      data.push(fields.length === 0 ? bucket : pick(bucket, fields));
      from = to;
    }
    const meta = { [words.total]: times.length, ...(start > window.start && { next_token: `c${start.toString(36)}` }) };
    return { json: { data, meta } };
  };

const pick = (bucket: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(bucket).filter(([name]) => fields.includes(name)));

const countWording = (fields = ''): 'tweet' | 'post' => (fields.includes('post_count') ? 'post' : 'tweet');

function tokenTime(token: string, start: number, end: number): number {
  const at = /^c[0-9a-z]{1,10}$/.test(token) ? Number.parseInt(token.slice(1), 36) : Number.NaN;
  if (at > start && at <= end) return at;
  return refuse('next_token', token, `The \`next_token\` query parameter value [${token}] is not valid`);
}

export const countRecent = counts('recent');
export const countAll = counts('all');
