import { cleanText } from '@headwater/core';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const comments = /<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>|<\?[^>]*\?>/g;
/** The same formula a second time, for machines. */
const machineFormulas = /<(?:jats:)?tex-math\b[^>]*>[\s\S]*?<\/(?:jats:)?tex-math>/gi;
const headings = /<(?:jats:)?title\b[^>]*>\s*(?:abstract|summary)\s*:?\s*<\/(?:jats:)?title>/gi;
const blocks =
  /<\/?(?:jats:)?(?:p|sec|title|abstract|list|list-item|def-list|def-item|disp-formula|disp-quote|table-wrap|fig|break|br|div)\b[^>]*>/gi;
/** A tag begins with a letter: `p < 0.05` is no markup. */
const tags = /<\/?[a-z][^<>]*>/gi;
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
  const bare = text
    .replaceAll(comments, '')
    .replaceAll(machineFormulas, '')
    .replaceAll(headings, '')
    .replaceAll(blocks, '\n')
    .replaceAll(tags, '');
  return tidy(cleanText(resolve(bare)));
}

/** Twice, because abstracts are deposited escaped inside escaped: `&amp;lt;`. */
const resolve = (text: string): string => resolveOnce(resolveOnce(text));

function resolveOnce(text: string): string {
  return text.replaceAll(references, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
