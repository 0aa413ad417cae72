const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntity(whole: string, body: string): string {
  if (!body.startsWith('#')) return named[body.toLowerCase()] ?? whole;
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}

const decode = (text: string): string => text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, decodeEntity);

const isShortened = (shown: string): boolean => shown === '' || /(?:\.\.\.|…)$/.test(shown);

/** What a tag leaves in the text. */
const breaks: Readonly<Record<string, string>> = { p: '\n\n', br: '\n' };

/**
 * The text of what Hacker News sends as HTML: paragraphs, links, emphasis and code. Shortened link texts become the whole
 * address; tags go, entities become characters. One pass over the text, however broken it is.
 */
export function htmlToText(html: string): string {
  let text = '';
  let link: { href: string; from: number } | undefined;
  let at = 0;
  for (;;) {
    const open = html.indexOf('<', at);
    const close = open < 0 ? -1 : html.indexOf('>', open);
    if (close < 0) break;
    const [, slash, name] = /^<(\/?)([a-z]+)/i.exec(html.slice(open, open + 16)) ?? [];
    if (name === undefined) {
      text += html.slice(at, open + 1);
      at = open + 1;
      continue;
    }
    text += html.slice(at, open);
    at = close + 1;
    if (slash === '') text += breaks[name.toLowerCase()] ?? '';
    if (name.toLowerCase() !== 'a') continue;
    if (slash === '') {
      const href = /\shref="([^"]*)"/i.exec(html.slice(open, close))?.[1];
      link = href === undefined ? undefined : { href, from: text.length };
    } else if (link !== undefined) {
      if (isShortened(text.slice(link.from))) text = text.slice(0, link.from) + link.href;
      link = undefined;
    }
  }
  return decode(text + html.slice(at)).trim();
}
