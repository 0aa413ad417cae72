import { ConfigurationError } from './errors/kinds.ts';

/** A key, or a function that returns it: for tokens that expire, called before every request. */
export type KeySetting = string | (() => string | Promise<string>);

export interface KeyRule {
  /** Environment variables read in this order when no option is given. */
  variables: readonly string[];
  /** Whether the service refuses to work without. */
  required: boolean;
  /** Turns the key into request headers. */
  headers: (key: string) => Record<string, string>;
}

/** Values that mean a variable was interpolated without being set. */
const placeholders = new Set(['undefined', 'null', '[object Object]', 'NaN']);

/** The environment variable that holds the key, when one is set. Reads the environment each time it is called. */
export function keyVariable(rule: KeyRule): { name: string; value: string } | undefined {
  const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
  for (const name of rule.variables) {
    const value = environment[name];
    if (value !== undefined && value.trim() !== '') return { name, value };
  }
  return undefined;
}

/**
 * Finds the key for one request: at once, unless the setting is a function that takes its time.
 *
 * @throws {ConfigurationError} when it is missing but required, or cannot be a key
 */
export function resolveKey(
  rule: KeyRule,
  setting: KeySetting | undefined,
  provider: string,
): string | undefined | Promise<string | undefined> {
  const given = typeof setting === 'function' ? setting() : setting;
  return given instanceof Promise
    ? given.then((key) => checkedKey(rule, key, provider))
    : checkedKey(rule, given, provider);
}

function checkedKey(rule: KeyRule, fromOption: string | undefined, provider: string): string | undefined {
  const variable = fromOption === undefined ? keyVariable(rule) : undefined;
  const key = (fromOption ?? variable?.value)?.trim();
  if (key === undefined || (key === '' && fromOption === undefined)) {
    if (!rule.required) return undefined;
    throw new ConfigurationError('the key is missing', {
      provider,
      hint: `Set the environment variable ${rule.variables[0]} or pass the option apiKey.`,
    });
  }
  const where = variable === undefined ? 'the option apiKey' : `the environment variable ${variable.name}`;
  const problem = keyProblem(key);
  if (problem !== undefined) {
    throw new ConfigurationError(`${where} ${problem}`, { provider, hint: `Put the key itself into ${where}.` });
  }
  return key;
}

function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (placeholders.has(key)) return `holds the word "${key}" instead of a key`;
  // Anything else cannot stand in a header, and a line break would end it (header injection).
  return /^[\x21-\x7e]+$/.test(key) ? undefined : 'holds characters that no key has (spaces, line breaks or non-ASCII)';
}
