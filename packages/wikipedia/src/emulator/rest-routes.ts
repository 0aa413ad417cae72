import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { keyOf, normalTitle, type StoredArticle } from './articles.ts';
import { escapeHtml, snippetOf } from './text-tools.ts';
import type { Wiki } from './wiki.ts';

type Json = Record<string, unknown>;
export type PageHandler = (wiki: Wiki, article: StoredArticle) => EmulatorReply;

const license = {
  url: 'https://creativecommons.org/licenses/by-sa/4.0/deed.en',
  title: 'Creative Commons Attribution-Share Alike 4.0',
};
const languageNames: Readonly<Record<string, string>> = { en: 'English', de: 'Deutsch', fr: 'français', es: 'español' };

/** An error as the REST API of MediaWiki words it. */
export function restError(status: number, errorKey: string, text: string): EmulatorReply {
  const httpReason = { 400: 'Bad Request', 404: 'Not Found' }[status] ?? 'Error';
  return { status, json: { errorKey, messageTranslations: { en: text }, httpCode: status, httpReason } };
}

/** `GET /search/page` and `/search/title`. */
export function searchRest(wiki: Wiki, request: EmulatorRequest, by: 'page' | 'title'): EmulatorReply {
  const query = request.query.get('q');
  if (query === null || query === '') return restError(400, 'rest-missing-param', 'The "q" parameter must be set');
  const limit = Number(request.query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    return restError(400, 'rest-search-limit-error', 'The limit must be from 1 to 100');
  }
  const matches = by === 'title' ? wiki.complete(query) : wiki.search(query, 'text').map((article) => ({ article }));
  const pages = matches.slice(0, limit).map(
    ({ article, through }: { article: StoredArticle; through?: string }): Json => ({
      id: article.pageId,
      key: keyOf(article.title),
      title: article.title,
      excerpt: by === 'title' ? article.title : snippetOf(article.text, query),
      matched_title: through ?? null,
      description: article.description ?? null,
      thumbnail: null,
    }),
  );
  return { json: { pages } };
}

/**
 * Finds the page of a route below `/page/`. A title in another spelling than the wiki's is redirected for good, a redirect
 * of the wiki for now.
 */
export function withPage(handler: PageHandler, kind: 'rest' | 'summary') {
  return (wiki: Wiki, request: EmulatorRequest): EmulatorReply => {
    const given = request.params.title ?? '';
    const title = normalTitle(given);
    const to = (name: string): string =>
      request.path.replace(/(\/page\/(?:summary\/)?)[^/]+/, `$1${encodeURIComponent(keyOf(name))}`);
    if (keyOf(title) !== given) return { status: 301, headers: { location: to(title) } };
    const target = wiki.redirectOf(title);
    if (target !== undefined) return { status: kind === 'rest' ? 307 : 302, headers: { location: to(target) } };
    const article = wiki.byTitle(title);
    if (article !== undefined) return handler(wiki, article);
    return kind === 'rest'
      ? restError(404, 'rest-nonexistent-title', `The specified title (${title}) does not exist`)
      : {
          status: 404,
          headers: { 'content-type': 'application/problem+json' },
          json: {
            type: 'https://mediawiki.org/wiki/HyperSwitch/errors/not_found',
            title: 'Not found.',
            method: 'get',
            detail: 'Page or revision not found.',
            uri: `/${wiki.language}.wikipedia.org/v1/page/summary/${encodeURIComponent(given)}`,
          },
        };
  };
}

const metadata = (article: StoredArticle): Json => ({
  id: article.pageId,
  key: keyOf(article.title),
  title: article.title,
  latest: { id: article.revision, timestamp: article.changedAt },
  content_model: 'wikitext',
  license,
});

export const source: PageHandler = (_wiki, article) => ({ json: { ...metadata(article), source: article.text } });

export const bare: PageHandler = (_wiki, article) => ({
  json: {
    ...metadata(article),
    html_url: `${article.origin}/w/rest.php/v1/page/${encodeURIComponent(keyOf(article.title))}/html`,
  },
});

export const html: PageHandler = (wiki, article) => {
  const body = article.text
    .split('\n')
    .map((line) => {
      const heading = /^==+ (.*) ==+$/.exec(line)?.[1];
      return heading === undefined ? `<p>${escapeHtml(line)}</p>` : `<h2>${escapeHtml(heading)}</h2>`;
    })
    .join('\n');
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    text: `<!DOCTYPE html>\n<html lang="${wiki.language}"><head><title>${escapeHtml(article.title)}</title></head><body>\n${body}\n</body></html>\n`,
  };
};

export const languages: PageHandler = (_wiki, article) => ({
  json: Object.entries(article.languageLinks).map(([code, title]) => ({
    code,
    name: languageNames[code] ?? code,
    key: keyOf(title),
    title,
  })),
});

export const summary: PageHandler = (wiki, article) => {
  const key = keyOf(article.title);
  const extract = article.intro.split('\n')[0] ?? '';
  const page = `${article.origin}/wiki/${encodeURI(key)}`;
  return {
    json: {
      type: article.isDisambiguation ? 'disambiguation' : extract === '' ? 'no-extract' : 'standard',
      title: article.title,
      displaytitle: escapeHtml(article.title),
      titles: { canonical: key, normalized: article.title, display: escapeHtml(article.title) },
      pageid: article.pageId,
      wikibase_item: `Q${article.pageId}`,
      lang: wiki.language,
      dir: 'ltr',
      revision: String(article.revision),
      timestamp: article.changedAt,
      ...(article.description !== undefined && { description: article.description }),
      content_urls: { desktop: { page }, mobile: { page: page.replace('.wikipedia.', '.m.wikipedia.') } },
      extract,
      extract_html: `<p>${escapeHtml(extract)}</p>`,
    },
  };
};
