import { cleanText } from '@headwater/core';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decode(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** The text of a snippet of HTML in one line: tags gone, entities read once. Not for whole pages, nor for showing as HTML. */
export function plainText(html: string): string {
  return oneLine(decode(html.replaceAll(/<[^<>]*>/g, '')));
}

export function oneLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ').trim();
}

/** Text of several paragraphs: line breaks stay. */
export function paragraphs(text: string): string {
  return cleanText(text)
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Addresses of files begin with two slashes. */
export function absolute(address: string): string {
  return address.startsWith('//') ? `https:${address}` : address;
}

const commonWords = new Set(
  `a about after all also an and any are as at be been but by can could did do does for from had has have how i if in into is
  it its may more most no not of on or our over should so some such than that the their them then there these they this those
  to under was we were what when where which while who whom whose why will with would you`.split(/\s+/),
);
/** The service takes no longer search: https://www.mediawiki.org/wiki/Help:CirrusSearch */
const longestQuery = 300;

/**
 * Plain words as a search for pages with any of them: the ranking puts those with most first. Nothing in the text can act
 * as an operator or a keyword of the search language.
 */
export function wordsQuery(text: string): string {
  const words = [
    ...new Set(
      text
        .toWellFormed()
        .toLowerCase()
        .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [],
    ),
  ];
  const telling = words.filter((word) => !commonWords.has(word));
  let query = '';
  for (const word of telling.length > 0 ? telling : words) {
    const longer = query === '' ? word : `${query} OR ${word}`;
    if (longer.length > longestQuery) break;
    query = longer;
  }
  return query;
}
