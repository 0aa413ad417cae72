import { refuse } from './problem.ts';

/** Checks one value of a request body; `path` names it in the error. */
export type Check = (value: unknown, path: string) => void;

export interface Checks {
  readonly [field: string]: Check;
}

/** An object with known fields only. Every optional field may also be `null`. */
export function objectOf(fields: Checks, required: readonly string[] = []): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${path}: expected an object`);
    for (const name of required) {
      if ((value as Record<string, unknown>)[name] === undefined) refuse(`${join(path, name)}: Required`);
    }
    for (const [name, field] of Object.entries(value)) {
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!check) refuse(`${path}: Unrecognized key "${name}"`);
      if (field !== null || required.includes(name)) check(field, join(path, name));
    }
  };
}

export function text(minLength = 0, maxLength = Number.POSITIVE_INFINITY): Check {
  return (value, path) => {
    if (typeof value !== 'string') refuse(`${path}: expected a string`);
    if (value.length < minLength) refuse(`${path}: must have at least ${minLength} character(s)`);
    if (value.length > maxLength) refuse(`${path}: must have at most ${maxLength} characters`);
  };
}

export function integer(minimum: number, maximum: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value) || (value as number) < minimum || (value as number) > maximum) {
      refuse(`${path}: expected an integer from ${minimum} to ${maximum}`);
    }
  };
}

export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') refuse(`${path}: expected a boolean`);
};

export const anything: Check = () => {};

export const anyObject: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${path}: expected an object`);
};

export const dateTime: Check = (value, path) => {
  const isDate = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(value);
  if (!isDate || Number.isNaN(Date.parse(value))) refuse(`${path}: expected an ISO 8601 date-time`);
};

export function oneOf(values: readonly string[]): Check {
  return (value, path) => {
    if (!values.includes(value as string)) refuse(`${path}: expected one of ${values.join(', ')}`);
  };
}

export function listOf(item: Check, minimum: number, maximum: number): Check {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(`${path}: expected an array`);
    if (value.length < minimum || value.length > maximum) refuse(`${path}: expected ${minimum} to ${maximum} entries`);
    for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`);
  };
}

/** A boolean, or an object of options. */
export function flagOr(check: Check): Check {
  return (value, path) => {
    if (typeof value !== 'boolean') check(value, path);
  };
}

function join(path: string, name: string): string {
  return path === 'body' ? name : `${path}.${name}`;
}
