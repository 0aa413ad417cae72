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
 * Removes credentials from text: every given secret in its plain, percent-encoded and base64 form, and whatever looks
 * like a credential by its shape.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    for (const form of secretForms(secret)) clean = clean.replaceAll(form, mask);
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** Headers whose values are never shown. */
export function isSecretHeader(name: string): boolean {
  return /key|token|auth|secret|cookie|signature|password/i.test(name);
}

function secretForms(secret: string): string[] {
  // Shorter strings would blank out ordinary words; no service issues such keys.
  if (secret.length < 4) return [];
  const forms = new Set([secret, JSON.stringify(secret).slice(1, -1)]);
  try {
    forms.add(encodeURIComponent(secret));
    forms.add(btoa(secret));
  } catch {
    // A lone surrogate or a character outside Latin-1 has no such form.
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

const maxCauseDepth = 4;

/**
 * A copy of a cause that keeps what helps (name, message, code, stack) and drops what may hold a secret (request,
 * response, headers, config and every other own property).
 */
export function safeCause(cause: unknown, secrets?: readonly string[], depth = 0): unknown {
  if (typeof cause !== 'object' || cause === null) {
    return typeof cause === 'string' ? redactText(cause, secrets) : typeof cause === 'symbol' ? undefined : cause;
  }
  const source = cause as { name?: unknown; message?: unknown; code?: unknown; stack?: unknown; cause?: unknown };
  const copy = new Error(redactText(String(source.message ?? ''), secrets));
  const hide = (key: string, value: unknown) =>
    Object.defineProperty(copy, key, { value, configurable: true, writable: true });
  hide('name', typeof source.name === 'string' ? redactText(source.name, secrets) : 'Error');
  if (typeof source.stack === 'string') hide('stack', redactText(source.stack, secrets));
  if (typeof source.code === 'string') copy.message ||= redactText(source.code, secrets);
  if (typeof source.code === 'string' || typeof source.code === 'number') {
    Object.assign(copy, { code: typeof source.code === 'string' ? redactText(source.code, secrets) : source.code });
  }
  if (source.cause !== undefined && depth < maxCauseDepth) hide('cause', safeCause(source.cause, secrets, depth + 1));
  return copy;
}
