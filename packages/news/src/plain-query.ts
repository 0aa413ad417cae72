/**
 * Words and balanced phrases of a text, without anything these services read as an operator: what a person or a model
 * typed must search, not steer the search.
 */
export function plainQuery(text: string): string[] {
  const balanced = (text.match(/"/g)?.length ?? 0) % 2 === 0 ? text : text.replaceAll('"', ' ');
  const parts = balanced.match(/"[^"]*"|[^\s"]+/g) ?? [];
  return parts.flatMap((part) => {
    if (part.startsWith('"')) {
      const words = wordsOf(part);
      return words.length === 0 ? [] : [`"${words.join(' ')}"`];
    }
    // `AND`, `OR` and `NOT` are operators in capitals only.
    return wordsOf(part).map((word) => (/^(?:AND|OR|NOT)$/.test(word) ? word.toLowerCase() : word));
  });
}

/** Letters and digits, with what may stand inside a word. */
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}’'.-]*(?<![’'.-])/gu) ?? [];
