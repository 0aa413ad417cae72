import type { Schema, SkippedItem } from '@headwater/core';

/** Checks the items of a list one by one, for lists that do not stand at the top of their answer. */
export function salvage<Item>(
  schema: Schema<Item>,
  list: readonly unknown[],
): { items: Item[]; skipped: SkippedItem[] } {
  const items: Item[] = [];
  const skipped: SkippedItem[] = [];
  for (const [index, candidate] of list.entries()) {
    const result = schema['~standard'].validate(candidate);
    if (result instanceof Promise) throw new TypeError('the schemas of this package answer at once');
    if (result.issues === undefined) items.push(result.value);
    else {
      const { path = [], message } = result.issues[0] ?? { message: 'malformed' };
      const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      skipped.push({ index, reason: where === '' ? message : `${where}: ${message}` });
    }
  }
  return { items, skipped };
}

/** Where the items that are left stood in the service's answer. */
export function placesOf(count: number, skipped: readonly SkippedItem[]): number[] {
  const gone = new Set(skipped.map(({ index }) => index));
  const places: number[] = [];
  for (let place = 0; places.length < count; place += 1) if (!gone.has(place)) places.push(place);
  return places;
}
