import type { Schema, SkippedItem } from '@headwater/core';

/** Checks and translates the items of a list one by one, for lists that do not stand at the top of their answer. */
export function salvage<Wire, Item>(
  schema: Schema<Wire>,
  list: readonly unknown[],
  translate: (wire: Wire, index: number) => Item,
): { items: Item[]; skipped: SkippedItem[] } {
  const items: Item[] = [];
  const skipped: SkippedItem[] = [];
  for (const [index, candidate] of list.entries()) {
    const result = schema['~standard'].validate(candidate);
    if (result instanceof Promise) throw new TypeError('the schemas of this package answer at once');
    if (result.issues === undefined) items.push(translate(result.value, index));
    else {
      const { path = [], message } = result.issues[0] ?? { message: 'malformed' };
      const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      skipped.push({ index, reason: where === '' ? message : `${where}: ${message}` });
    }
  }
  return { items, skipped };
}
