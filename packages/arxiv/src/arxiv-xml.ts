const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Replaces XML's five entities and numbered characters, each once: what comes out is not looked at again, so that nothing
 * can expand. Numbers that are no character become U+FFFD.
 */
export function decodeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-f]{1,8})|#(\d{1,9})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Titles and abstracts hold line breaks and runs of blanks that are none of theirs. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
