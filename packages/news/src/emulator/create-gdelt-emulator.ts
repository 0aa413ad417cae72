import {
  createEmulator,
  type Emulator,
  type EmulatorReply,
  type EmulatorRequest,
  type EmulatorSettings,
} from '@headwater/testkit';
import { createArticleLibrary, newestFirst } from './article-library.ts';
import { QuerySyntaxError } from './boolean-query.ts';
import { countryName, GdeltRejection, languageName, readGdeltQuery, toneOf } from './gdelt-query-reader.ts';
import { type EmulatorArticle, syntheticArticles } from './synthetic-articles.ts';

export interface GdeltEmulatorOptions extends EmulatorSettings {
  /** @default `syntheticArticles()` */
  corpus?: readonly EmulatorArticle[];
  /** Taken for the sake of uniformity: GDELT knows no keys. */
  apiKeys?: readonly string[];
}

const throttleText =
  'Please limit requests to one every 5 seconds or contact the address on the site for larger queries.\n';
const indexDelayMs = 600_000;
const dayMs = 86_400_000;

/**
 * An offline twin of GDELT's DOC API: rejections and throttling as plain text, `{}` for nothing found, no paging. Without
 * `timespan` or a window all of the corpus is searched, however old it is.
 */
export function createGdeltEmulator(options: GdeltEmulatorOptions = {}): Emulator {
  const { corpus = syntheticArticles(), apiKeys: _, ...settings } = options;
  const library = createArticleLibrary(corpus.filter(({ removed }) => !removed));

  function handle(request: EmulatorRequest): EmulatorReply {
    const { query } = request;
    const format = (query.get('format') ?? 'html').toLowerCase();
    if (format !== 'json')
      return { headers: html, text: '<!doctype html><html><body>GDELT sample page (synthetic)</body></html>' };
    try {
      const test = readGdeltQuery(query.get('query') ?? '');
      const within = readWindow(request);
      const articles = library.articles.filter(
        (article) => within(seenAt(article)) && test(article, library.wordsOf(article)),
      );
      return { json: answer(articles, query) };
    } catch (error) {
      // The service says what is wrong with a query as text, with status 200.
      if (error instanceof GdeltRejection || error instanceof QuerySyntaxError)
        return { headers: html, text: `${error.message}\n` };
      throw error;
    }
  }

  return createEmulator({
    ...settings,
    name: 'gdelt',
    baseUrl: 'https://api.gdeltproject.org/api/v2/doc',
    publishedLimits: { address: { requests: 1, perMs: 5000 } },
    routes: [{ method: 'GET', path: '/doc', limit: 'address', handler: handle }],
    errorReply: ({ status }) => ({
      headers: { 'content-type': 'text/plain' },
      text: status === 429 ? throttleText : `Error ${status}.\n`,
    }),
  });
}

const html = { 'content-type': 'text/html; charset=utf-8' };

const seenAt = ({ publishedAt }: EmulatorArticle): number => Date.parse(publishedAt) + indexDelayMs;
const stamp = (instant: number): string => `${new Date(instant).toISOString().replace(/[-:]|\..*$/g, '')}Z`;

function readStamp(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant)) throw new GdeltRejection(`Invalid ${name}.`);
  return instant;
}

const units: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs, m: 30 * dayMs };

function readWindow({ query, clock }: EmulatorRequest): (instant: number) => boolean {
  const start = readStamp(query, 'startdatetime');
  const end = readStamp(query, 'enddatetime');
  if (start !== undefined || end !== undefined) {
    if (start === undefined || end === undefined || start > end) throw new GdeltRejection('Invalid date range.');
    return (instant) => instant >= start && instant <= end;
  }
  const timespan = query.get('timespan');
  if (timespan === null) return () => true;
  const [, number, unit = ''] = /^(\d+)(min|h|d|w|m)[a-z]*$/i.exec(timespan) ?? [];
  const length = Number(number) * (units[unit.toLowerCase()] ?? Number.NaN);
  if (!(length >= 900_000)) throw new GdeltRejection('Timespan is too short.');
  return (instant) => instant >= clock.now() - length;
}

function answer(articles: readonly EmulatorArticle[], query: URLSearchParams): object {
  const mode = (query.get('mode') ?? 'artlist').toLowerCase();
  if (mode === 'artlist') return list(articles, query);
  if (mode === 'tonechart') return articles.length === 0 ? {} : { tonechart: toneChart(articles) };
  if (mode.startsWith('wordcloud')) return { wordcloud: [{ label: 'sample', count: articles.length }] };
  if (mode.startsWith('image'))
    return { images: articles.flatMap(({ imageUrl }) => (imageUrl === null ? [] : [{ url: imageUrl }])) };
  const timeline = timelines[mode];
  if (timeline === undefined) throw new GdeltRejection(`Invalid mode "${mode}".`);
  return articles.length === 0 ? {} : { timeline: timeline(articles) };
}

const tones = new Map([
  ['tonedesc', (a: EmulatorArticle, b: EmulatorArticle) => toneOf(b) - toneOf(a)],
  ['toneasc', (a: EmulatorArticle, b: EmulatorArticle) => toneOf(a) - toneOf(b)],
  ['datedesc', newestFirst],
  ['dateasc', (a: EmulatorArticle, b: EmulatorArticle) => newestFirst(b, a)],
]);

function list(articles: readonly EmulatorArticle[], query: URLSearchParams): object {
  const most = Number(query.get('maxrecords') ?? 75);
  if (!Number.isInteger(most) || most < 1 || most > 250) throw new GdeltRejection('Invalid maxrecords: at most 250.');
  if (articles.length === 0) return {};
  const order = tones.get((query.get('sort') ?? '').toLowerCase());
  const sorted = order === undefined ? articles : [...articles].sort(order);
  return { articles: sorted.slice(0, most).map(toAnswer) };
}

function toAnswer(article: EmulatorArticle): object {
  return {
    url: article.url,
    url_mobile: '',
    title: article.title,
    seendate: stamp(seenAt(article)),
    socialimage: article.imageUrl ?? '',
    domain: new URL(article.url).hostname,
    language: languageName(article),
    sourcecountry: countryName(article),
  };
}

interface Point {
  date: string;
  value: number;
  norm?: number;
}

function byDay(
  articles: readonly EmulatorArticle[],
  value: (ofDay: EmulatorArticle[]) => Omit<Point, 'date'>,
): Point[] {
  const days = new Map<number, EmulatorArticle[]>();
  for (const article of articles) {
    const day = Math.floor(seenAt(article) / dayMs) * dayMs;
    days.set(day, [...(days.get(day) ?? []), article]);
  }
  return [...days]
    .sort(([left], [right]) => left - right)
    .map(([day, ofDay]) => ({ date: stamp(day), ...value(ofDay) }));
}

const share = (ofDay: readonly EmulatorArticle[]) => ({ value: ofDay.length / 10 });
const groups = (articles: readonly EmulatorArticle[], nameOf: (article: EmulatorArticle) => string) =>
  [...new Set(articles.map(nameOf))].sort().map((series) => ({
    series,
    data: byDay(
      articles.filter((each) => nameOf(each) === series),
      share,
    ),
  }));

const timelines: Readonly<Record<string, (articles: readonly EmulatorArticle[]) => object[]>> = {
  timelinevol: (articles) => [{ series: 'Volume Intensity', data: byDay(articles, share) }],
  timelinevolraw: (articles) => [
    { series: 'Article Count', data: byDay(articles, (ofDay) => ({ value: ofDay.length, norm: 1000 })) },
  ],
  timelinetone: (articles) => [
    {
      series: 'Average Tone',
      data: byDay(articles, (ofDay) => ({ value: ofDay.reduce((sum, each) => sum + toneOf(each), 0) / ofDay.length })),
    },
  ],
  timelinelang: (articles) => groups(articles, languageName),
  timelinesourcecountry: (articles) => groups(articles, countryName),
};

function toneChart(articles: readonly EmulatorArticle[]): object[] {
  const bins = [...new Set(articles.map(toneOf))].sort((left, right) => left - right);
  return bins.map((bin) => {
    const inBin = articles.filter((article) => toneOf(article) === bin);
    return { bin, count: inBin.length, toparts: inBin.slice(0, 10).map(({ url, title }) => ({ url, title })) };
  });
}
