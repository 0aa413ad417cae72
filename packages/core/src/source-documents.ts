import type { SkippedItem, SourceDocument } from './contract/documents.ts';

/** Where the items that are left stood in the service's answer, which is how they are ranked and named. */
export function placesOf(count: number, skipped: readonly SkippedItem[]): number[] {
  const gone = new Set(skipped.map(({ index }) => index));
  const places: number[] = [];
  for (let place = 0; places.length < count; place += 1) if (!gone.has(place)) places.push(place);
  return places;
}

/**
 * Documents of the items of one answer. What makes none (it has no text to quote, say) is named beside what was malformed.
 *
 * @param skipped what the answer's schema left out already
 * @param make given an item and its place in the answer; a string says why the item makes no document
 */
export function documentsOf<Item>(
  items: readonly Item[],
  skipped: readonly SkippedItem[],
  make: (item: Item, place: number) => SourceDocument | string,
): { documents: SourceDocument[]; skipped: SkippedItem[] } {
  const places = placesOf(items.length, skipped);
  const left = [...skipped];
  const documents: SourceDocument[] = [];
  for (const [position, item] of items.entries()) {
    const index = places[position] as number;
    const made = make(item, index);
    if (typeof made === 'string') left.push({ index, reason: made.slice(0, 200) });
    else documents.push(made);
  }
  return { documents, skipped: left.sort((first, second) => first.index - second.index) };
}
