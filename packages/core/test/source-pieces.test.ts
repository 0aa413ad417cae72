import { describe, expect, it } from 'vitest';
import {
  checkItems,
  instantOf,
  isSampleVenue,
  publishedDate,
  requiredWords,
  tellingWords,
  utcDayOf,
} from '../src/index.ts';
import { number, object, string } from '../src/schema/index.ts';

describe('the instant a date of a query means', () => {
  it.each([
    ['2024-05-31', 'start', '2024-05-31T00:00:00.000Z'],
    ['2024-05-31', 'end', '2024-05-31T23:59:59.999Z'],
    ['2024-05-31T10:00:00', 'start', '2024-05-31T10:00:00.000Z'],
    ['2024-05-31T10:00:00', 'end', '2024-05-31T10:00:00.000Z'],
    ['2024-05-31T23:00:00-05:00', 'end', '2024-06-01T04:00:00.000Z'],
  ] as const)('%s as the %s is %s', (date, bound, instant) =>
    expect(new Date(instantOf(date, bound)).toISOString()).toBe(instant),
  );

  it.each([
    ['2024-05-31', '2024-05-31'],
    ['2024-05-31T23:00:00', '2024-05-31'],
    ['2024-05-31T23:00:00-05:00', '2024-06-01'],
  ])('%s falls on %s', (date, day) => expect(utcDayOf(date)).toBe(day));
});

it.each([
  ['2024-05-31', 2023, '2024-05-31'],
  ['2024-02-31', 2024, '2024'],
  [null, 2024, '2024'],
  [undefined, null, undefined],
  ['soon', 20240, undefined],
  [null, 2024.5, undefined],
])('a work of the date %j and the year %j appeared at %j', (date, year, published) =>
  expect(publishedDate(date, year)).toBe(published),
);

describe('the words of a question', () => {
  it.each([
    ['What do people say about heat pumps?', 'heat pumps?'],
    ['heat "pumps" - today', 'heat "pumps" today'],
    ['What is it?', 'What is it?'],
    ['not all cats', 'not all cats'],
  ])('%j that a post has to hold are %j', (question, words) => expect(requiredWords(question)).toBe(words));

  it.each([
    [
      ['how', 'do', 'heat', 'pumps', 'heat'],
      ['heat', 'pumps'],
    ],
    [['not', 'all', 'cats'], ['cats']],
    [
      ['what', 'is', 'what'],
      ['what', 'is'],
    ],
    [[], []],
  ])('of %j worth finding are %j', (words, telling) => expect(tellingWords(words)).toEqual(telling));
});

describe('sample text', () => {
  it.each([
    ['Headwater sample corpus', true],
    [' Sample Corpus ', true],
    ['Sample corpus linguistics', false],
    ['resample corpus', false],
    [null, false],
  ])('appeared in %j: %j', (venue, isSample) => expect(isSampleVenue(venue)).toBe(isSample));
});

describe('items checked one by one', () => {
  const schema = object({ name: string(), size: object({ height: number() }) });
  const good = { name: 'a', size: { height: 1 } };

  it('survive a malformed one among them, which is named with its place', () => {
    const { items, skipped } = checkItems([good, null, good, { name: 'b', size: { height: 'x' } }], schema);
    expect(items).toEqual([good, good]);
    expect(skipped).toEqual([
      { index: 1, reason: expect.stringMatching(/object/) },
      { index: 3, reason: expect.stringMatching(/^size\.height: .*number/) },
    ]);
  });

  it('are placed where the caller says', () => {
    expect(checkItems([null], schema, (item, index) => (item === null ? 7 : index)).skipped[0]?.index).toBe(7);
  });

  it('need a schema that answers at once', () => {
    const later = { '~standard': { version: 1, vendor: 'toy', validate: async () => ({ value: 1 }) } } as never;
    expect(() => checkItems([1], later)).toThrow(TypeError);
  });
});
