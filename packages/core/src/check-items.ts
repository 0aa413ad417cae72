import type { SkippedItem } from './contract/documents.ts';
import type { Schema } from './contract/schema.ts';
import { check } from './pipeline/validate.ts';

/**
 * Checks the items of a list one by one, so that a malformed one does not cost the others. For lists that stand deeper in
 * an answer than an operation's `items` reaches.
 *
 * @param schema one that answers at once, as those of `@headwater/core/schema` do
 * @param placeOf where an item belongs, when that is not where it stands
 * @throws {TypeError} when the schema answers later
 */
export function checkItems<Item>(
  list: readonly unknown[],
  schema: Schema<Item>,
  placeOf: (item: unknown, index: number) => number = (_, index) => index,
): { items: Item[]; skipped: SkippedItem[] } {
  const items: Item[] = [];
  const skipped: SkippedItem[] = [];
  for (const [index, item] of list.entries()) {
    const checked = check(schema, item);
    if (checked instanceof Promise) throw new TypeError('a list inside an answer needs a schema that answers at once');
    if (checked.issues === undefined) items.push(checked.value);
    else skipped.push({ index: placeOf(item, index), reason: checked.issues });
  }
  return { items, skipped };
}
