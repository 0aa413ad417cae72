import type { EmulatorReply } from '@headwater/testkit';

/** An error as the Action API reports it: with status 200. */
export class ActionProblem extends Error {
  readonly code: string;
  constructor(code: string, info: string) {
    super(info);
    this.code = code;
  }

  get reply(): EmulatorReply {
    const docref = 'See https://en.wikipedia.org/w/api.php for API usage.';
    return {
      headers: { 'mediawiki-api-error': this.code },
      json: { error: { code: this.code, info: this.message, docref }, servedby: 'emulator' },
    };
  }
}

/** The values of a parameter that takes several. */
export function listOf(given: URLSearchParams, name: string): string[] {
  return (given.get(name) ?? '').split('|').filter((value) => value !== '');
}

/** A parameter that is set at all is true, also when it is empty. */
export const isSet = (given: URLSearchParams, name: string): boolean => given.has(name) && given.get(name) !== 'false';

/** `max`, or a whole number that is brought into its bounds. */
export function wholeOf(given: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = given.get(name);
  if (text === null || text === '') return fallback;
  if (text === 'max') return most;
  if (!/^-?\d+$/.test(text))
    throw new ActionProblem('badinteger', `Invalid value "${text}" for integer parameter "${name}".`);
  return Math.min(most, Math.max(0, Number(text)));
}

export function oneOfThese(given: URLSearchParams, name: string, values: readonly string[]): string {
  const value = given.get(name) ?? (values[0] as string);
  if (values.includes(value)) return value;
  throw new ActionProblem('badvalue', `Unrecognized value for parameter "${name}": ${value}.`);
}
