import { lineOrNull, textOrNull } from '../html-text.ts';
import { languageCode } from '../languages.ts';
import { domainOf, newsArticle } from '../news-article.ts';
import type { NewsArticle } from '../news-types.ts';
import type { WireArticle, WireBin, WireSeries } from './gdelt-schemas.ts';
import type { GdeltArticle, GdeltTimeline, GdeltToneChart } from './gdelt-types.ts';

/** `20240531T120000Z` → `2024-05-31T12:00:00Z`; `null` for what is no time. */
export function isoTime(stamp: string | null | undefined): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})Z?$/.exec(stamp ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return Number.isNaN(Date.parse(time)) ? null : time;
}

export function toArticle(wire: WireArticle, rank: number): GdeltArticle {
  return {
    url: wire.url,
    urlMobile: wire.url_mobile || null,
    title: wire.title?.trim() || null,
    seenAt: isoTime(wire.seendate),
    socialImage: wire.socialimage || null,
    domain: wire.domain || null,
    language: wire.language || null,
    sourceCountry: wire.sourcecountry || null,
    rank,
  };
}

export function toSeries({ series, data }: WireSeries): GdeltTimeline['series'][number] {
  return {
    name: series ?? '',
    data: data.flatMap((point) => {
      const date = isoTime(point?.date);
      return point == null || date === null ? [] : [{ date, value: point.value, norm: point.norm ?? null }];
    }),
  };
}

export function toBin({ bin, count, toparts }: WireBin): GdeltToneChart['bins'][number] {
  const topArticles = (toparts ?? []).flatMap((part) =>
    part == null ? [] : [{ url: part.url, title: part.title || null }],
  );
  return { bin, count, topArticles };
}

/** GDELT knows a title and when it saw it: no author, no text, no publication. */
export function toNewsArticle(article: GdeltArticle): NewsArticle {
  const domain = lineOrNull(article.domain);
  return newsArticle('gdelt', article.url, {
    title: textOrNull(article.title),
    source: { id: null, name: domain, domain },
    seenAt: article.seenAt,
    imageUrl: lineOrNull(article.socialImage),
    language: languageCode(article.language ?? '') ?? null,
    rank: article.rank,
  });
}

/** Whether the article stands at one of these hosts or below it. GDELT itself matches the end of the name only. */
export function isBelow(url: string, hosts: readonly string[]): boolean {
  const host = `.${domainOf(url)}`;
  return hosts.some((each) => host.endsWith(`.${bareHost(each)}`));
}

/** A host as it is compared and searched for. */
export const bareHost = (host: string): string =>
  host
    .trim()
    .toLowerCase()
    .replace(/^www\./, '');
