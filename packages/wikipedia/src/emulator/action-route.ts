import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import { ActionProblem, isSet, listOf, oneOfThese, wholeOf } from './action-problem.ts';
import { keyOf, normalTitle, type StoredArticle } from './articles.ts';
import { snippetOf } from './text-tools.ts';
import type { Wiki } from './wiki.ts';

const WINDOW = 10_000;
const LONGEST_SEARCH = 300;
type Json = Record<string, unknown>;

/** Answers `action=query` in both versions of the format. */
export function action(wiki: Wiki, request: EmulatorRequest): EmulatorReply {
  const given = request.method === 'POST' ? new URLSearchParams(request.bodyText) : request.query;
  try {
    if (given.get('format') !== 'json') throw new ActionProblem('badvalue', 'The emulator knows format=json only.');
    oneOfThese(given, 'formatversion', ['1', '2']);
    if (given.get('action') !== 'query') {
      throw new ActionProblem('badvalue', `Unrecognized value for parameter "action": ${given.get('action') ?? ''}.`);
    }
    return { json: answer(wiki, given) };
  } catch (error) {
    if (error instanceof ActionProblem) return error.reply;
    throw error;
  }
}

function answer(wiki: Wiki, given: URLSearchParams): Json {
  const isOld = given.get('formatversion') !== '2';
  if (listOf(given, 'meta').includes('siteinfo')) {
    const general = { sitename: 'Wikipedia', lang: wiki.language, generator: 'emulator' };
    return { batchcomplete: isOld ? '' : true, query: { general } };
  }
  if (listOf(given, 'list').includes('search')) return searchAnswer(wiki, given, isOld);
  return pagesAnswer(wiki, given, isOld);
}

/** The articles a search finds; checks what both ways of asking have in common. */
function found(wiki: Wiki, given: URLSearchParams, prefix: 'sr' | 'gsr') {
  const query = given.get(`${prefix}search`) ?? '';
  if (query === '') throw new ActionProblem(`missingparam`, `The "${prefix}search" parameter must be set.`);
  if (query.length > LONGEST_SEARCH && !query.startsWith('morelike:')) {
    throw new ActionProblem(
      'cirrussearch-query-too-long',
      `Search request is longer than the maximum allowed length. (Actual: ${query.length}; allowed: ${LONGEST_SEARCH})`,
    );
  }
  const what = oneOfThese(given, `${prefix}what`, ['text', 'title', 'nearmatch']) as 'text';
  const namespaces = listOf(given, `${prefix}namespace`);
  const offset = wholeOf(given, `${prefix}offset`, 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeOf(given, `${prefix}limit`, 10, 500);
  if (offset > WINDOW)
    throw new ActionProblem('search-error', 'Could not retrieve results. Up to 10000 search results are supported.');
  const articles = namespaces.length > 0 && !namespaces.includes('0') ? [] : wiki.search(query, what);
  const sort = given.get(`${prefix}sort`) ?? 'relevance';
  if (sort === 'last_edit_desc') articles.sort((first, second) => second.changedAt.localeCompare(first.changedAt));
  if (sort === 'last_edit_asc') articles.sort((first, second) => first.changedAt.localeCompare(second.changedAt));
  const next = offset + limit;
  return {
    query,
    offset,
    articles,
    page: articles.slice(offset, next),
    next: next < articles.length ? next : undefined,
  };
}

function searchAnswer(wiki: Wiki, given: URLSearchParams, isOld: boolean): Json {
  const { query, articles, page, next } = found(wiki, given, 'sr');
  const properties = given.has('srprop') ? listOf(given, 'srprop') : ['size', 'wordcount', 'timestamp', 'snippet'];
  const results = page.map((article) => ({
    ns: 0,
    title: article.title,
    pageid: article.pageId,
    ...(properties.includes('size') && { size: article.text.length }),
    ...(properties.includes('wordcount') && { wordcount: article.text.split(/\s+/).length }),
    ...(properties.includes('snippet') && { snippet: snippetOf(article.text, query) }),
    ...(properties.includes('timestamp') && { timestamp: article.changedAt }),
  }));
  return {
    ...(isOld ? { batchcomplete: '' } : { batchcomplete: true }),
    ...(next !== undefined && { continue: { sroffset: next, continue: '-||' } }),
    query: { searchinfo: { totalhits: articles.length }, search: results },
  };
}

/** A page that was asked for: an article, or a title that leads nowhere. */
interface Asked {
  title: string;
  article: StoredArticle | undefined;
  index?: number;
  isInvalid?: boolean;
}

function pagesAnswer(wiki: Wiki, given: URLSearchParams, isOld: boolean): Json {
  const { asked, normalized, redirects, next } = select(wiki, given);
  if (asked.length === 0) return { batchcomplete: isOld ? '' : true };
  const { pages, excontinue } = withProperties(wiki, given, asked, isOld);
  const more = excontinue !== undefined || next !== undefined;
  return {
    ...(excontinue === undefined && { batchcomplete: isOld ? '' : true }),
    ...(more && {
      continue:
        excontinue === undefined
          ? { gsroffset: next, continue: 'gsroffset||' }
          : { excontinue, continue: '||info|pageprops|revisions' },
    }),
    query: {
      ...(normalized.length > 0 && { normalized }),
      ...(redirects.length > 0 && { redirects }),
      pages: isOld ? Object.fromEntries(pages.map((page, index) => [page.pageid ?? -1 - index, page])) : pages,
    },
  };
}

function select(wiki: Wiki, given: URLSearchParams) {
  const normalized: Json[] = [];
  const redirects: Json[] = [];
  if (given.get('generator') === 'search') {
    const { page, offset, next } = found(wiki, given, 'gsr');
    const asked: Asked[] = page.map((article, place) => ({ title: article.title, article, index: offset + place + 1 }));
    // As in life: by page id, and the ranking in `index`.
    asked.sort((first, second) => (first.article?.pageId ?? 0) - (second.article?.pageId ?? 0));
    return { asked, normalized, redirects, next };
  }
  const titles = listOf(given, 'titles');
  const ids = listOf(given, 'pageids');
  if (titles.length > 50 || ids.length > 50) {
    throw new ActionProblem('toomanyvalues', 'Too many values supplied for parameter "titles". The limit is 50.');
  }
  const asked: Asked[] = ids.map((id) => ({ title: id, article: wiki.byPageId(Number(id)) }));
  for (const title of titles) {
    const normal = normalTitle(title);
    if (normal !== title) normalized.push({ fromencoded: false, from: title, to: normal });
    const target = wiki.redirectOf(normal);
    if (target !== undefined && isSet(given, 'redirects')) redirects.push({ from: normal, to: target });
    const isInvalid = normal === '' || /[<>[\]{}#]/.test(normal);
    const name = target !== undefined && isSet(given, 'redirects') ? target : normal;
    if (!asked.some((each) => each.title === name)) asked.push({ title: name, article: wiki.byTitle(name), isInvalid });
  }
  return { asked, normalized, redirects, next: undefined };
}

function withProperties(wiki: Wiki, given: URLSearchParams, asked: readonly Asked[], isOld: boolean) {
  const props = listOf(given, 'prop');
  const isIntro = isSet(given, 'exintro');
  // Whole texts come one at a time, introductions twenty at a time.
  const mostExtracts = isIntro ? 20 : 1;
  const extracts = props.includes('extracts') ? Math.min(mostExtracts, wholeOf(given, 'exlimit', 20, 20)) : 0;
  const from = wholeOf(given, 'excontinue', 0, Number.MAX_SAFE_INTEGER);
  const pages = asked.map(({ title, article, index, isInvalid }, place): Json => {
    if (article === undefined) {
      const missing = isOld ? '' : true;
      return isInvalid
        ? { title, invalidreason: 'The requested page title is invalid.', invalid: missing }
        : { ns: 0, title, missing };
    }
    return {
      pageid: article.pageId,
      ns: 0,
      title: article.title,
      ...(index !== undefined && { index }),
      ...(place >= from && place < from + extracts && { extract: isIntro ? article.intro : article.text }),
      ...(props.includes('info') && infoOf(wiki, given, article)),
      ...(props.includes('pageprops') && { pageprops: propertiesOf(given, article) }),
      ...(props.includes('revisions') && {
        revisions: [{ revid: article.revision, parentid: article.revision - 7, timestamp: article.changedAt }],
      }),
      ...(props.includes('langlinks') && { langlinks: languageLinksOf(article, isOld) }),
    };
  });
  const next = from + extracts;
  return { pages, excontinue: extracts > 0 && next < asked.length ? next : undefined };
}

function infoOf(wiki: Wiki, given: URLSearchParams, { title, origin, revision, changedAt, text }: StoredArticle): Json {
  const key = encodeURI(keyOf(title)).replaceAll('?', '%3F');
  return {
    contentmodel: 'wikitext',
    pagelanguage: wiki.language,
    touched: changedAt,
    lastrevid: revision,
    length: text.length,
    ...(listOf(given, 'inprop').includes('url') && {
      fullurl: `${origin}/wiki/${key}`,
      editurl: `${origin}/w/index.php?title=${encodeURIComponent(keyOf(title))}&action=edit`,
      canonicalurl: `${origin}/wiki/${key}`,
    }),
  };
}

function propertiesOf(given: URLSearchParams, { isDisambiguation, pageId }: StoredArticle): Json {
  const wanted = given.has('ppprop') ? listOf(given, 'ppprop') : ['disambiguation', 'wikibase_item'];
  return {
    ...(isDisambiguation && wanted.includes('disambiguation') && { disambiguation: '' }),
    ...(wanted.includes('wikibase_item') && { wikibase_item: `Q${pageId}` }),
  };
}

function languageLinksOf({ languageLinks }: StoredArticle, isOld: boolean): Json[] {
  return Object.entries(languageLinks).map(([lang, title]) => ({ lang, ...(isOld ? { '*': title } : { title }) }));
}
