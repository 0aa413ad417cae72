import { type Clock, defineOperation, type Operation, type QueryValue, type Schema } from '@headwater/core';
import { instantOf } from '../dates.ts';
import type { GdeltFailures } from './gdelt-errors.ts';
import {
  articlesInput,
  articlesOutput,
  modeInput,
  modeOutput,
  timelineInput,
  timelineOutput,
  toneInput,
  toneOutput,
  type WireArticle,
  type WireBin,
  type WireSeries,
  wireArticle,
  wireBin,
  wireSeries,
} from './gdelt-schemas.ts';
import type { GdeltArticlesOptions, GdeltModeOptions, GdeltTimelineOptions, GdeltWindow } from './gdelt-types.ts';

/** The first articles GDELT's search knows. */
const archiveStart = '20170101000000';

const stamp = (instant: number) => new Date(instant).toISOString().replace(/[-T:]|\..*$/g, '');

/** Without `format` the answer is a web page. GDELT wants both ends of a window. */
function windowQuery({ query, timespan, start, end }: GdeltWindow, now: number): Record<string, QueryValue> {
  const open = start === undefined && end === undefined;
  return {
    query,
    format: 'json',
    timespan,
    startdatetime: open ? undefined : start === undefined ? archiveStart : stamp(instantOf(start, 'start')),
    enddatetime: open ? undefined : stamp(end === undefined ? now : instantOf(end, 'end')),
  };
}

export interface GdeltOperations {
  articles: Operation<GdeltArticlesOptions, Record<string, WireArticle[] | undefined>>;
  timeline: Operation<GdeltTimelineOptions, Record<string, WireSeries[] | undefined>>;
  toneChart: Operation<GdeltWindow, Record<string, WireBin[] | undefined>>;
  mode: Operation<GdeltModeOptions, Record<string, unknown>>;
}

/** https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/. Ten to twenty seconds are a normal time for an answer. */
export function gdeltOperations(failures: GdeltFailures, clock: () => Clock): GdeltOperations {
  function operation<Input extends GdeltWindow, Output>(
    name: string,
    input: Schema<Input>,
    output: Schema<Output>,
    own: (input: Input) => Record<string, QueryValue>,
    items?: { at: string; schema: Schema<unknown> },
  ): Operation<Input, Output> {
    return defineOperation({
      name: `gdelt.${name}`,
      method: 'GET',
      path: '/doc',
      safety: 'read',
      billed: false,
      attemptTimeoutMs: 45_000,
      timeoutMs: 120_000,
      input,
      request: (options: Input) => ({ query: { ...windowQuery(options, clock().now()), ...own(options) } }),
      output,
      softError: failures.softError,
      // GDELT looks for news every quarter of an hour.
      cacheTtlMs: 900_000,
      ...(items === undefined ? {} : { items }),
    });
  }
  return {
    articles: operation(
      'articles',
      articlesInput,
      articlesOutput,
      ({ maxRecords, sort }) => ({ mode: 'ArtList', maxrecords: maxRecords, sort }),
      { at: 'articles', schema: wireArticle },
    ),
    timeline: operation(
      'timeline',
      timelineInput,
      timelineOutput,
      ({ mode = 'TimelineVol', timelineSmooth }) => ({ mode, timelinesmooth: timelineSmooth }),
      { at: 'timeline', schema: wireSeries },
    ),
    toneChart: operation('toneChart', toneInput, toneOutput, () => ({ mode: 'ToneChart' }), {
      at: 'tonechart',
      schema: wireBin,
    }),
    mode: operation('mode', modeInput, modeOutput, ({ mode, maxRecords }) => ({ mode, maxrecords: maxRecords })),
  };
}
