/** `en-GB` → `en`; `undefined` for what is no language tag. */
export function baseLanguage(tag: string): string | undefined {
  return /^([a-z]{2,3})(?:[-_][a-z0-9]+)*$/i.exec(tag.trim())?.[1]?.toLowerCase();
}

/** The languages GDELT translates, by their ISO 639-1 codes. */
const codes =
  'af sq am ar hy az eu be bn bs bg ca zh hr cs da nl en et fi fr gl ka de el gu he hi hu is id ga it ja kn kk km ko ku ky lo lv lt mk ms ml mt mr mn ne no ps fa pl pt pa ro ru sr sd si sk sl so es sw sv tg ta te th tr uk ur uz vi cy';

let byName: Map<string, string> | undefined;
let names: Intl.DisplayNames | undefined;

/** `de` → `german`; `undefined` for a language without an English name. */
export function englishName(code: string): string | undefined {
  names ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  return names.of(code)?.toLowerCase();
}

/** `German` → `de`; `undefined` for a name that is none of the common languages'. */
export function languageCode(name: string): string | undefined {
  byName ??= new Map(codes.split(' ').map((code) => [englishName(code) ?? code, code]));
  return byName.get(name.trim().toLowerCase());
}
