import { refuse } from './problem.ts';

/** Checks one value of a request body; `path` names it in the error. */
export type Check = (value: unknown, path: string) => void;
export type Checks = Readonly<Record<string, Check>>;

/** An object with known fields only; vendors' own clients also send `origin` and `integration`. */
export function objectOf(fields: Checks, required: readonly string[] = []): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'Expected object');
    const given = value as Record<string, unknown>;
    for (const name of required) if (given[name] === undefined) refuse(join(path, name), 'Required');
    for (const [name, field] of Object.entries(given)) {
      if (path === '' && (name === 'origin' || name === 'integration')) continue;
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (check === undefined)
        refuse(join(path, name), 'Unrecognized key in body -- please review the v2 API documentation');
      else if (field !== undefined) check(field, join(path, name));
    }
  };
}

export const text =
  (minimum = 1, maximum = Number.POSITIVE_INFINITY): Check =>
  (value, path) => {
    if (typeof value !== 'string') refuse(path, 'Expected string');
    if (value.trim().length < minimum) refuse(path, `String must contain at least ${minimum} character(s)`);
    if (value.length > maximum) refuse(path, `String must contain at most ${maximum} character(s)`);
  };

export const whole =
  (minimum: number, maximum = Number.POSITIVE_INFINITY): Check =>
  (value, path) => {
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      refuse(path, `Expected a whole number from ${minimum} to ${maximum}`);
    }
  };

export const amount: Check = (value, path) => {
  if (typeof value !== 'number' || !(value >= 0)) refuse(path, 'Expected a number of at least 0');
};

export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') refuse(path, 'Expected boolean');
};

export const anyObject: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'Expected object');
};

export const oneOf =
  (...values: string[]): Check =>
  (value, path) => {
    if (!values.includes(value as string)) refuse(path, `Expected one of ${values.join(' | ')}`);
  };

export const listOf =
  (item: Check, minimum = 0): Check =>
  (value, path) => {
    if (!Array.isArray(value)) refuse(path, 'Expected array');
    if (value.length < minimum) refuse(path, `Array must contain at least ${minimum} element(s)`);
    for (const [index, entry] of value.entries()) item(entry, join(path, String(index)));
  };

export const either =
  (isFirst: (value: unknown) => boolean, first: Check, second: Check): Check =>
  (value, path) =>
    (isFirst(value) ? first : second)(value, path);

export const isText = (value: unknown): boolean => typeof value === 'string';

/** The service completes an address without a scheme; anything that is no web address after that is refused. */
export const webAddress: Check = (value, path) => {
  if (typeof value !== 'string' || toUrl(value) === undefined) refuse(path, 'Invalid URL');
};

export function toUrl(value: string): string | undefined {
  const complete = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
  if (!URL.canParse(complete)) return undefined;
  const { protocol, hostname, href } = new URL(complete);
  return /^https?:$/.test(protocol) && hostname.includes('.') ? href : undefined;
}

const regex: Check = (value, path) => {
  text()(value, path);
  try {
    new RegExp(value as string);
  } catch {
    refuse(path, 'Invalid regular expression');
  }
};

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

const location = objectOf({ country: text(), languages: listOf(text()) });
const viewport = objectOf({ width: whole(1), height: whole(1) }, ['width', 'height']);
const screenshot: Checks = { fullPage: flag, quality: whole(1, 100), viewport };

/** One of several kinds of object, told apart by `type`. */
function byType(kinds: Readonly<Record<string, readonly [Checks, ...string[]]>>): Check {
  return (value, path) => {
    anyObject(value, path);
    const type = (value as { type?: unknown }).type;
    oneOf(...Object.keys(kinds))(type, join(path, 'type'));
    const [fields, ...required] = kinds[type as string] ?? [{}];
    const { type: _, ...rest } = value as Record<string, unknown>;
    objectOf(fields, required)(rest, path);
  };
}

const NAMES = [
  ...['markdown', 'summary', 'html', 'rawHtml', 'links', 'images', 'screenshot', 'json'],
  ...['changeTracking', 'branding', 'product', 'menu', 'audio', 'video'],
];
const format = either(
  isText,
  oneOf(...NAMES),
  byType({
    ...Object.fromEntries(NAMES.map((name) => [name, [{}] as const])),
    screenshot: [screenshot],
    json: [{ schema: anyObject, prompt: text() }],
    changeTracking: [{ modes: listOf(oneOf('git-diff', 'json')), schema: anyObject, prompt: text(), tag: text() }],
    attributes: [
      { selectors: listOf(objectOf({ selector: text(), attribute: text() }, ['selector', 'attribute']), 1) },
      'selectors',
    ],
    question: [{ question: text() }, 'question'],
    highlights: [{ query: text() }, 'query'],
  }),
);
const action = byType({
  wait: [{ milliseconds: whole(1), selector: text() }],
  click: [{ selector: text(), all: flag }, 'selector'],
  write: [{ text: text(0) }, 'text'],
  press: [{ key: text() }, 'key'],
  scroll: [{ direction: oneOf('up', 'down'), selector: text() }],
  screenshot: [screenshot],
  scrape: [{}],
  executeJavascript: [{ script: text() }, 'script'],
  pdf: [{ format: text(), landscape: flag, scale: amount }],
});

export const SCRAPE_FIELDS: Checks = {
  formats: listOf(format),
  onlyMainContent: flag,
  onlyCleanContent: flag,
  includeTags: listOf(text()),
  excludeTags: listOf(text()),
  maxAge: whole(0),
  minAge: whole(0),
  storeInCache: flag,
  lockdown: flag,
  timeout: whole(1000, 300_000),
  waitFor: whole(0),
  headers: anyObject,
  mobile: flag,
  skipTlsVerification: flag,
  removeBase64Images: flag,
  blockAds: flag,
  proxy: oneOf('basic', 'enhanced', 'auto', 'stealth'),
  parsers: listOf(
    either(
      isText,
      oneOf('pdf', 'image'),
      byType({
        pdf: [{ mode: oneOf('fast', 'auto', 'ocr'), maxPages: whole(1), pages: flag, blocks: flag, pageMarkers: flag }],
      }),
    ),
  ),
  actions: listOf(action),
  location,
  redactPII: either((value) => typeof value === 'boolean', flag, anyObject),
  profile: objectOf({ name: text(), saveChanges: flag }, ['name']),
  auditMetadata: anyObject,
  threatProtection: anyObject,
};

export const scrapeOptions = objectOf(SCRAPE_FIELDS);
const webhook = either(
  isText,
  webAddress,
  objectOf(
    {
      url: webAddress,
      headers: anyObject,
      metadata: anyObject,
      events: listOf(oneOf('started', 'page', 'completed', 'failed')),
    },
    ['url'],
  ),
);
const sitemap = oneOf('skip', 'include', 'only');
const hosts = listOf(text());
const named = either(isText, text(), anyObject);

export const checkScrape = objectOf({ url: webAddress, ...SCRAPE_FIELDS, zeroDataRetention: flag }, ['url']);
export const checkSearch = objectOf(
  {
    query: text(1, 500),
    limit: whole(1, 100),
    sources: listOf(named, 1),
    categories: listOf(named),
    includeDomains: hosts,
    excludeDomains: hosts,
    tbs: text(),
    location: text(),
    country: text(2, 2),
    safe: either(isText, text(), flag),
    timeout: whole(1000, 300_000),
    ignoreInvalidURLs: flag,
    highlights: flag,
    scrapeOptions,
    enterprise: listOf(text()),
  },
  ['query'],
);
export const checkMap = objectOf(
  {
    url: webAddress,
    search: text(),
    sitemap,
    includeSubdomains: flag,
    ignoreQueryParameters: flag,
    ignoreCache: flag,
    limit: whole(1, 100_000),
    timeout: whole(1000),
    location,
  },
  ['url'],
);
export const checkCrawl = objectOf(
  {
    url: webAddress,
    prompt: text(),
    includePaths: listOf(regex),
    excludePaths: listOf(regex),
    regexOnFullURL: flag,
    maxDiscoveryDepth: whole(0),
    sitemap,
    ignoreQueryParameters: flag,
    limit: whole(1),
    crawlEntireDomain: flag,
    allowExternalLinks: flag,
    allowSubdomains: flag,
    ignoreRobotsTxt: flag,
    delay: amount,
    maxConcurrency: whole(1),
    webhook,
    scrapeOptions,
    zeroDataRetention: flag,
  },
  ['url'],
);
export const checkPreview = objectOf({ url: webAddress, prompt: text() }, ['url', 'prompt']);
export const checkBatch = objectOf(
  {
    urls: listOf(text(), 1),
    ...SCRAPE_FIELDS,
    webhook,
    maxConcurrency: whole(1),
    ignoreInvalidURLs: flag,
    appendToId: text(),
    zeroDataRetention: flag,
  },
  ['urls'],
);
export const checkExtract = objectOf({
  urls: listOf(webAddress, 1),
  prompt: text(),
  schema: anyObject,
  systemPrompt: text(),
  allowExternalLinks: flag,
  enableWebSearch: flag,
  showSources: flag,
  scrapeOptions,
  ignoreInvalidURLs: flag,
  webhook,
});
export const checkAgent = objectOf(
  {
    prompt: text(),
    urls: listOf(webAddress),
    schema: anyObject,
    maxCredits: whole(1),
    strictConstrainToURLs: flag,
    model: text(),
    webhook,
  },
  ['prompt'],
);
