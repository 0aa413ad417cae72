import { type CallOptions, placesOf, type ResultPromise, resultPromise } from '@headwater/core';
import { clockOf, dayMs, instantOf } from '../dates.ts';
import { type BackendPage, newsFace, type PageRequest } from '../news-face.ts';
import type { OpenedNews } from '../news-service.ts';
import type { GdeltSettings } from '../news-types.ts';
import { refusal } from '../refusal.ts';
import { vendorClient } from '../vendor-client.ts';
import { readableBody } from './gdelt-body.ts';
import { gdeltFailures } from './gdelt-errors.ts';
import { isBelow, toArticle, toBin, toNewsArticle, toSeries } from './gdelt-normalize.ts';
import { gdeltOperations } from './gdelt-operations.ts';
import { gdeltQuery, languageOf, searchableWords } from './gdelt-query.ts';
import { gdeltService } from './gdelt-service.ts';
import type {
  Gdelt,
  GdeltArticles,
  GdeltArticlesOptions,
  GdeltModeAnswer,
  GdeltModeOptions,
  GdeltTimeline,
  GdeltTimelineOptions,
  GdeltToneChart,
  GdeltWindow,
} from './gdelt-types.ts';

/** What GDELT officially searches. */
const officialDays = 92;
const defaultRecords = 75;
/** GDELT counts addresses, not keys: whoever hands one over must not get a pace of its own. */
const oneCaller = 'anonymous';

const withQuery = <Options extends { query: string }>(options: string | Options): Options =>
  typeof options === 'string' ? ({ query: options } as Options) : options;

export function openGdelt(settings: GdeltSettings): OpenedNews<Gdelt> {
  const failures = gdeltFailures(() => clockOf(current()));
  const vendor = vendorClient<GdeltSettings>(
    { ...gdeltService.definition(() => current()), parseFailure: failures.parseFailure },
    { ...settings, credentialId: settings.credentialId ?? oneCaller },
    async (next, url, init) => {
      const response = await next(url, init);
      return response.status === 200 ? readableBody(response) : response;
    },
  );
  const { client } = vendor;
  const current = (): GdeltSettings => vendor.current();
  const operations = gdeltOperations(failures, () => clockOf(current()));

  function noticesOf({ start }: GdeltWindow): string[] {
    if (start === undefined || instantOf(start, 'start') > clockOf(current()).now() - officialDays * dayMs) return [];
    return ['GDELT officially searches the last three months only; what is older may be incomplete'];
  }

  function articles(given: string | GdeltArticlesOptions, callOptions?: CallOptions): ResultPromise<GdeltArticles> {
    const options = withQuery(given);
    return resultPromise(client.call(operations.articles, options, callOptions), ({ value, skipped }) => {
      const list = value.articles ?? [];
      const places = placesOf(list.length, skipped);
      return {
        articles: list.map((wire, at) => toArticle(wire, places[at] as number)),
        skipped,
        truncated: list.length + skipped.length >= (options.maxRecords ?? defaultRecords),
        notices: noticesOf(options),
      };
    });
  }

  function timeline(given: string | GdeltTimelineOptions, callOptions?: CallOptions): ResultPromise<GdeltTimeline> {
    const options = withQuery(given);
    return resultPromise(client.call(operations.timeline, options, callOptions), ({ value, skipped }) => ({
      series: (value.timeline ?? []).map(toSeries),
      skipped,
      notices: noticesOf(options),
    }));
  }

  function toneChart(given: string | GdeltWindow, callOptions?: CallOptions): ResultPromise<GdeltToneChart> {
    const options = withQuery(given);
    return resultPromise(client.call(operations.toneChart, options, callOptions), ({ value, skipped }) => ({
      bins: (value.tonechart ?? []).map(toBin),
      skipped,
      notices: noticesOf(options),
    }));
  }

  function mode(options: GdeltModeOptions, callOptions?: CallOptions): ResultPromise<GdeltModeAnswer> {
    return resultPromise(client.call(operations.mode, options, callOptions), ({ value }) => ({
      answer: value,
      notices: noticesOf(options),
    }));
  }

  async function fetchPage(request: PageRequest, callOptions?: CallOptions): Promise<BackendPage> {
    const { since, until, includeDomains = [], excludeDomains = [], languages = [], newestFirst, size } = request;
    const { kept, left } = searchableWords(request.text);
    if (kept.length === 0) {
      throw refusal(
        'the query holds no word that GDELT can look for',
        operations.articles.name,
        'Use words of at least 3 characters.',
      );
    }
    const known = languages.every((tag) => languageOf(tag) !== undefined);
    const query = gdeltQuery({
      text: kept.join(' '),
      // A name with a hyphen finds nothing at GDELT: its end is searched for, and the rest is filtered here.
      domain: includeDomains.map((host) => host.slice(host.lastIndexOf('-') + 1)),
      noDomain: excludeDomains,
      sourceLanguages: known ? languages : [],
    });
    const sort = newestFirst ? 'DateDesc' : 'HybridRel';
    const call = articles({ query, start: since, end: until, maxRecords: size, sort }, callOptions).withResponse();
    const { result, response } = await call;
    const found = result.articles.filter(
      ({ url }) => (includeDomains.length === 0 || isBelow(url, includeDomains)) && !isBelow(url, excludeDomains),
    );
    const words = left.length === 0 ? [] : [`GDELT was not asked for these words: ${left.join(', ')}`];
    return {
      items: found.map(toNewsArticle),
      skipped: result.skipped,
      removed: 0,
      total: null,
      notices: [...result.notices, ...words],
      response,
      more: false,
      unsupportedValues: known ? [] : ['languages'],
      ...(result.truncated ? { truncated: `GDELT gives the first ${size} articles and has no further pages` } : {}),
    };
  }

  const face = newsFace(gdeltService, vendor, fetchPage, () => provider);
  const provider: Gdelt = Object.assign(face, { backend: 'gdelt' as const, articles, timeline, toneChart, mode });
  return { provider, fetchPage };
}

/**
 * Makes a client of GDELT's DOC API, which needs no key and promises nothing: slow, throttled, without paging, and what
 * it dates is when it saw an article.
 *
 * @throws {ConfigurationError} when a setting cannot be right
 */
export function createGdelt(settings: GdeltSettings = {}): Gdelt {
  return openGdelt(settings).provider;
}
