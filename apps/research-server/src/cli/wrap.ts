import { safeText } from './safe-text.ts';

/** Text from outside as lines of at most `width`, broken at spaces; a word longer than the line stays whole. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of safeText(text).split(/ +/)) {
    const grown = line === indent ? `${line}${word}` : `${line} ${word}`;
    if (grown.length > width && line !== indent) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = grown;
  }
  return [...lines, line].join('\n');
}
