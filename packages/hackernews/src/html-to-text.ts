const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntity(whole: string, body: string): string {
  if (!body.startsWith('#')) return named[body.toLowerCase()] ?? whole;
  const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}

const decode = (text: string): string => text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, decodeEntity);

/**
 * The text of what Hacker News sends as HTML: paragraphs, links, emphasis and code. Shortened link texts become the whole
 * address; tags go, entities become characters.
 */
export function htmlToText(html: string): string {
  const withLinks = html.replaceAll(
    /<a\s[^>]{0,4000}?href="([^"]{0,4000})"[^>]{0,4000}>([^<]{0,4000})<\/a>/gi,
    (_, href, shown) => {
      const isShortened = /(?:\.\.\.|…)$/.test(shown) || shown === '';
      return isShortened ? href : shown;
    },
  );
  return decode(
    withLinks
      .replaceAll(/<p(?:\s[^<>]{0,100})?>/gi, '\n\n')
      .replaceAll(/<br(?:\s[^<>]{0,100})?\/?>/gi, '\n')
      .replaceAll(/<\/?[a-z][^<>]{0,4000}>/gi, ''),
  ).trim();
}
