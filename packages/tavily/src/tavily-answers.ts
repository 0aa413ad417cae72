import {
  array,
  type Infer,
  lenient,
  nullish,
  number,
  numberLike,
  object,
  record,
  type Schema,
  string,
  transform,
  union,
  unknown,
} from '@headwater/core/schema';

// What Tavily answers. Strict where a caller relies on it, lenient about the rest.

const text = string({ minLength: 1 });
const figure = lenient(numberLike());
const usage = lenient(object({ credits: number() }));

/** Addresses unless descriptions were asked for; one that is neither costs nothing but itself. */
const image = union([
  transform(text, (url) => ({ url, description: null })),
  transform(object({ url: text, description: lenient(string()) }), ({ url, description }) => ({
    url,
    description: description ?? null,
  })),
]);
type Image = Infer<typeof image>;
const images = lenient(transform(array(lenient(image)), (list) => list.filter((each): each is Image => each != null)));

export const wireResult = object({
  url: text,
  title: nullish(string()),
  content: nullish(string()),
  score: numberLike(),
  raw_content: nullish(string()),
  published_date: lenient(string()),
  favicon: lenient(string()),
  id: lenient(string()),
  images,
});
export type WireResult = Infer<typeof wireResult>;

const about = { response_time: figure, usage, request_id: lenient(string()) };
/** The items are checked one by one, by the operation's own rule. */
const checked = <Item>() => array(unknown()) as Schema<Item[]>;

export const searchOutput = object({
  query: lenient(string()),
  answer: lenient(string()),
  images,
  results: checked<WireResult>(),
  auto_parameters: lenient(record(unknown())),
  ...about,
});
export type WireSearch = Infer<typeof searchOutput>;

export const wirePage = object({
  url: text,
  title: nullish(string()),
  raw_content: nullish(string()),
  images: lenient(array(string())),
  favicon: lenient(string()),
});
export type WirePage = Infer<typeof wirePage>;

export const extractOutput = object({
  results: checked<WirePage>(),
  failed_results: lenient(array(lenient(object({ url: string(), error: lenient(string()) })))),
  ...about,
});
export type WireExtract = Infer<typeof extractOutput>;

export const crawlOutput = object({ base_url: lenient(string()), results: checked<WirePage>(), ...about });
export type WireCrawl = Infer<typeof crawlOutput>;

export const wireAddress = text;
export const mapOutput = object({ base_url: lenient(string()), results: checked<string>(), ...about });
export type WireMap = Infer<typeof mapOutput>;

export const startedOutput = object({
  request_id: text,
  status: lenient(string()),
  created_at: lenient(string()),
  input: lenient(string()),
  model: lenient(string()),
  response_time: figure,
});
export type WireStarted = Infer<typeof startedOutput>;

export const researchOutput = object({
  request_id: lenient(string()),
  status: text,
  created_at: lenient(string()),
  content: nullish(union([string(), record(unknown())])),
  sources: lenient(array(lenient(object({ url: text, title: lenient(string()) })))),
  response_time: figure,
  usage: lenient(object({ credits: figure })),
  error: lenient(string()),
});
export type WireResearch = Infer<typeof researchOutput>;

export const wireEvent = object({
  id: lenient(string()),
  object: lenient(string()),
  model: lenient(string()),
  choices: lenient(array(object({ delta: lenient(record(unknown())) }))),
});
export type WireEvent = Infer<typeof wireEvent>;

const counts = {
  search_usage: figure,
  extract_usage: figure,
  crawl_usage: figure,
  map_usage: figure,
  research_usage: figure,
};
export const usageOutput = object({
  key: object({ usage: numberLike(), limit: figure, ...counts }),
  account: object({
    current_plan: lenient(string()),
    plan_usage: figure,
    plan_limit: figure,
    paygo_usage: figure,
    paygo_limit: figure,
    ...counts,
  }),
});
export type WireUsage = Infer<typeof usageOutput>;
