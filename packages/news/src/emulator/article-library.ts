import { allWords, createTextIndex, type TextIndex } from '@headwater/testkit';
import { hasOperators, parseBooleanQuery } from './boolean-query.ts';
import type { EmulatorArticle } from './synthetic-articles.ts';

/** The corpus with the ways to find articles in it. Indexes are built when they are first needed. */
export interface ArticleLibrary {
  readonly articles: readonly EmulatorArticle[];
  /** Articles that fit the query, best first. Words alone are ranked; operators filter. */
  search(query: string, between: 'AND' | 'OR', textOf?: (article: EmulatorArticle) => string): EmulatorArticle[];
  /** The words of an article, in order. */
  wordsOf(article: EmulatorArticle): readonly string[];
}

const wholeText = ({ title, description, body }: EmulatorArticle): string => `${title}\n${description ?? ''}\n${body}`;

export function createArticleLibrary(articles: readonly EmulatorArticle[]): ArticleLibrary {
  let index: TextIndex | undefined;
  const words = new Map<EmulatorArticle, string[]>();
  const wordsOf = (article: EmulatorArticle): string[] => {
    const known = words.get(article) ?? allWords(wholeText(article));
    words.set(article, known);
    return known;
  };
  const ranked = (query: string): EmulatorArticle[] => {
    index ??= createTextIndex(
      articles.map(({ title, description, body }) => ({ title, body: `${description ?? ''} ${body}` })),
    );
    return index.search(query).map((match) => articles[match.index] as EmulatorArticle);
  };
  return {
    articles,
    wordsOf,
    search(query, between, textOf) {
      if (!hasOperators(query) && textOf === undefined) return ranked(query);
      const matches = parseBooleanQuery(query, { between });
      const fits = (article: EmulatorArticle) =>
        matches(textOf === undefined ? wordsOf(article) : allWords(textOf(article)));
      const best = ranked(query.replace(/["()+]|\b(?:AND|OR|NOT)\b/g, ' ')).filter(fits);
      return [...best, ...articles.filter((article) => !best.includes(article) && fits(article))];
    },
  };
}

export const newestFirst = (left: EmulatorArticle, right: EmulatorArticle): number =>
  Date.parse(right.publishedAt) - Date.parse(left.publishedAt);
