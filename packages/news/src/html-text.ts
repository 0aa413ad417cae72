import { cleanText } from '@headwater/core';

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  pound: '£',
  euro: '€',
};

function decode(entity: string, name: string): string {
  if (!name.startsWith('#')) return named[name.toLowerCase()] ?? entity;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

/**
 * The text of a piece of HTML, for reading and quoting: markup dropped, blocks on lines of their own, entities decoded.
 * Not a sanitiser: do not put its result back into a page as HTML.
 */
export function htmlToText(html: string): string {
  const bare = html
    .replace(/<(script|style)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(?:br|\/?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|figure))\b[^<>]*>/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi, decode);
  return cleanText(bare)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Text that holds something, without markup; otherwise `null`. */
export function textOrNull(value: string | null | undefined): string | null {
  return value == null ? null : htmlToText(value) || null;
}

/** Plain text that holds something, on one line; otherwise `null`. */
export function lineOrNull(value: string | null | undefined): string | null {
  return value == null ? null : cleanText(value).replace(/\s+/g, ' ').trim() || null;
}
