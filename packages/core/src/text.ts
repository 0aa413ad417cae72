/**
 * Makes text from a source storable once and for all: well-formed UTF-16 without NUL, so that every store gives back
 * what it was given and quote offsets stay true. Lone surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
