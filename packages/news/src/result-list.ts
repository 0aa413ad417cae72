import { type Page, type PagedList, type PagedListOptions, pagedList } from '@headwater/core';

/** A list that can be awaited for its first page as well. Nothing is sent before it is awaited or read. */
export interface ResultList<Item, ItemPage extends Page<Item>>
  extends PagedList<Item, ItemPage>,
    PromiseLike<ItemPage> {}

export function resultList<Item, ItemPage extends Page<Item>>(
  fetchPage: (cursor: string | undefined) => Promise<ItemPage>,
  options: PagedListOptions,
): ResultList<Item, ItemPage> {
  const list = pagedList<Item, ItemPage>(fetchPage, options);
  let first: Promise<ItemPage> | undefined;
  return {
    ...list,
    // biome-ignore lint/suspicious/noThenProperty: awaiting the list for its first page is what this is for
    then(onFulfilled, onRejected) {
      first ??= fetchPage(undefined);
      return first.then(onFulfilled, onRejected);
    },
  };
}
