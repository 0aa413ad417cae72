import {
  array,
  boolean,
  type Infer,
  lenient,
  looseObject,
  number,
  numberLike,
  object,
  optional,
  refine,
  type Schema,
  string,
  unknown,
} from '@headwater/core/schema';

// What X answers. Strict about id and text of a post, lenient about the rest; both vocabularies stand side by side.

const text = lenient(string());
const count = lenient(numberLike());
const flag = lenient(boolean());
/** Ids pass 2^53, so one that came as a number is wrong already. */
const id = string({ pattern: /^\d{1,19}$/ });
/** An array of which single broken members count as absent. */
const list = <Item>(item: Schema<Item>) => lenient(array(lenient(item)));

const reference = object({ type: string(), id });
const metrics = lenient(
  looseObject({
    repost_count: count,
    retweet_count: count,
    reply_count: count,
    like_count: count,
    quote_count: count,
    bookmark_count: count,
    impression_count: count,
  }),
);

const link = object({ url: string(), expanded_url: text, unwound_url: text, title: text, description: text });
const entities = lenient(
  object({
    urls: list(link),
    hashtags: list(object({ tag: string() })),
    cashtags: list(object({ tag: string() })),
    mentions: list(object({ username: string(), id: text })),
  }),
);
const note = lenient(object({ text: string(), entities }));

export const wirePost = looseObject({
  id,
  text: string(),
  created_at: text,
  author_id: text,
  conversation_id: text,
  in_reply_to_user_id: text,
  lang: text,
  referenced_posts: list(reference),
  referenced_tweets: list(reference),
  public_metrics: metrics,
  entities,
  note_post: note,
  note_tweet: note,
  attachments: lenient(object({ media_keys: lenient(array(string())), poll_ids: lenient(array(string())) })),
  geo: lenient(looseObject({ place_id: text })),
  possibly_sensitive: flag,
  edit_history_post_ids: lenient(array(string())),
  edit_history_tweet_ids: lenient(array(string())),
});
export type WirePost = Infer<typeof wirePost>;

export const wireUser = looseObject({
  id,
  name: string(),
  username: string(),
  created_at: text,
  description: text,
  location: text,
  url: text,
  profile_image_url: text,
  protected: flag,
  verified: flag,
  verified_type: text,
  public_metrics: lenient(
    object({
      followers_count: count,
      following_count: count,
      listed_count: count,
      post_count: count,
      tweet_count: count,
    }),
  ),
  pinned_post_id: text,
  pinned_tweet_id: text,
  most_recent_post_id: text,
  most_recent_tweet_id: text,
});
export type WireUser = Infer<typeof wireUser>;

const wireMedia = looseObject({ media_key: string(), type: text, url: text, preview_image_url: text, alt_text: text });
export type WireMedia = Infer<typeof wireMedia>;
const wirePoll = object({
  id: string(),
  options: list(object({ label: string(), position: count, votes: count })),
  voting_status: text,
  end_datetime: text,
  duration_minutes: count,
});
export type WirePoll = Infer<typeof wirePoll>;
const wirePlace = looseObject({ id: string(), full_name: text, country: text, country_code: text, place_type: text });
export type WirePlace = Infer<typeof wirePlace>;

const includes = lenient(
  object({
    users: list(wireUser),
    posts: list(wirePost),
    tweets: list(wirePost),
    media: list(wireMedia),
    polls: list(wirePoll),
    places: list(wirePlace),
  }),
);
export type WireIncludes = NonNullable<Infer<typeof includes>>;

export const wireProblem = looseObject({
  type: text,
  title: text,
  detail: text,
  message: text,
  resource_type: text,
  resource_id: text,
  parameter: text,
  field: text,
  value: optional(unknown()),
});
export type WireProblem = Infer<typeof wireProblem>;
const errors = list(wireProblem);

const meta = lenient(
  looseObject({ result_count: count, newest_id: text, oldest_id: text, next_token: text, previous_token: text }),
);

/** `data` is absent when there are no hits; an answer that says nothing at all is none. */
function saysSomething<Output>(schema: Schema<Output>): Schema<Output> {
  return refine(
    schema,
    (answer) => ['data', 'meta', 'errors'].some((name) => (answer as Record<string, unknown>)[name] != null),
    'expected data, meta or errors',
  );
}

/** A list whose items are checked one by one by `item` (see the operation). */
export function listOutput<Item>() {
  return saysSomething(object({ data: lenient(array(unknown()) as Schema<Item[]>), includes, errors, meta }));
}
export type WireList<Item> = Infer<ReturnType<typeof listOutput<Item>>>;

export function singleOutput<Item>(item: Schema<Item>) {
  return object({ data: item, includes, errors });
}

export const wireCount = refine(
  object({ start: string(), end: string(), post_count: count, tweet_count: count }),
  ({ post_count, tweet_count }) => post_count != null || tweet_count != null,
  'expected post_count or tweet_count',
);
export type WireCount = Infer<typeof wireCount>;
export const countsOutput = saysSomething(
  object({
    data: lenient(array(unknown()) as Schema<WireCount[]>),
    errors,
    meta: lenient(looseObject({ next_token: text, total_post_count: count, total_tweet_count: count })),
  }),
);

export const wireRule = object({ id: string(), value: string(), tag: text });
export type WireRule = Infer<typeof wireRule>;
export const ruleChangeOutput = saysSomething(
  object({
    data: lenient(array(unknown()) as Schema<WireRule[]>),
    errors,
    meta: lenient(looseObject({ sent: text, summary: lenient(looseObject({})) })),
  }),
);
const appRules = lenient(object({ rule_count: count }));
export const ruleCountsOutput = object({
  data: object({
    cap_per_client_app: count,
    cap_per_project: count,
    client_app_rules_count: appRules,
    project_rules_count: count,
  }),
});

export const usageOutput = object({
  data: object({
    project_cap: count,
    project_usage: count,
    project_id: text,
    cap_reset_day: count,
    daily_project_usage: lenient(object({ usage: list(object({ date: string(), usage: count })) })),
  }),
});

export const wireConnection = object({
  id: text,
  endpoint_name: text,
  connected_at: text,
  disconnected_at: text,
  disconnect_reason: text,
  client_ip: text,
});
export type WireConnection = Infer<typeof wireConnection>;
export const closedOutput = object({ data: object({ successful_kills: number(), failed_kills: number() }) });
