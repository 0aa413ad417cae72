/** An article, or a passage of one: entries with the same title and language are joined in their order. */
export interface EmulatorArticle {
  title: string;
  /** Plain text; headings stand in lines of their own, as `== Heading ==`. */
  text: string;
  /** Code of the wiki. @default 'en' */
  language?: string;
  /** Titles that redirect here. */
  redirects?: readonly string[];
  /** A few words on what it is about. */
  description?: string;
  isDisambiguation?: boolean;
  /** Titles of the same article in other languages, by code. */
  languageLinks?: Readonly<Record<string, string>>;
  /** ISO 8601 time of the last change. @default made up from the title */
  changedAt?: string;
  /** Invented articles get addresses under a reserved name, so that nobody takes them for real ones. @default false */
  isInvented?: boolean;
}

/** An article as the emulated wiki keeps it. */
export interface StoredArticle
  extends Required<Omit<EmulatorArticle, 'description' | 'isDisambiguation' | 'isInvented'>> {
  pageId: number;
  revision: number;
  description: string | undefined;
  isDisambiguation: boolean;
  /** The wiki's own origin, for addresses of this article. */
  origin: string;
  /** The text before the first heading. */
  intro: string;
}

const firstDay = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** FNV-1a: ids and dates are made up, but the same every time. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return hash >>> 0;
}

export function storeArticles(corpus: readonly EmulatorArticle[]): StoredArticle[] {
  const byName = new Map<string, StoredArticle>();
  const taken = new Set<number>();
  for (const article of corpus) {
    const { language = 'en', title } = article;
    const name = `${language}:${title}`;
    const known = byName.get(name);
    if (known !== undefined) {
      known.text += `\n${article.text}`;
      known.intro = introOf(known.text);
      continue;
    }
    let pageId = 1000 + (hashOf(name) % 90_000_000);
    while (taken.has(pageId)) pageId += 1;
    taken.add(pageId);
    byName.set(name, {
      title,
      text: article.text,
      intro: introOf(article.text),
      language,
      redirects: article.redirects ?? [],
      description: article.description,
      isDisambiguation: article.isDisambiguation ?? false,
      languageLinks: article.languageLinks ?? {},
      changedAt:
        article.changedAt ??
        `${new Date(firstDay + (hashOf(title) % 900) * dayMs).toISOString().slice(0, 10)}T12:00:00Z`,
      pageId,
      revision: 100_000_000 + (hashOf(name) % 900_000_000),
      origin: article.isInvented ? `https://${language}.wikipedia.example` : `https://${language}.wikipedia.org`,
    });
  }
  return [...byName.values()];
}

function introOf(text: string): string {
  const heading = /^==+ .* ==+$/m.exec(text);
  return (heading === null ? text : text.slice(0, heading.index)).trim();
}

/** The title as it stands in addresses. */
export const keyOf = (title: string): string => title.replaceAll(' ', '_');

/** Blanks and underscores are one, and the first letter is large. */
export function normalTitle(title: string): string {
  const text = title.replaceAll(/[\s_]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
