import { allWords } from '@headwater/testkit';
import { type EmulatorPage, images, links } from './web.ts';

export type Format = string | { type: string; [option: string]: unknown };

export interface Rendering {
  formats?: Format[];
  onlyMainContent?: boolean;
  actions?: { type: string; [option: string]: unknown }[];
  parsers?: (string | { type: string; maxPages?: number; pages?: boolean })[];
}

/** The document of a page: what was asked for, as the service shapes it. */
export function render(page: EmulatorPage, options: Rendering, scrapeId: string): Record<string, unknown> {
  const { formats = ['markdown'], actions } = options;
  const fields = formats.map((format) => {
    const { type, ...rest } = typeof format === 'string' ? { type: format } : format;
    return [type === 'question' ? 'answer' : type, makers[type]?.(page, rest, options, scrapeId)];
  });
  return { ...Object.fromEntries(fields), ...(actions?.length && { actions: resultsOf(page, actions, scrapeId) }) };
}

type Maker = (page: EmulatorPage, format: Record<string, unknown>, options: Rendering, scrapeId: string) => unknown;

const NAVIGATION = 'Sample site of Headwater. All of it is invented.';

const makers: Readonly<Record<string, Maker>> = {
  markdown: (page, _format, { onlyMainContent = true }) =>
    onlyMainContent ? page.markdown : `${NAVIGATION}\n\n${page.markdown}`,
  html: (page, _format, { onlyMainContent = true }) => toHtml(page, onlyMainContent),
  rawHtml: (page) =>
    `<!doctype html><html lang="${page.language ?? 'en'}"><head><title>${page.title}</title></head><body>${toHtml(page, false)}</body></html>`,
  links: (page) => links(page.markdown, page.url),
  images: (page) => images(page.markdown, page.url),
  screenshot: (_page, _format, _options, scrapeId) => `https://storage.firecrawl.example/${scrapeId}.png`,
  summary: (page) => sentences(page).slice(0, 2).join(' '),
  json: (page, { schema, prompt }) => fillSchema((schema ?? {}) as Schema, [page], String(prompt ?? '')),
  changeTracking: () => ({ previousScrapeAt: null, changeStatus: 'new', visibility: 'visible' }),
  attributes: (page, { selectors }) =>
    (selectors as { selector: string; attribute: string }[]).map((wanted) => ({
      ...wanted,
      values:
        wanted.attribute === 'href'
          ? links(page.markdown, page.url)
          : wanted.attribute === 'src'
            ? images(page.markdown, page.url)
            : [],
    })),
  branding: (page) => ({ colorScheme: 'light', brandName: new URL(page.url).hostname }),
  product: () => null,
  menu: () => null,
  audio: () => null,
  video: () => null,
  question: (page, { question }) => bestSentences(page, String(question), 1)[0] ?? null,
  highlights: (page, { query }) => bestSentences(page, String(query), 2).join('\n') || null,
};

function resultsOf(page: EmulatorPage, actions: { type: string }[], scrapeId: string): object {
  const of = <Result>(type: string, make: (index: number) => Result): Result[] =>
    actions.filter((action) => action.type === type).map((_, index) => make(index));
  return {
    screenshots: of('screenshot', (index) => `https://storage.firecrawl.example/${scrapeId}-${index}.png`),
    scrapes: of('scrape', () => ({ url: page.url, html: toHtml(page, false) })),
    javascriptReturns: of('executeJavascript', () => ({ type: 'string', value: page.title })),
    pdfs: of('pdf', (index) => `https://storage.firecrawl.example/${scrapeId}-${index}.pdf`),
  };
}

function toHtml(page: EmulatorPage, onlyMainContent: boolean): string {
  const blocks = page.markdown.split(/\n{2,}/).map((block) => {
    const heading = /^(#{1,3}) (.*)$/.exec(block);
    const level = heading?.[1]?.length;
    return level === undefined ? `<p>${inline(block)}</p>` : `<h${level}>${inline(heading?.[2] ?? '')}</h${level}>`;
  });
  return `${onlyMainContent ? '' : `<nav>${NAVIGATION}</nav>`}<main>${blocks.join('')}</main>`;
}

function inline(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\(([^)]*)\)/g, '<img alt="$1" src="$2">')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>');
}

export function plainText(page: EmulatorPage): string {
  return page.markdown
    .replace(/^#+ .*$/gm, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function sentences(page: EmulatorPage): string[] {
  return (
    plainText(page)
      .match(/[^.!?]+[.!?]+/g)
      ?.map((sentence) => sentence.trim()) ?? []
  );
}

/** The sentences that share most words with a question, best first. */
export function bestSentences(page: EmulatorPage, question: string, most: number): string[] {
  const wanted = new Set(allWords(question));
  return sentences(page)
    .map((sentence) => ({ sentence, shared: allWords(sentence).filter((word) => wanted.has(word)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((left, right) => right.shared - left.shared)
    .slice(0, most)
    .map(({ sentence }) => sentence);
}

export interface Schema {
  type?: string;
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  enum?: unknown[];
}

/** Fills a JSON Schema from pages: names that pages have are taken from them, the rest by type. */
export function fillSchema(schema: Schema, pages: readonly EmulatorPage[], prompt: string, name = ''): unknown {
  const [page] = pages;
  if (schema.properties !== undefined || (schema.type === 'object' && name !== '')) {
    const entries = Object.entries(schema.properties ?? {});
    return Object.fromEntries(entries.map(([field, inner]) => [field, fillSchema(inner, pages, prompt, field)]));
  }
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'array') return pages.map((each) => fillSchema(schema.items ?? {}, [each], prompt, name));
  if (schema.type === 'integer' || schema.type === 'number') return Number(/\d+/.exec(page?.markdown ?? '')?.[0] ?? 0);
  if (schema.type === 'boolean') return page !== undefined;
  if (page === undefined) return null;
  if (schema.type === 'string')
    return fromName(page, name) ?? bestSentences(page, `${name} ${prompt}`, 1)[0] ?? page.title;
  return { title: page.title, url: page.url, summary: bestSentences(page, prompt, 1)[0] ?? page.description };
}

function fromName(page: EmulatorPage, name: string): string | undefined {
  if (/title|name|heading/i.test(name)) return page.title;
  if (/url|link|address/i.test(name)) return page.url;
  if (/description|summary/i.test(name)) return page.description;
  if (/author/i.test(name)) return page.author;
  return /date|published/i.test(name) ? page.publishedDate : undefined;
}
