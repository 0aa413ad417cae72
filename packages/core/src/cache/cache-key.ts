import { isSecretHeader } from '../security/redact.ts';

/** Query parameters that carry a credential. */
const secretParameter =
  /([?&])((?:[\w.~-]*[-_.])?(?:api[-_]?key|apikey|app[-_]?id|key|token|access[-_]?token|auth|authorization|credential|jwt|pass|password|secret|client[-_]?secret|session|sig|signature))=([^&#]*)/gi;

/** Cheap and rough: most URLs have none of these in them. */
const mayHoldSecret = /key|token|auth|cred|jwt|pass|secret|sess|sig|app[-_]?id/i;

export interface KeyedUrl {
  /** Without its fragment, and without what a credential's parameter held. */
  url: string;
  /** What was taken out, as `name=value` lines; empty for none. */
  credentials: string;
}

/** Takes credentials out of a URL, so that none gets into a key. */
export function splitUrl(url: string): KeyedUrl {
  const hash = url.indexOf('#');
  const whole = hash < 0 ? url : url.slice(0, hash);
  const query = whole.indexOf('?');
  if (query < 0 || !mayHoldSecret.test(whole)) return { url: whole, credentials: '' };
  let credentials = '';
  const clean = whole.replace(secretParameter, (_match, before: string, name: string, value: string) => {
    credentials += `?${name}=${value}\n`;
    return `${before}${name}=*`;
  });
  return { url: clean, credentials };
}

/** The credentials among a request's header fields, one a line in one order; empty for none. */
export function credentialFields(headers: ReadonlyMap<string, string>): string {
  let lines: string[] | undefined;
  for (const [name, value] of headers) {
    if (isSecretHeader(name)) {
      lines ??= [];
      lines.push(`${name}: ${value}\n`);
    }
  }
  return lines === undefined ? '' : lines.sort().join('');
}

/** Texts that must not be stored with an answer: what credentials are made of, long enough to be one. */
export function secretTexts(credentials: string): string[] {
  const texts = credentials.split('\n').flatMap((line) => {
    const value = line.slice(line.search(/[=:]/) + 1).trim();
    // `Bearer abc` and `a=1; session=abc`: the parts are secrets as well as the whole.
    return [value, ...value.split(/[\s;,]+/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)])];
  });
  return [...new Set(texts)].filter((text) => text.length >= 8);
}
