import {
  array,
  number,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  union,
} from '@headwater/core/schema';
import type {
  FirecrawlAgentOptions,
  FirecrawlBatchOptions,
  FirecrawlCrawlOptions,
  FirecrawlExtractOptions,
} from './firecrawl-job-types.ts';
import { address, anyObject, count, flag, scrapeOptions, scrapeShape, sitemap, text } from './firecrawl-schemas.ts';

const pattern = refine(text, isPattern, 'expected a regular expression');
const webhook = optional(
  union([
    address,
    strictObject({
      url: address,
      headers: optional(record(string())),
      metadata: optional(record(string())),
      events: optional(array(text)),
    }),
  ]),
);

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

export type CrawlInput = FirecrawlCrawlOptions;
export const crawlInput = strictObject({
  url: address,
  prompt: optional(text),
  includePaths: optional(array(pattern)),
  excludePaths: optional(array(pattern)),
  regexOnFullURL: flag,
  maxDiscoveryDepth: count(0),
  sitemap,
  ignoreQueryParameters: flag,
  limit: count(1),
  crawlEntireDomain: flag,
  allowExternalLinks: flag,
  allowSubdomains: flag,
  ignoreRobotsTxt: flag,
  delay: optional(number({ minimum: 0 })),
  maxConcurrency: count(1),
  webhook,
  scrapeOptions,
  zeroDataRetention: flag,
  idempotencyKey: optional(text),
}) as Schema<CrawlInput>;

export type BatchInput = FirecrawlBatchOptions & { urls: readonly string[] };
export const batchInput = strictObject({
  urls: array(text, { minLength: 1 }),
  ...scrapeShape,
  webhook,
  maxConcurrency: count(1),
  ignoreInvalidURLs: flag,
  appendToId: optional(text),
  zeroDataRetention: flag,
  idempotencyKey: optional(text),
}) as Schema<BatchInput>;

export const previewInput = strictObject({ url: address, prompt: text });

export const extractInput: Schema<FirecrawlExtractOptions> = refine(
  strictObject({
    urls: optional(array(address, { minLength: 1 })),
    prompt: optional(text),
    schema: optional(anyObject),
    systemPrompt: optional(text),
    allowExternalLinks: flag,
    enableWebSearch: flag,
    showSources: flag,
    scrapeOptions,
    ignoreInvalidURLs: flag,
    webhook,
  }) as Schema<FirecrawlExtractOptions>,
  ({ urls, prompt, schema }) =>
    (urls !== undefined || prompt !== undefined) && (prompt !== undefined || schema !== undefined),
  'say what to extract: a prompt or a schema; and from where: urls, or a prompt',
);

export const agentInput = strictObject({
  prompt: refine(text, (prompt) => prompt.trim() !== '', 'must not be empty'),
  urls: optional(array(address)),
  schema: optional(anyObject),
  maxCredits: count(1),
  strictConstrainToURLs: flag,
  model: optional(text),
  webhook,
}) as Schema<FirecrawlAgentOptions>;
