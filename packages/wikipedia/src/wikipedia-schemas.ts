import {
  array,
  type Infer,
  lenient,
  number,
  numberLike,
  object,
  optional,
  record,
  refine,
  string,
  union,
  unknown,
} from '@headwater/core/schema';

/** A result of `list=search`. */
export const wireSearchResult = object({
  ns: lenient(number()),
  title: string({ minLength: 1 }),
  pageid: number(),
  size: lenient(number()),
  wordcount: lenient(number()),
  snippet: lenient(string()),
  timestamp: lenient(string()),
});
export type WireSearchResult = Infer<typeof wireSearchResult>;

/** A page of `prop=extracts|info|pageprops|revisions`. */
export const wirePage = object({
  pageid: number(),
  title: string({ minLength: 1 }),
  index: lenient(number()),
  extract: lenient(string()),
  fullurl: lenient(string()),
  pagelanguage: lenient(string()),
  pageprops: lenient(object({ disambiguation: optional(unknown()), wikibase_item: lenient(string()) })),
  revisions: lenient(array(object({ timestamp: lenient(string()) }))),
});
export type WirePage = Infer<typeof wirePage>;

const link = object({ from: string(), to: string() });

/** Answers of `action=query`. A search that finds nothing has no `query` at all, but says that the batch is complete. */
export const queryAnswer = refine(
  object({
    batchcomplete: optional(unknown()),
    continue: lenient(record(union([string(), number()]))),
    query: optional(
      object({
        searchinfo: lenient(object({ totalhits: lenient(number()), suggestion: lenient(string()) })),
        search: optional(array(unknown())),
        pages: optional(array(unknown())),
        normalized: lenient(array(link)),
        redirects: lenient(array(link)),
      }),
    ),
  }),
  ({ batchcomplete, query }) => batchcomplete !== undefined || query !== undefined,
  'expected "query" or "batchcomplete"',
);
export type WireAnswer = Infer<typeof queryAnswer>;

const image = object({
  source: lenient(string()),
  url: lenient(string()),
  width: lenient(number()),
  height: lenient(number()),
  mimetype: lenient(string()),
});
export type WireImage = Infer<typeof image>;

/** A result of the REST search. */
export const wireMatch = object({
  id: number(),
  key: string({ minLength: 1 }),
  title: string({ minLength: 1 }),
  excerpt: lenient(string()),
  matched_title: lenient(string()),
  description: lenient(string()),
  thumbnail: lenient(image),
});
export const matchesAnswer = object({ pages: array(wireMatch) });
export type WireMatch = Infer<typeof wireMatch>;

const address = lenient(object({ page: lenient(string()) }));
export const wireSummary = object({
  type: lenient(string()),
  title: string({ minLength: 1 }),
  titles: lenient(object({ canonical: lenient(string()), normalized: lenient(string()), display: lenient(string()) })),
  pageid: lenient(number()),
  lang: lenient(string()),
  description: lenient(string()),
  extract: lenient(string()),
  extract_html: lenient(string()),
  thumbnail: lenient(image),
  originalimage: lenient(image),
  content_urls: lenient(object({ desktop: address, mobile: address })),
  wikibase_item: lenient(string()),
  timestamp: lenient(string()),
  revision: lenient(union([string(), numberLike()])),
});
export type WireSummary = Infer<typeof wireSummary>;

const info = {
  id: number(),
  key: string({ minLength: 1 }),
  title: string({ minLength: 1 }),
  latest: lenient(object({ id: lenient(number()), timestamp: lenient(string()) })),
  content_model: lenient(string()),
  license: lenient(object({ url: lenient(string()), title: lenient(string()) })),
  redirect_target: lenient(string()),
} as const;
export const wireInfo = object(info);
export type WireInfo = Infer<typeof wireInfo>;
export const wireSource = object({ ...info, source: string() });
export type WireSource = Infer<typeof wireSource>;

export const wireLanguageLink = object({
  code: string({ minLength: 1 }),
  name: string(),
  key: string({ minLength: 1 }),
  title: string(),
});
export type WireLanguageLink = Infer<typeof wireLanguageLink>;
