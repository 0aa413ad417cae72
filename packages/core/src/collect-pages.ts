import type { Page, PagedList } from './pagination/pages.ts';

/** All items of a list, how many were left out because they were malformed, and the first page, which holds the totals. */
export async function collectPages<Item, ItemPage extends Page<Item>>(
  list: PagedList<Item, ItemPage>,
): Promise<{ items: Item[]; skipped: number; first: ItemPage | undefined }> {
  const items: Item[] = [];
  let skipped = 0;
  let first: ItemPage | undefined;
  for await (const page of list.pages()) {
    items.push(...page.items);
    skipped += page.skipped.length;
    first ??= page;
  }
  return { items, skipped, first };
}
