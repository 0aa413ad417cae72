import { allWords } from '@headwater/testkit';

export { createTextIndex, type TextIndex } from '@headwater/testkit';

export const rawWordsOf = allWords;

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Some twenty words around the first match, as HTML with the matches marked. */
export function snippetOf(text: string, query: string): string {
  const wanted = new Set(allWords(query));
  const words = text.split(/\s+/);
  const isMatch = (word: string): boolean => allWords(word).some((each) => wanted.has(each));
  const first = Math.max(0, words.findIndex(isMatch));
  const from = Math.max(0, first - 6);
  return words
    .slice(from, from + 22)
    .map((word) => (isMatch(word) ? `<span class="searchmatch">${escapeHtml(word)}</span>` : escapeHtml(word)))
    .join(' ');
}
