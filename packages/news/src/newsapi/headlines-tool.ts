import type { CallOptions, ToolDefinition } from '@headwater/core';
import {
  array,
  type Infer,
  nullable,
  number,
  object,
  oneOf,
  optional,
  refine,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { count, hints, untrusted } from '../news-tools.ts';
import type { NewsApiHeadlinesOptions, NewsApiPage } from './newsapi-types.ts';

const headlinesInput = refine(
  strictObject({
    country: optional(string({ pattern: /^[A-Za-z]{2}$/, description: 'Two-letter country. "us" is sure to work.' })),
    category: optional(
      oneOf(['business', 'entertainment', 'general', 'health', 'science', 'sports', 'technology'], 'Kind of news.'),
    ),
    query: optional(string({ minLength: 1, maxLength: 300, description: 'Words the headlines must hold.' })),
    limit: count(50, 10),
  }),
  ({ country, category, query }) => (country ?? category ?? query) !== undefined,
  'give at least one of country, category and query',
);
const headlinesOutput = object({
  articles: array(
    object({
      title: nullable(string()),
      url: string(),
      source: nullable(string()),
      publishedAt: nullable(string()),
      text: nullable(string({ description: `The article's own summary. ${untrusted}` })),
    }),
  ),
  removed: number({ description: 'Withdrawn articles that were left out.' }),
});

type TopHeadlines = (options: NewsApiHeadlinesOptions, callOptions?: CallOptions) => PromiseLike<NewsApiPage>;

export function headlinesTool(topHeadlines: TopHeadlines): ToolDefinition {
  const tool: ToolDefinition<Infer<typeof headlinesInput>, Infer<typeof headlinesOutput>> = {
    id: 'news_list_headlines',
    title: 'List current headlines',
    description:
      'Lists the headlines of this moment by country, kind of news or words. For anything older, search instead.',
    input: toolSchema(headlinesInput),
    output: toolSchema(headlinesOutput, 'output'),
    hints,
    async execute({ country, category, query, limit = 10 }, options) {
      const { items, removed } = await topHeadlines({ country, category, q: query, pageSize: limit, limit }, options);
      const articles = items.map(({ title, url, source, publishedAt, description }) => ({
        title,
        url,
        source: source.name,
        publishedAt,
        text: description,
      }));
      return { articles, removed };
    },
  };
  return tool;
}
