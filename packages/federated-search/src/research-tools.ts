import {
  type CallOptions,
  type Clock,
  type DocumentKind,
  InvalidRequestError,
  isIsoDate,
  type SourceProvider,
  type ToolDefinition,
} from '@headwater/core';
import {
  array,
  boolean,
  number,
  oneOf,
  optional,
  refine,
  type Schema,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { createFederatedSearch, type FederatedQuery } from './federated-search.ts';
import { type SearchOutput, searchOutput, toSearchOutput } from './tool-documents.ts';

export interface ResearchToolsSettings {
  /** Sources of `web_search`, for example Exa, Tavily and Wikipedia. */
  web?: readonly SourceProvider[];
  /** Sources of `academic_search`, for example Semantic Scholar, OpenAlex, Crossref and arXiv. */
  academic?: readonly SourceProvider[];
  /** Platforms of `social_and_news_research`, for example news, X and Hacker News. */
  platforms?: readonly SourceProvider[];
  /** See `createFederatedSearch`. @default 10000 */
  sourceTimeoutMs?: number;
  clock?: Clock;
}

const query = string({
  minLength: 1,
  maxLength: 500,
  description: 'What to find, in plain words. No operators such as AND, site: or quotes.',
});
const limit = optional(
  number({ integer: true, minimum: 1, maximum: 50, description: 'Most documents to return. Default 10.' }),
);
const maxCharacters = optional(
  number({
    integer: true,
    minimum: 100,
    maximum: 10_000,
    description: 'Most characters of text of each document. Default 1500.',
  }),
);
const day = (description: string): Schema<string> => refine(string({ description }), isIsoDate, 'expected YYYY-MM-DD');
const since = optional(day('Only documents published on or after this day, YYYY-MM-DD.'));
const until = optional(day('Only documents published on or before this day, YYYY-MM-DD.'));
const year = (description: string) => optional(number({ integer: true, minimum: 1000, maximum: 9999, description }));

const common = { query, limit, maxCharacters };

/**
 * Tools over several sources at once, of the groups that are given. The answer names the outcome of each source, so that a
 * model can tell "nothing exists" from "nobody answered".
 *
 * @throws {ConfigurationError} when two sources of a group have one name
 */
export function createResearchTools(settings: ResearchToolsSettings): readonly ToolDefinition[] {
  const { web = [], academic = [], platforms = [] } = settings;
  return [
    ...(web.length > 0 ? [webSearch(web, settings)] : []),
    ...(academic.length > 0 ? [academicSearch(academic, settings)] : []),
    ...(platforms.length > 0 ? [socialAndNews(platforms, settings)] : []),
  ];
}

function webSearch(sources: readonly SourceProvider[], settings: ResearchToolsSettings): ToolDefinition {
  const input = strictObject({
    ...common,
    since,
    until,
    includeDomains: optional(
      array(string({ minLength: 1 }), { maxLength: 50, description: 'Only these hosts, for example "nature.com".' }),
    ),
    excludeDomains: optional(array(string({ minLength: 1 }), { maxLength: 50, description: 'Never these hosts.' })),
  });
  return searchTool(sources, settings, {
    id: 'web_search',
    title: 'Search the web',
    description:
      `Searches the web through ${namesOf(sources)} at once and returns pages with their text, best first. Use it for ` +
      'facts, companies, products, explanations and current affairs. Quote the text and name the address when you use it.',
    input,
    // What a web search finds may also be a paper or an article: no kind is asked for.
    toQuery: ({ since, until, includeDomains, excludeDomains }) => ({ since, until, includeDomains, excludeDomains }),
  });
}

function academicSearch(sources: readonly SourceProvider[], settings: ResearchToolsSettings): ToolDefinition {
  const input = strictObject({
    ...common,
    fromYear: year('Only works published in this year or later, for example 2019.'),
    toYear: year('Only works published in this year or earlier.'),
    openAccess: optional(boolean('Only works that can be read for free. Default false.')),
  });
  return searchTool(sources, settings, {
    id: 'academic_search',
    title: 'Search scholarly works',
    description:
      `Searches papers, preprints and other scholarly works in ${namesOf(sources)} at once. The same work from several ` +
      'services comes once, with its DOI and the names of those that have it. Use it when a claim needs scientific ' +
      'evidence; narrow it by year when only recent, or only older, work counts.',
    input,
    toQuery({ fromYear, toYear, openAccess }) {
      if (fromYear !== undefined && toYear !== undefined && fromYear > toYear) {
        throw new InvalidRequestError('fromYear must not be after toYear', {
          provider: 'federated-search',
          operation: 'academic_search',
          hint: `It was ${fromYear} to ${toYear}.`,
        });
      }
      return {
        kinds: ['academic'] satisfies DocumentKind[],
        since: fromYear === undefined ? undefined : `${fromYear}-01-01`,
        until: toYear === undefined ? undefined : `${toYear}-12-31`,
        openAccess: openAccess || undefined,
      };
    },
  });
}

function socialAndNews(sources: readonly SourceProvider[], settings: ResearchToolsSettings): ToolDefinition {
  const names = sources.map(({ name }) => name) as [string, ...string[]];
  const input = strictObject({
    ...common,
    platforms: optional(
      array(oneOf(names), { minLength: 1, description: `Where to look. Default: all of ${names.join(', ')}.` }),
    ),
    since,
    until,
  });
  return searchTool(sources, settings, {
    id: 'social_and_news_research',
    title: 'Research news and social platforms',
    description:
      `Finds what was reported and what people say, in ${namesOf(sources)}. Use it for events, reactions and opinions, ` +
      'not for settled facts. "sources" says for each platform whether it answered: one that is throttled or failed ' +
      'tells nothing about what is said there.',
    input,
    toQuery: ({ since, until }) => ({ since, until }),
    toNames: ({ platforms }) => platforms,
  });
}

interface ToolPlan<Input> {
  id: string;
  title: string;
  description: string;
  input: Schema<Input>;
  toQuery(input: Input): { [Key in keyof FederatedQuery]?: FederatedQuery[Key] | undefined };
  toNames?(input: Input): readonly string[] | undefined;
}

interface CommonInput {
  query: string;
  limit?: number | undefined;
  maxCharacters?: number | undefined;
}

function searchTool<Input extends CommonInput>(
  sources: readonly SourceProvider[],
  { sourceTimeoutMs, clock }: ResearchToolsSettings,
  plan: ToolPlan<Input>,
): ToolDefinition<Input, SearchOutput> {
  const search = createFederatedSearch({
    sources,
    ...(sourceTimeoutMs === undefined ? {} : { sourceTimeoutMs }),
    ...(clock === undefined ? {} : { clock }),
  });
  const costUsd = sources.reduce((sum, { capabilities }) => sum + (capabilities.costPerSearchUsd ?? 0), 0);
  return {
    id: plan.id,
    title: plan.title,
    description: plan.description,
    input: toolSchema(plan.input),
    output: toolSchema(searchOutput, 'output'),
    hints: { readOnly: true, idempotent: true, ...(costUsd > 0 ? { costUsd } : {}) },
    async execute(input, options: CallOptions = {}) {
      const names = plan.toNames?.(input);
      const filters = Object.fromEntries(
        Object.entries(plan.toQuery(input)).filter(([, value]) => value !== undefined),
      );
      const result = await search.search(
        { ...filters, text: input.query, limit: input.limit ?? 10 },
        { ...options, ...(names === undefined ? {} : { sources: names }) },
      );
      return toSearchOutput(result, input.maxCharacters ?? 1500);
    },
  };
}

const namesOf = (sources: readonly SourceProvider[]): string => sources.map(({ name }) => name).join(', ');
