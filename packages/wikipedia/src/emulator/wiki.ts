import { normalTitle, type StoredArticle } from './articles.ts';
import { createTextIndex, rawWordsOf, type TextIndex } from './text-tools.ts';

/** One language's articles, and how they are found. */
export interface Wiki {
  language: string;
  byTitle(title: string): StoredArticle | undefined;
  /** The title a redirect leads to. */
  redirectOf(title: string): string | undefined;
  byPageId(pageId: number): StoredArticle | undefined;
  search(query: string, what: 'text' | 'title' | 'nearmatch'): StoredArticle[];
  /** Titles and redirects that begin with the text. */
  complete(text: string): { article: StoredArticle; through?: string }[];
}

export function createWiki(language: string, articles: readonly StoredArticle[]): Wiki {
  const titles = new Map(articles.map((article) => [article.title, article]));
  const ids = new Map(articles.map((article) => [article.pageId, article]));
  const redirects = new Map(
    articles.flatMap(({ title, redirects: names }) => names.map((name) => [normalTitle(name), title])),
  );
  const full = createTextIndex(articles.map(({ title, text }) => ({ title, body: text })));
  const named = createTextIndex(articles.map(({ title }) => ({ title, body: '' })));
  const wordSets = new Map<StoredArticle, string>();
  const wordsIn = (article: StoredArticle): string => {
    let words = wordSets.get(article);
    if (words === undefined) {
      words = ` ${rawWordsOf(`${article.title} ; ${article.text}`).join(' ')} `;
      wordSets.set(article, words);
    }
    return words;
  };

  function rank(index: TextIndex, text: string): StoredArticle[] {
    return index.search(text).map((match) => articles[match.index] as StoredArticle);
  }

  /** A part of a search: words, a `"phrase"`, `-not`, `intitle:word`; joined by `OR` or by nothing, which means all. */
  function search(query: string, what: 'text' | 'title' | 'nearmatch'): StoredArticle[] {
    if (what === 'nearmatch')
      return [titles.get(normalTitle(query)) ?? titles.get(redirects.get(normalTitle(query)) ?? '')].flatMap(
        (article) => article ?? [],
      );
    const like = /^morelike:\s*(.+)$/.exec(query.trim())?.[1];
    if (like !== undefined) {
      const model = titles.get(normalTitle(like));
      if (model === undefined) return [];
      return full
        .similar(`${model.title} ${model.text}`)
        .map((match) => articles[match.index] as StoredArticle)
        .filter((article) => article !== model);
    }
    const parts: string[] = query.match(/-?(?:intitle:)?(?:"[^"]*"|[^\s"]+)/g) ?? [];
    const isAny = parts.includes('OR');
    const tests = parts.filter((part) => part !== 'OR' && part !== 'AND').map(toTest);
    const wanted = tests.filter((test) => !test.isNot);
    const words = wanted.map(({ text }) => text).join(' ');
    const found = what === 'title' ? rank(named, words) : wanted.length === 0 ? [...articles] : rank(full, words);
    return found.filter(
      (article) =>
        (isAny
          ? wanted.some((test) => holds(article, test, what))
          : wanted.every((test) => holds(article, test, what))) &&
        tests.every((test) => !test.isNot || !holds(article, test, what)),
    );
  }

  function holds(article: StoredArticle, test: Test, what: 'text' | 'title'): boolean {
    const words = test.isTitle || what === 'title' ? ` ${rawWordsOf(article.title).join(' ')} ` : wordsIn(article);
    return words.includes(` ${rawWordsOf(test.text).join(' ')} `);
  }

  return {
    language,
    byTitle: (title) => titles.get(normalTitle(title)),
    redirectOf: (title) => redirects.get(normalTitle(title)),
    byPageId: (pageId) => ids.get(pageId),
    search,
    complete(text) {
      const start = text.trim().toLowerCase();
      const own = articles.filter(({ title }) => title.toLowerCase().startsWith(start)).map((article) => ({ article }));
      const through = [...redirects].flatMap(([name, title]) => {
        const article = titles.get(title);
        return name.toLowerCase().startsWith(start) && article !== undefined ? [{ article, through: name }] : [];
      });
      return [...own, ...through.filter(({ article }) => !own.some((each) => each.article === article))];
    },
  };
}

interface Test {
  text: string;
  isNot: boolean;
  isTitle: boolean;
}

function toTest(part: string): Test {
  const isNot = part.startsWith('-') && part.length > 1;
  const rest = isNot ? part.slice(1) : part;
  const isTitle = rest.startsWith('intitle:');
  return { text: (isTitle ? rest.slice(8) : rest).replaceAll('"', ''), isNot, isTitle };
}
