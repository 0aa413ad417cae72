import { checkItems, type SkippedItem } from '@headwater/core';
import {
  array,
  type Infer,
  lenient,
  looseObject,
  nullish,
  number,
  numberLike,
  object,
  optional,
  record,
  type Schema,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';

// What Firecrawl answers. Strict where a caller relies on it, lenient about the rest: a broken meta tag must not cost a page.

const text = string({ minLength: 1 });
const figure = lenient(numberLike());
const words = lenient(union([string(), array(string())]));
const anyObject = record(unknown());

export interface Salvaged<Item> {
  items: Item[];
  skipped: SkippedItem[];
}

/** A list whose items are checked one by one: a malformed one does not cost the others. */
const each = <Item>(schema: Schema<Item>): Schema<Salvaged<Item>> =>
  transform(array(unknown()), (list) => checkItems(list, schema));

const metadata = looseObject({
  title: words,
  description: words,
  language: words,
  keywords: words,
  sourceURL: lenient(string()),
  url: lenient(string()),
  statusCode: figure,
  contentType: lenient(string()),
  error: lenient(string()),
  scrapeId: lenient(string()),
  cacheState: lenient(string()),
  cachedAt: lenient(string()),
  creditsUsed: figure,
  proxyUsed: lenient(string()),
  numPages: figure,
});

const documentShape = {
  markdown: nullish(string()),
  summary: nullish(string()),
  html: nullish(string()),
  rawHtml: nullish(string()),
  links: lenient(array(string())),
  images: lenient(array(string())),
  screenshot: lenient(string()),
  json: nullish(unknown()),
  changeTracking: lenient(anyObject),
  attributes: lenient(array(object({ selector: string(), attribute: string(), values: array(string()) }))),
  branding: lenient(anyObject),
  product: lenient(anyObject),
  menu: lenient(anyObject),
  audio: lenient(string()),
  video: lenient(string()),
  answer: lenient(string()),
  highlights: lenient(string()),
  warning: lenient(string()),
  actions: lenient(
    object({
      screenshots: lenient(array(string())),
      scrapes: lenient(array(object({ url: string(), html: nullish(string()) }))),
      javascriptReturns: lenient(array(object({ type: string(), value: optional(unknown()) }))),
      pdfs: lenient(array(string())),
    }),
  ),
  pages: lenient(array(anyObject)),
  blocks: lenient(array(anyObject)),
};

export const wireDocument = object({ ...documentShape, metadata: nullish(metadata) });
export type WireDocument = Infer<typeof wireDocument>;

export const scrapeOutput = object({ data: wireDocument });

const result = { ...documentShape, metadata: nullish(metadata), title: nullish(string()), position: figure };
export const wireWeb = object({ ...result, url: text, description: nullish(string()), category: lenient(string()) });
export type WireWeb = Infer<typeof wireWeb>;
export const wireNews = object({
  ...result,
  url: text,
  snippet: nullish(string()),
  date: nullish(string()),
  imageUrl: lenient(string()),
});
export type WireNews = Infer<typeof wireNews>;
const wireImage = object({
  title: nullish(string()),
  imageUrl: text,
  imageWidth: figure,
  imageHeight: figure,
  url: lenient(string()),
  position: figure,
});

/** By source; the older flat list holds web results. */
const groups = union([
  transform(each(wireWeb), (web) => ({ web, news: undefined, images: undefined })),
  object({ web: nullish(each(wireWeb)), news: nullish(each(wireNews)), images: nullish(each(wireImage)) }),
]);
export const searchOutput = object({
  data: groups,
  warning: lenient(string()),
  id: lenient(string()),
  creditsUsed: figure,
});
export type WireSearch = Infer<typeof searchOutput>;

/** Links were plain addresses once. */
const link = union([
  transform(text, (url) => ({ url, title: undefined, description: undefined })),
  object({ url: text, title: lenient(string()), description: lenient(string()) }),
]);
export const mapOutput = object({ id: lenient(string()), links: each(link) });

export const startedOutput = object({
  id: text,
  url: lenient(string()),
  invalidURLs: lenient(array(string())),
});

export const pageJobOutput = object({
  status: text,
  total: figure,
  completed: figure,
  creditsUsed: figure,
  expiresAt: lenient(string()),
  createdAt: lenient(string()),
  completedAt: lenient(string()),
  duration: figure,
  error: lenient(string()),
  next: nullish(string()),
  data: nullish(each(wireDocument)),
});
export type WirePageJob = Infer<typeof pageJobOutput>;

const jobErrors = object({
  errors: each(
    object({
      id: text,
      timestamp: lenient(string()),
      url: string(),
      code: lenient(string()),
      error: string(),
    }),
  ),
  robotsBlocked: lenient(array(string())),
});
export const jobErrorsOutput = union([transform(object({ data: jobErrors }), ({ data }) => data), jobErrors]);

export const activeCrawlsOutput = object({
  crawls: each(
    object({
      id: text,
      url: string(),
      teamId: lenient(string()),
      team_id: lenient(string()),
      options: lenient(anyObject),
    }),
  ),
});

export const previewOutput = object({ data: anyObject });

export const dataJobOutput = object({
  status: text,
  data: optional(unknown()),
  sources: lenient(anyObject),
  error: lenient(string()),
  warning: lenient(string()),
  model: lenient(string()),
  expiresAt: lenient(string()),
  creditsUsed: figure,
});
export type WireDataJob = Infer<typeof dataJobOutput>;

export const creditUsageOutput = object({
  data: object({
    remainingCredits: number(),
    planCredits: figure,
    billingPeriodStart: lenient(string()),
    billingPeriodEnd: lenient(string()),
  }),
});

export const queueStatusOutput = object({
  jobsInQueue: number(),
  activeJobsInQueue: number(),
  waitingJobsInQueue: number(),
  maxConcurrency: number(),
  mostRecentSuccess: lenient(string()),
});

export const cancelledOutput = object({ status: lenient(string()), success: lenient(unknown()) });
