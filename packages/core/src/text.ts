/**
 * Makes text from a source storable once and for all: well-formed UTF-16 without NUL, so that every store gives back
 * what it was given and quote offsets stay true. Lone surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/**
 * The address of a document as a source gives it, made storable; `undefined` for what is no http or https URL. A link
 * that a page will show must not be able to hold a script.
 */
export function webAddress(text: string | null | undefined): string | undefined {
  const address = cleanText(text ?? '').trim();
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}

/** Names that RFC 2606 and RFC 6761 set aside: what stands there can never be a real source. */
const reservedHost =
  /^(?:[^@/?#]*@)?(?:[^:/?#]*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)\.?(?::\d*)?$/i;

/** Whether an http or https address is under a reserved name, as all invented documents of this project's emulators are. */
export function isReservedAddress(address: string | null | undefined): boolean {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(address ?? '')?.[1];
  return authority !== undefined && reservedHost.test(authority);
}
