import { cleanText, tellingWords } from '@headwater/core';

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

/** The service takes no longer search: https://www.mediawiki.org/wiki/Help:CirrusSearch */
const longestQuery = 300;

/**
 * Plain words as a search for pages with any of them: the ranking puts those with most first. Nothing in the text can act
 * as an operator or a keyword of the search language.
 */
export function wordsQuery(text: string): string {
  const words = text
    .toWellFormed()
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}]+/gu);
  let query = '';
  for (const word of tellingWords(words ?? [])) {
    const longer = query === '' ? word : `${query} OR ${word}`;
    if (longer.length > longestQuery) break;
    query = longer;
  }
  return query;
}
