import { cleanText } from '@headwater/core';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** What is left out with all that it holds: comments, instructions, and the same formula a second time for machines. */
const unseen: readonly (readonly [open: RegExp, close: RegExp])[] = [
  [/<!--/g, /-->/g],
  [/<\?/g, /\?>/g],
  [/<(?:jats:)?tex-math\b/gi, /<\/(?:jats:)?tex-math>/gi],
];
const rare = /<(?:[!?]|(?:jats:)?tex-math)/i;
const cdata = /<!\[CDATA\[|\]\]>/g;
const headings = /<(?:jats:)?title\b[^<>]*>\s{0,20}(?:abstract|summary)\s{0,20}:?\s{0,20}<\/(?:jats:)?title>/gi;
const block =
  /^\/?(?:jats:)?(?:p|sec|title|abstract|list|list-item|def-list|def-item|disp-formula|disp-quote|table-wrap|fig|break|br|div)\b/i;
/** What follows on `<` in a tag, which begins with a letter: `p < 0.05` is no markup. */
const tag = /^\/?[a-z][^<>]*>/i;
const references = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi;

/**
 * The text of a JATS fragment, as it stands in `abstract`: paragraphs and section titles on lines of their own, markup
 * gone, character references resolved. A heading that only says "Abstract" is left out.
 *
 * Plain text is given back as it is. The result is text and nothing else: never put it into a page unescaped.
 */
export function stripJats(xml: string): string {
  const text = cleanText(xml);
  if (!/[<&]/.test(text)) return tidy(text);
  // Most abstracts are plain paragraphs: the rarer patterns are looked for where they can be.
  const seen = rare.test(text)
    ? unseen.reduce((left, [open, close]) => without(left, open, close), text).replaceAll(cdata, '')
    : text;
  const bare = withoutTags(/<(?:jats:)?title/i.test(seen) ? seen.replaceAll(headings, '') : seen);
  return tidy(bare.includes('&') ? cleanText(resolveOnce(resolveOnce(bare))) : bare);
}

/** Paragraphs begin a line, other tags leave nothing. Going from one `<` to the next costs a quarter of a pattern over all. */
function withoutTags(text: string): string {
  const [first = '', ...pieces] = text.split('<');
  let kept = first;
  for (const piece of pieces) {
    const found = tag.exec(piece)?.[0];
    if (found === undefined) kept += `<${piece}`;
    else kept += (block.test(found) ? '\n' : '') + piece.slice(found.length);
  }
  return kept;
}

/** In one pass: a pattern over both ends would look for the second end anew from every first. */
function without(text: string, open: RegExp, close: RegExp): string {
  let kept = '';
  let place = 0;
  for (;;) {
    open.lastIndex = place;
    const start = open.exec(text);
    if (start === null) break;
    close.lastIndex = open.lastIndex;
    if (close.exec(text) === null) break;
    kept += text.slice(place, start.index);
    place = close.lastIndex;
  }
  return kept + text.slice(place);
}

/** To be done twice, because abstracts are deposited escaped inside escaped: `&amp;lt;`. */
function resolveOnce(text: string): string {
  return text.replaceAll(references, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** Blanks that are more than one, or none that a line should hold. */
const untidy = / {2}|[^\S ]/;

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => (untidy.test(line) ? line.replaceAll(/[^\S\n]+/g, ' ') : line).trim())
    .filter((line) => line !== '')
    .join('\n');
