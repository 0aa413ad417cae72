import { webAddress } from '@headwater/core';
import type { NewsArticle, NewsBackend } from './news-types.ts';

type Told = Partial<NewsArticle> & Pick<NewsArticle, 'title' | 'source' | 'imageUrl' | 'language' | 'rank'>;

/** An article in the shape all backends share: what its service does not tell is `null`. */
export function newsArticle(backend: NewsBackend, address: string, told: Told): NewsArticle {
  const url = webAddress(address) ?? address;
  return {
    id: url,
    backend,
    url,
    author: null,
    publishedAt: null,
    seenAt: null,
    summary: null,
    preview: null,
    truncated: false,
    body: null,
    ...told,
  };
}

/** The host of an address, without `www.`. */
export function domainOf(address: string): string | null {
  const url = webAddress(address);
  return url === undefined ? null : new URL(url).hostname.replace(/^www\./, '');
}
