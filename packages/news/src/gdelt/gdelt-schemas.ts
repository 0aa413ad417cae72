import { isIsoDate, webAddress } from '@headwater/core';
import {
  array,
  type Infer,
  lenient,
  number,
  numberLike,
  object,
  oneOf,
  optional,
  record,
  refine,
  type Schema,
  strictObject,
  string,
  unknown,
} from '@headwater/core/schema';
import { tooShort } from './gdelt-query.ts';
import type { GdeltArticlesOptions, GdeltModeOptions, GdeltTimelineOptions, GdeltWindow } from './gdelt-types.ts';

const query = refine(
  refine(string(), (text) => text.trim() !== '' && text.isWellFormed(), 'must be a query of at least one word'),
  (text) => tooShort(text) === undefined,
  'holds a word of fewer than 3 characters, for which GDELT refuses the whole query',
);
const date = optional(refine(string(), isIsoDate, 'must be an ISO 8601 date such as 2024-05-31'));
const windowShape = {
  query,
  timespan: optional(
    refine(
      string({ pattern: /^\d{1,4}(?:min|h|hours?|d|days?|w|weeks?|m|months?)$/i }),
      (text) => !/^(?:0+[a-z]+|(?:\d|1[0-4])min)$/i.test(text),
      'must be at least 15min',
    ),
  ),
  start: date,
  end: date,
};

const windowRules = <Options extends GdeltWindow>(schema: Schema<Options>): Schema<Options> =>
  refine(
    refine(
      schema,
      ({ timespan, start, end }) => timespan === undefined || (start === undefined && end === undefined),
      'timespan cannot be combined with start or end',
    ),
    ({ start, end }) => start === undefined || end === undefined || !(Date.parse(start) > Date.parse(end)),
    'start must not be after end',
  );

const records = optional(number({ integer: true, minimum: 1, maximum: 250 }));

export const articlesInput = windowRules<GdeltArticlesOptions>(
  strictObject({ ...windowShape, maxRecords: records, sort: optional(string({ minLength: 1 })) }),
);
export const timelineInput = windowRules<GdeltTimelineOptions>(
  strictObject({
    ...windowShape,
    mode: optional(oneOf(['TimelineVol', 'TimelineVolRaw', 'TimelineTone', 'TimelineLang', 'TimelineSourceCountry'])),
    timelineSmooth: optional(number({ integer: true, minimum: 0, maximum: 30 })),
  }),
);
export const toneInput = windowRules<GdeltWindow>(strictObject(windowShape));
export const modeInput = windowRules<GdeltModeOptions>(
  strictObject({ ...windowShape, mode: string({ pattern: /^[A-Za-z]{3,40}$/ }), maxRecords: records }),
);

// What GDELT answers: the list, or `{}` for nothing. An object of other names is neither.

const field = lenient(string());

export const wireArticle = object({
  url: refine(string(), (url) => webAddress(url) !== undefined, 'expected an http(s) address'),
  url_mobile: field,
  title: field,
  seendate: field,
  socialimage: field,
  domain: field,
  language: field,
  sourcecountry: field,
});
export type WireArticle = Infer<typeof wireArticle>;

function listOrNothing<Item>(name: string): Schema<Record<string, Item[] | undefined>> {
  const schema = refine(
    record(unknown()),
    (answer) => Object.hasOwn(answer, name) || Object.keys(answer).length === 0,
    `expected "${name}" or nothing at all`,
  );
  return refine(
    schema,
    (answer) => answer[name] === undefined || Array.isArray(answer[name]),
    `expected "${name}" to be a list`,
  ) as Schema<Record<string, Item[] | undefined>>;
}
export const articlesOutput = listOrNothing<WireArticle>('articles');

export const wireSeries = object({
  series: lenient(string()),
  data: array(lenient(object({ date: string(), value: numberLike(), norm: lenient(numberLike()) }))),
});
export type WireSeries = Infer<typeof wireSeries>;
export const timelineOutput = listOrNothing<WireSeries>('timeline');

export const wireBin = object({
  bin: numberLike(),
  count: numberLike(),
  toparts: lenient(array(lenient(object({ url: string(), title: field })))),
});
export type WireBin = Infer<typeof wireBin>;
export const toneOutput = listOrNothing<WireBin>('tonechart');

export const modeOutput = record(unknown());
