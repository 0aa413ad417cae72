import { ConfigurationError } from '../errors/kinds.ts';

/** A field named by a dotted path; `*` stands for every item of an array. */
export interface FieldPath {
  name: string;
  segments: readonly string[];
}

/** @throws {ConfigurationError} for empty and overlapping paths, which would be encrypted twice */
export function parseFields(names: readonly string[]): FieldPath[] {
  if (names.length === 0) throw new ConfigurationError('the option fields is empty', { hint: 'Name a field.' });
  const fields = names.map((name) => ({ name, segments: name.split('.') }));
  for (const [index, field] of fields.entries()) {
    if (field.segments.includes('')) {
      throw new ConfigurationError(`the field "${field.name}" is not a dotted path`, {
        hint: 'For example patient.name or visits.*.note.',
      });
    }
    const other = fields.slice(0, index).find((earlier) => overlap(earlier.segments, field.segments));
    if (other !== undefined) {
      throw new ConfigurationError(`the fields "${other.name}" and "${field.name}" overlap`, {
        hint: 'Keep the outer one.',
      });
    }
  }
  return fields;
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((segment, index) => segmentsMeet(segment, b[index] as string));
}

function segmentsMeet(a: string, b: string): boolean {
  return a === b || (a === '*' && isIndex(b)) || (b === '*' && isIndex(a));
}

function isIndex(segment: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(segment);
}

/** A copy of `value` in which every place the path leads to is replaced. What is not there stays not there. */
export async function mapField(
  value: unknown,
  segments: readonly string[],
  transform: (found: unknown) => Promise<unknown>,
): Promise<unknown> {
  const [head, ...rest] = segments;
  if (head === undefined) return transform(value);
  if (Array.isArray(value)) {
    if (head === '*') return Promise.all(value.map((item) => mapField(item, rest, transform)));
    if (!isIndex(head) || !Object.hasOwn(value, head)) return value;
    return value.with(Number(head), await mapField(value[Number(head)], rest, transform));
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, head)) return value;
  const found = (value as Record<string, unknown>)[head];
  if (found === undefined) return value;
  // A computed key defines a property even when it is called `__proto__`.
  return { ...value, [head]: await mapField(found, rest, transform) };
}
