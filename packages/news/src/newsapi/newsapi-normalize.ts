import { isIsoDate } from '@headwater/core';
import { lineOrNull, textOrNull } from '../html-text.ts';
import { domainOf, newsArticle } from '../news-article.ts';
import type { NewsArticle } from '../news-types.ts';
import { orNull } from '../or-null.ts';
import type { WireArticle } from './newsapi-schemas.ts';
import type { NewsApiArticle } from './newsapi-types.ts';

/** `… [+2230 chars]` */
const cutNote = /\s*(?:…|\.\.\.)?\s*\[\+(\d{1,9}) chars\]\s*$/;

/** A withdrawn article keeps its place in the list, without anything that was in it. */
export function isRemoved({ title, url, source }: WireArticle): boolean {
  return (
    /^https?:\/\/(?:www\.)?removed\.com\/?$/i.test(url) || (title === '[Removed]' && nameOf(source) === '[Removed]')
  );
}

const nameOf = (source: WireArticle['source']) => source?.name ?? source?.Name ?? null;

export function toArticle(wire: WireArticle, rank: number): NewsApiArticle {
  const content = wire.content || null;
  const cut = content === null ? null : cutNote.exec(content);
  return {
    source: { id: wire.source?.id || wire.source?.Id || null, name: nameOf(wire.source) || null },
    author: wire.author?.trim() || null,
    ...orNull(wire, 'title', 'description', 'urlToImage'),
    url: wire.url,
    // 1970 stands for no date.
    publishedAt: wire.publishedAt == null || !(Date.parse(wire.publishedAt) > 0) ? null : wire.publishedAt,
    content,
    contentPreview: (cut === null ? content : content?.slice(0, cut.index)) || null,
    truncated: cut !== null,
    missingCharacters: cut === null ? null : Number(cut[1]),
    rank,
  };
}

export function toNewsArticle(article: NewsApiArticle, language: string | null): NewsArticle {
  const { source, publishedAt } = article;
  return newsArticle('newsapi', article.url, {
    title: textOrNull(article.title),
    author: authorOf(article.author),
    source: { id: lineOrNull(source.id), name: lineOrNull(source.name), domain: domainOf(article.url) },
    publishedAt: publishedAt !== null && isIsoDate(publishedAt) ? publishedAt : null,
    summary: textOrNull(article.description),
    preview: textOrNull(article.contentPreview),
    truncated: article.truncated,
    imageUrl: lineOrNull(article.urlToImage),
    language,
    rank: article.rank,
  });
}

/** Some sources give the address of a profile in place of a name. */
function authorOf(author: string | null): string | null {
  const name = textOrNull(author);
  return name === null || /^https?:\/\//i.test(name) ? null : name.replaceAll('\n', ' ');
}
