const mask = '[redacted]';

/** Shapes a credential takes in text, whoever wrote it. */
const patterns: readonly [RegExp, string][] = [
  [/\b(bearer|basic|token)\s+[\w\-.~+/=]{8,}/gi, `$1 ${mask}`],
  [
    /(["']?(?:x-)?(?:api[-_]?key|access[-_]?token|client[-_]?secret|authorization|password)["']?\s*[:=]\s*["']?)[^\s"',;&}]{4,}/gi,
    `$1${mask}`,
  ],
  [/([?&](?:api[-_]?key|apikey|key|token|access_token|auth|signature|sig)=)[^&#\s"']+/gi, `$1${mask}`],
  [/\/\/[^/\s:@]+:[^/\s@]+@/g, `//${mask}@`],
];

/**
 * Removes credentials from text: every given secret, plain, cut short, or encoded (percent, JSON, HTML, base64, hex, also
 * mixed and inside other text), and whatever looks like a credential by its shape.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  // A secret may be part of a longer one.
  const known = secrets.length > 1 ? [...secrets].sort((a, b) => b.length - a.length) : secrets;
  for (const secret of known) {
    for (const pattern of secretPatterns(secret)) clean = clean.replace(pattern, mask);
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** `redactText` for text that hardly ever holds a secret, such as the request id of a success: cheap when it holds none. */
export function redactEcho(text: string, secrets: Iterable<string>): string {
  for (const secret of secrets) {
    if (secret.length >= shortest && text.includes(secret)) return redactText(text, [...secrets]);
  }
  return text;
}

/** Headers whose values are never shown. */
export function isSecretHeader(name: string): boolean {
  return /key|token|auth|secret|cookie|signature|passw|credential|session/i.test(name);
}

/** Names, in a query or a body, whose values are never shown: `api_key`, `accessToken`, `password`, … */
function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2');
  return /(^|[^a-z])(key|apikey|token|secret|passwd|password|passphrase|auth|authorization|signature|sig|credential)$/i.test(
    words,
  );
}

const mostNodes = 1000;

/** What of a request must not be shown beside its key: values whose names say so, in its query, headers and body. */
export function requestSecrets(request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(request.headers)) if (isSecretHeader(name)) found.push(value);
  const query = /\?([^#]*)/.exec(request.url)?.[1];
  for (const [name, value] of new URLSearchParams(query)) if (isSecretName(name)) found.push(value);
  const waiting: unknown[] = [request.json];
  for (let nodes = 0; waiting.length > 0 && nodes < mostNodes; nodes += 1) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'object') waiting.push(value);
      else if (typeof value === 'string' && isSecretName(name)) found.push(value);
    }
  }
  return found;
}

/** Shorter strings would blank out ordinary words; no service issues such keys. */
const shortest = 4;
/** A beginning this long is a cut-off secret, not a word. */
const tellingStart = 8;
const mostRemembered = 32;
const remembered = new Map<string, readonly RegExp[]>();

/** Made when the first error that knows the secret is, and kept for the next ones. */
function secretPatterns(secret: string): readonly RegExp[] {
  if (secret.length < shortest) return [];
  let made = remembered.get(secret);
  if (made === undefined) {
    made = makePatterns(secret);
    if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value as string);
    remembered.set(secret, made);
  }
  return made;
}

function makePatterns(secret: string): RegExp[] {
  const characters = [...secret];
  const sources: string[] = [];
  for (const notation of [asWritten, asJson(1), asJson(2)]) {
    const whole = characters.map(notation);
    sources.push(whole.join(''));
    if (whole.length > tellingStart) sources.push(`${whole.slice(0, tellingStart).join('')}[^\\s"'<>&,;:)\\]}]*`);
  }
  const bytes = new TextEncoder().encode(secret);
  const encodings = [bytes];
  // What a program that knows no Unicode makes of it.
  if (bytes.length !== secret.length && /^[\0-\xff]*$/.test(secret)) {
    encodings.push(Uint8Array.from(secret, (character) => character.charCodeAt(0)));
  }
  for (const encoded of encodings) {
    sources.push([...encoded].map(hexOf).join(''));
    // Inside other text it may begin at any of three places of a group.
    for (const offset of [0, 1, 2]) sources.push(base64Core(encoded, offset));
  }
  return sources.filter((source) => source !== '').map((source) => new RegExp(source, 'g'));
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
/** A byte in hexadecimal, of either case. */
const hexOf = (byte: number) =>
  byte
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** A pattern for one character as plain text, URLs, forms and HTML write it. */
function asWritten(character: string): string {
  const code = character.codePointAt(0) as number;
  const percent = [...new TextEncoder().encode(character)].map((byte) => `%(?:25){0,2}${hexOf(byte)}`).join('');
  const forms = [literal(character), percent, `&#0*${code};`, `&#[xX]0*${hexOf(code).replace(/^0/, '')};`];
  if (character === ' ') forms.push('\\+');
  if (entities[character] !== undefined) forms.push(`&${entities[character]};`);
  return `(?:${forms.join('|')})`;
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/**
 * The same in JSON, `level` times one inside the other. Every level is a pattern of its own: a mix of all would try a
 * row of backslashes in endless combinations.
 */
function asJson(level: number): (character: string) => string {
  const escaping = `\\\\{${2 ** level - 1}}`;
  return (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    const unicode = units.map((unit) => `${escaping}u${hexOf(unit >> 8)}${hexOf(unit & 0xff)}`).join('');
    if (character === '/') return `(?:(?:${escaping})?\\/|${unicode})`;
    if (/["\\\n\r\t\b\f]/.test(character))
      return `(?:${escaping}${shortEscapes[character] ?? literal(character)}|${unicode})`;
    return `(?:${literal(character)}|${unicode})`;
  };
}

/** The characters of base64 (either alphabet) that these bytes alone decide, when they begin `offset` bytes into a group. */
function base64Core(bytes: Uint8Array, offset: number): string {
  let binary = '\0'.repeat(offset);
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const core = btoa(binary).slice(Math.ceil((offset * 8) / 6), Math.floor((binary.length * 8) / 6));
  if (core.length < shortest + 1) return '';
  const either = core.replace(/[+/]/g, (sign) => (sign === '+' ? '(?:[+-]|%2[bB])' : '(?:[/_]|%2[fF]|\\\\+/)'));
  return `${either}(?:[\\w+/-]?(?:=|%3[dD]){0,2})`;
}

const maxCauseDepth = 4;

/**
 * A copy of a cause that keeps what helps (name, message, code, stack) and drops what may hold a secret (request,
 * response, headers, config and every other own property).
 */
export function safeCause(cause: unknown, secrets?: readonly string[], depth = 0): unknown {
  if (typeof cause === 'string') return redactText(cause, secrets);
  if (typeof cause === 'symbol' || typeof cause === 'function') return undefined;
  if (typeof cause !== 'object' || cause === null) return cause;
  const read = (key: 'name' | 'message' | 'code' | 'stack' | 'cause') => {
    try {
      return (cause as Record<string, unknown>)[key];
    } catch {
      // A getter that throws has nothing to tell.
      return undefined;
    }
  };
  const text = (value: unknown) => (typeof value === 'string' ? redactText(value, secrets) : undefined);
  const code = read('code');
  const shownCode = typeof code === 'number' ? code : text(code);
  const copy = new Error(text(read('message')) || (typeof shownCode === 'string' ? shownCode : ''));
  const hide = (key: string, value: unknown) =>
    Object.defineProperty(copy, key, { value, configurable: true, writable: true });
  hide('name', text(read('name')) ?? 'Error');
  const stack = text(read('stack'));
  if (stack !== undefined) hide('stack', stack);
  if (shownCode !== undefined) Object.assign(copy, { code: shownCode });
  const inner = read('cause');
  if (inner !== undefined && depth < maxCauseDepth) hide('cause', safeCause(inner, secrets, depth + 1));
  return copy;
}
