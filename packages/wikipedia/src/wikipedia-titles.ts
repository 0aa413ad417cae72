import { InvalidRequestError } from '@headwater/core';

/** No title holds these, and an address would mean something else by them: https://www.mediawiki.org/wiki/Manual:Page_title */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const forbidden = /[#<>[\]{}|\x00-\x1f\x7f\ufffd]/;
const mostBytes = 255;

/**
 * A title as it stands in addresses: underscores for blanks, the first letter large, as the service would redirect to.
 *
 * @throws {InvalidRequestError} for what no page can be called
 */
export function titleKey(title: unknown, operation: string): string {
  const text =
    typeof title === 'string'
      ? title
          .normalize('NFC')
          .replaceAll(/[\s_]+/g, '_')
          .replaceAll(/^_+|_+$/g, '')
      : '';
  const problem =
    text === ''
      ? 'is empty'
      : forbidden.test(text) || !text.isWellFormed()
        ? 'holds a character that no title has'
        : new TextEncoder().encode(text).length > mostBytes
          ? `is longer than ${mostBytes} bytes`
          : /^\.{1,2}$/.test(text)
            ? 'is no title'
            : undefined;
  if (problem !== undefined) {
    throw new InvalidRequestError(`the title ${problem}`, {
      provider: 'wikipedia',
      operation,
      hint: 'Nothing was sent. Give a title such as "Urban heat island".',
    });
  }
  return text.replace(/^\p{Ll}/u, (letter) => (letter.toUpperCase().length === 1 ? letter.toUpperCase() : letter));
}

/** `de` for `de-AT`: wikis are one for a language. */
export function wikiCode(tag: string): string | undefined {
  const primary = /^([a-z]{2,3})(?:-|$)/i.exec(tag)?.[1]?.toLowerCase();
  return primary === 'nb' ? 'no' : primary;
}
