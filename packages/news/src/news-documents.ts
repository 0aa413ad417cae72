import { isIsoDate, isReservedAddress, type SourceDocument, type SourcePage, sourceOutcome } from '@headwater/core';
import type { NewsArticle, NewsPage } from './news-types.ts';
import { providerName } from './vendor-client.ts';

/** The longest text a backend gives, and how much of the article it is. */
function textOf({ body, summary, preview, title }: NewsArticle): Pick<SourceDocument, 'text' | 'textKind'> {
  if (body !== null) return { text: body, textKind: 'full' };
  // NewsAPI's preview often begins as the description does: said once is enough.
  const parts = [summary, preview].filter((part) => part !== null);
  const kept = parts.filter(
    (part, place) => !parts.some((other, at) => at !== place && contains(other, part, at < place)),
  );
  return { text: kept.join('\n') || (title ?? ''), textKind: 'snippet' };
}

function contains(other: string, part: string, comesFirst: boolean): boolean {
  return other === part ? comesFirst : other.startsWith(part.replace(/(?:…|\.\.\.)$/, ''));
}

/** A page of articles as normalised documents. */
export function toSourcePage(page: NewsPage, operation: string): SourcePage {
  const { response } = page;
  const documents = page.items.map((article) => toDocument(article, page, operation));
  return {
    outcome: sourceOutcome(documents, page.skipped),
    documents,
    skipped: page.skipped,
    unsupportedFilters: page.unsupportedFilters,
    cache: response?.cache ?? 'miss',
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
  };
}

function toDocument(article: NewsArticle, { response }: NewsPage, operation: string): SourceDocument {
  const { id, url, title, author, publishedAt, language, rank } = article;
  return {
    id: `${providerName}:${id}`,
    ids: { url },
    kind: 'news',
    title: title ?? url,
    url,
    ...textOf(article),
    authors: author === null ? [] : [author],
    ...(publishedAt !== null && isIsoDate(publishedAt) ? { publishedAt } : {}),
    ...(language === null ? {} : { language }),
    synthetic: isReservedAddress(url),
    provenance: [
      {
        provider: providerName,
        operation,
        retrievedAt: response?.retrievedAt ?? '',
        rank,
        ...(response?.requestId === undefined ? {} : { requestId: response.requestId }),
      },
    ],
  };
}
