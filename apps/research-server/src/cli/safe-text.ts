/**
 * Text from outside, made harmless for a terminal: control characters (escape sequences among them) and bidirectional
 * overrides become visible tokens. Line breaks and tabs stay when `multiline` is set.
 */
export function safeText(text: string, { multiline = false }: { multiline?: boolean } = {}): string {
  return text.toWellFormed().replace(unsafe, (character) => {
    if (character === '\n' || character === '\t') return multiline ? character : ' ';
    if (character === '\r') return multiline ? '' : ' ';
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

// C0 and C1 controls, DEL; line and paragraph separators; bidirectional marks, embeddings, overrides and isolates;
// zero-width characters that hide text; tag characters.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
