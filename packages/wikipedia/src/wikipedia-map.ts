import { webAddress } from '@headwater/core';
import type {
  WireImage,
  WireInfo,
  WireLanguageLink,
  WireMatch,
  WirePage,
  WireSearchResult,
  WireSource,
  WireSummary,
} from './wikipedia-schemas.ts';
import { absolute, oneLine, paragraphs, plainText } from './wikipedia-text.ts';
import type {
  WikipediaAttribution,
  WikipediaExtract,
  WikipediaLanguageLink,
  WikipediaPageInfo,
  WikipediaPageMatch,
  WikipediaPageSource,
  WikipediaSearchResult,
  WikipediaSummary,
  WikipediaThumbnail,
} from './wikipedia-types.ts';

const license = 'CC BY-SA 4.0';
const licenseUrl = 'https://creativecommons.org/licenses/by-sa/4.0/';

/** The page of an article. Slashes, colons and commas stand in addresses of Wikipedia as they are. */
export function articleUrl(language: string, title: string): string {
  const key = encodeURIComponent(title.replaceAll(' ', '_')).replaceAll(/%(?:2F|3A|2C)/g, decodeURIComponent);
  return `https://${language}.wikipedia.org/wiki/${key}`;
}

const attributionOf = (url: string): WikipediaAttribution => ({ license, licenseUrl, url });
const lineOrNull = (text: string | null | undefined): string | null => oneLine(text ?? '') || null;

/** Addresses that services give: taken when they are ones. */
function addressOr(fallback: string, ...given: (string | null | undefined)[]): string {
  for (const text of given) {
    const address = webAddress(absolute(oneLine(text ?? '')));
    if (address !== undefined) return address;
  }
  return fallback;
}

function toThumbnail(image: WireImage | null | undefined): WikipediaThumbnail | null {
  const url = addressOr('', image?.source, image?.url);
  if (image == null || url === '') return null;
  return { url, width: image.width ?? null, height: image.height ?? null, mimeType: image.mimetype ?? null };
}

export function toSearchResult(wire: WireSearchResult, language: string): WikipediaSearchResult {
  const title = oneLine(wire.title);
  return {
    pageId: wire.pageid,
    title,
    namespace: wire.ns ?? 0,
    snippet: plainText(wire.snippet ?? ''),
    size: wire.size ?? null,
    wordCount: wire.wordcount ?? null,
    timestamp: wire.timestamp ?? null,
    url: articleUrl(language, title),
  };
}

export function toPageMatch(wire: WireMatch, language: string): WikipediaPageMatch {
  return {
    id: wire.id,
    key: oneLine(wire.key),
    title: oneLine(wire.title),
    excerpt: plainText(wire.excerpt ?? ''),
    matchedTitle: lineOrNull(wire.matched_title),
    description: lineOrNull(wire.description),
    thumbnail: toThumbnail(wire.thumbnail),
    url: articleUrl(language, oneLine(wire.key)),
  };
}

export function toSummary(wire: WireSummary, asked: string): WikipediaSummary {
  const title = oneLine(wire.titles?.normalized ?? wire.title);
  const language = wire.lang ?? asked;
  const url = addressOr(articleUrl(asked, title), wire.content_urls?.desktop?.page);
  return {
    title,
    pageId: wire.pageid ?? 0,
    language,
    type: wire.type ?? 'standard',
    isDisambiguation: wire.type === 'disambiguation',
    description: lineOrNull(wire.description),
    extract: paragraphs(wire.extract ?? ''),
    extractHtml: wire.extract_html ?? null,
    url,
    thumbnail: toThumbnail(wire.thumbnail),
    originalImage: toThumbnail(wire.originalimage),
    wikidataId: lineOrNull(wire.wikibase_item),
    revision: wire.revision == null ? null : String(wire.revision),
    timestamp: lineOrNull(wire.timestamp),
    attribution: attributionOf(url),
  };
}

export function toPageInfo(wire: WireInfo, language: string): WikipediaPageInfo {
  const url = articleUrl(language, oneLine(wire.key));
  return {
    id: wire.id,
    key: oneLine(wire.key),
    title: oneLine(wire.title),
    revision: wire.latest?.id ?? null,
    timestamp: lineOrNull(wire.latest?.timestamp),
    contentModel: lineOrNull(wire.content_model),
    url,
    attribution: {
      license: oneLine(wire.license?.title ?? '') || license,
      licenseUrl: addressOr(licenseUrl, wire.license?.url),
      url,
    },
  };
}

export const toPageSource = (wire: WireSource, language: string): WikipediaPageSource => ({
  ...toPageInfo(wire, language),
  source: wire.source,
});

export const toLanguageLink = ({ code, name, key, title }: WireLanguageLink): WikipediaLanguageLink => ({
  code,
  name: oneLine(name),
  key: oneLine(key),
  title: oneLine(title),
  url: articleUrl(code, oneLine(key)),
});

export function toExtract(wire: WirePage, language: string): WikipediaExtract {
  const title = oneLine(wire.title);
  const url = addressOr(articleUrl(language, title), wire.fullurl);
  return {
    pageId: wire.pageid,
    title,
    language: wire.pagelanguage ?? language,
    isDisambiguation: wire.pageprops?.disambiguation !== undefined,
    text: paragraphs(wire.extract ?? ''),
    url,
    wikidataId: lineOrNull(wire.pageprops?.wikibase_item),
    timestamp: lineOrNull(wire.revisions?.[0]?.timestamp),
    attribution: attributionOf(url),
  };
}
