/** A known value, or one that Firecrawl adds later. */
export type Open<Known extends string> = Known | (string & {});

/** Formats that need no options. */
export type FirecrawlFormatName =
  | 'markdown'
  | 'summary'
  | 'html'
  | 'rawHtml'
  | 'links'
  | 'images'
  | 'screenshot'
  | 'json'
  | 'changeTracking'
  | 'branding'
  | 'product'
  | 'menu'
  | 'audio'
  | 'video';

/** What to make of a page: a name, or an object where the format takes options. */
export type FirecrawlFormat =
  | FirecrawlFormatName
  | { readonly type: Exclude<FirecrawlFormatName, 'screenshot' | 'json' | 'changeTracking'> }
  | {
      readonly type: 'screenshot';
      /** @default false */
      readonly fullPage?: boolean;
      /** 1 to 100. */
      readonly quality?: number;
      readonly viewport?: { readonly width: number; readonly height: number };
    }
  | {
      readonly type: 'json';
      /** JSON Schema of what is wanted. Costs four credits more. */
      readonly schema?: Readonly<Record<string, unknown>>;
      readonly prompt?: string;
    }
  | {
      readonly type: 'changeTracking';
      readonly modes?: readonly ('git-diff' | 'json')[];
      readonly schema?: Readonly<Record<string, unknown>>;
      readonly prompt?: string;
      /** Keeps one history per tag. */
      readonly tag?: string;
    }
  | {
      readonly type: 'attributes';
      readonly selectors: readonly { readonly selector: string; readonly attribute: string }[];
    }
  | { readonly type: 'question'; readonly question: string }
  | { readonly type: 'highlights'; readonly query: string };

export type FirecrawlFormats = readonly FirecrawlFormat[];

/** What each format adds to a document. Nothing is missing: what Firecrawl could not make is empty or `null`. */
export interface FirecrawlFormatFields {
  markdown: { markdown: string };
  summary: { summary: string };
  html: { html: string };
  rawHtml: { rawHtml: string };
  links: { links: string[] };
  images: { images: string[] };
  /** Address of the picture, good for 24 hours. */
  screenshot: { screenshot: string | null };
  json: { json: unknown };
  changeTracking: { changeTracking: Record<string, unknown> | null };
  attributes: { attributes: FirecrawlAttributes[] };
  branding: { branding: Record<string, unknown> | null };
  product: { product: Record<string, unknown> | null };
  menu: { menu: Record<string, unknown> | null };
  audio: { audio: string | null };
  video: { video: string | null };
  /** A `question` is answered in `answer`. */
  question: { answer: string | null };
  highlights: { highlights: string | null };
}

export interface FirecrawlAttributes {
  selector: string;
  attribute: string;
  values: string[];
}

type NameOf<Format> = (Format extends string ? Format : Format extends { type: infer Name } ? Name : never) &
  keyof FirecrawlFormatFields;
type IsUnion<Type, Each = Type> = [Type] extends [never]
  ? false
  : Type extends Each
    ? [Each] extends [Type]
      ? false
      : true
    : never;
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (each: infer All) => void
  ? All
  : never;
type FieldsOfOne<Format> =
  true extends IsUnion<NameOf<Format>>
    ? Partial<Intersection<FirecrawlFormatFields[NameOf<Format>]>>
    : FirecrawlFormatFields[NameOf<Format>];

/** The fields of a list of formats; all of them, each perhaps, for a list that is only known at run time. */
export type FirecrawlFields<Formats extends FirecrawlFormats> = number extends Formats['length']
  ? Partial<Intersection<FirecrawlFormatFields[keyof FirecrawlFormatFields]>>
  : Formats extends readonly [infer First, ...infer Rest extends FirecrawlFormats]
    ? FieldsOfOne<First> & FirecrawlFields<Rest>
    : unknown;

/** What Firecrawl says about a page. Any other meta tag of the page is there as well. */
export interface FirecrawlMetadata {
  title?: string | string[] | null;
  description?: string | string[] | null;
  language?: string | string[] | null;
  keywords?: string | string[] | null;
  /** The address that was asked for. */
  sourceURL?: string | null;
  /** The address after redirects. */
  url?: string | null;
  /** What the page's own server answered; Firecrawl itself answers 200 also for a page that is not there. */
  statusCode?: number | null;
  contentType?: string | null;
  error?: string | null;
  scrapeId?: string | null;
  cacheState?: Open<'hit' | 'miss'> | null;
  cachedAt?: string | null;
  creditsUsed?: number | null;
  proxyUsed?: Open<'basic' | 'stealth'> | null;
  numPages?: number | null;
  [tag: string]: unknown;
}

/** A page that did not come, though Firecrawl reports success and charges for it. */
export interface FirecrawlPageFailure {
  url: string;
  /** What the page's own server answered. */
  httpStatus?: number;
  reason: string;
}

/** What came of the `actions` of a scrape. */
export interface FirecrawlActionResults {
  screenshots?: string[] | null;
  scrapes?: { url: string; html?: string | null }[] | null;
  javascriptReturns?: { type: string; value?: unknown }[] | null;
  pdfs?: string[] | null;
}

export interface FirecrawlPage {
  /** After redirects. */
  url: string;
  metadata: FirecrawlMetadata;
  /** Why this is not the page that was asked for, for example a 404; `null` when it is. */
  failure: FirecrawlPageFailure | null;
  warning?: string | null;
  actions?: FirecrawlActionResults | null;
  /** With the parser option `pages`. */
  pages?: Record<string, unknown>[] | null;
  /** With the parser option `blocks`. */
  blocks?: Record<string, unknown>[] | null;
}

/** One page, with the fields of the formats that were asked for and no others. */
export type FirecrawlDocument<Formats extends FirecrawlFormats = FirecrawlFormats> = FirecrawlPage &
  FirecrawlFields<Formats>;

/** One step in the browser before the page is read. */
export type FirecrawlAction =
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'wait'; readonly selector: string }
  | { readonly type: 'click'; readonly selector: string; readonly all?: boolean }
  | { readonly type: 'write'; readonly text: string }
  | { readonly type: 'press'; readonly key: string }
  | { readonly type: 'scroll'; readonly direction?: 'up' | 'down'; readonly selector?: string }
  | {
      readonly type: 'screenshot';
      readonly fullPage?: boolean;
      readonly quality?: number;
      readonly viewport?: { readonly width: number; readonly height: number };
    }
  | { readonly type: 'scrape' }
  | { readonly type: 'executeJavascript'; readonly script: string }
  | { readonly type: 'pdf'; readonly format?: string; readonly landscape?: boolean; readonly scale?: number };

export interface FirecrawlPdfParser {
  readonly type: 'pdf';
  readonly mode?: 'fast' | 'auto' | 'ocr';
  readonly maxPages?: number;
  readonly pages?: boolean;
  readonly blocks?: boolean;
  readonly pageMarkers?: boolean;
}

export interface FirecrawlLocation {
  /** ISO 3166 two-letter country. */
  readonly country?: string;
  /** BCP 47 tags, best first. */
  readonly languages?: readonly string[];
}

/** How a page is fetched and what is made of it: https://docs.firecrawl.dev/api-reference/endpoint/scrape */
export interface FirecrawlScrapeOptions<Formats extends FirecrawlFormats = FirecrawlFormats> {
  /** @default ['markdown'] */
  formats?: Formats | undefined;
  /** Leaves out headers, navigation and footers. @default true */
  onlyMainContent?: boolean | undefined;
  /** Lets a model clean the text. Beta. @default false */
  onlyCleanContent?: boolean | undefined;
  /** CSS selectors. */
  includeTags?: readonly string[] | undefined;
  /** CSS selectors. */
  excludeTags?: readonly string[] | undefined;
  /** How old a stored copy may be, in milliseconds; 0 fetches anew. @default 172800000, two days */
  maxAge?: number | undefined;
  /** Asks the store only, for a copy at least this old, in milliseconds. */
  minAge?: number | undefined;
  /** @default true */
  storeInCache?: boolean | undefined;
  /** Never touches the page itself, only the store. @default false */
  lockdown?: boolean | undefined;
  /** Milliseconds Firecrawl may take, queueing included, 1000 to 300000. @default 60000 */
  timeout?: number | undefined;
  /** Milliseconds to wait after loading. @default 0 */
  waitFor?: number | undefined;
  /** Sent to the page. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** @default false */
  mobile?: boolean | undefined;
  /** Firecrawl checks no certificates unless this is `false`. @default true */
  skipTlsVerification?: boolean | undefined;
  /** @default true */
  removeBase64Images?: boolean | undefined;
  /** @default true */
  blockAds?: boolean | undefined;
  /** @default 'auto' */
  proxy?: Open<'basic' | 'enhanced' | 'auto' | 'stealth'> | undefined;
  /** @default ['pdf'] */
  parsers?: readonly (Open<'pdf'> | FirecrawlPdfParser)[] | undefined;
  /** With actions the call is not repeated by itself: a click may change something. */
  actions?: readonly FirecrawlAction[] | undefined;
  location?: FirecrawlLocation | undefined;
  redactPII?: boolean | Readonly<Record<string, unknown>> | undefined;
  /** A browser profile that keeps its cookies. */
  profile?: { readonly name: string; readonly saveChanges?: boolean } | undefined;
  /** For enterprise accounts. */
  auditMetadata?: Readonly<Record<string, unknown>> | undefined;
  /** For enterprise accounts. */
  threatProtection?: Readonly<Record<string, unknown>> | undefined;
}

export interface FirecrawlScrapeRequest<Formats extends FirecrawlFormats = FirecrawlFormats>
  extends FirecrawlScrapeOptions<Formats> {
  url: string;
  /** @default false */
  zeroDataRetention?: boolean | undefined;
  /**
   * Throws when the page's own server answered with an error, which Firecrawl reports as a success. Not sent.
   * @default false: it is in `failure`
   */
  failOnHttpError?: boolean | undefined;
}
