import { createVirtualClock } from '@headwater/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectPages, pagedList, readCountedCursor, readOffsetCursor, sharedDeadline } from '../src/index.ts';

const place = { provider: 'toy', service: 'the Toy Service' };

describe('a cursor', () => {
  it.each([
    [undefined, 0],
    ['1', 1],
    ['999', 999],
  ])('%j begins at %d', (cursor, offset) => expect(readOffsetCursor(cursor, 1000, place)).toBe(offset));

  it.each(['1000', '0', '-1', '01', '1.5', ' 1', 'x', '', '9'.repeat(40)])('%j is refused', (cursor) => {
    expect(() => readOffsetCursor(cursor, 1000, place)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        provider: 'toy',
        operation: 'searchDocuments',
        message: expect.stringContaining('this cursor did not come from a page of the Toy Service'),
        hint: 'Pass the nextCursor of the page before, unchanged.',
      }),
    );
  });

  it.each([
    [undefined, { offset: 0, cursor: undefined }],
    ['20:a:b', { offset: 20, cursor: 'a:b' }],
    ['0:x', { offset: 0, cursor: 'x' }],
  ])('%j with the count before it is %j', (given, read) => expect(readCountedCursor(given, place)).toEqual(read));

  it.each(['20', '20:', ':a', 'x:a', `1:${'a'.repeat(4001)}`, '1:a\nb'])('%j without its count is refused', (given) => {
    const hint = 'Pass the nextCursor of the page before, unchanged. It lives for a minute.';
    expect(() => readCountedCursor(given, { ...place, hint: 'It lives for a minute.' })).toThrow(
      expect.objectContaining({ code: 'invalid-request', hint }),
    );
  });
});

it('collects the items of all pages, counts what was left out, and keeps the first page', async () => {
  const pages = [
    { items: [1, 2], skipped: [{ index: 2, reason: 'x' }], total: 5, nextCursor: 'b' },
    { items: [3], skipped: [{ index: 0, reason: 'y' }], total: 6 },
  ];
  const list = pagedList<number, (typeof pages)[number] & { nextCursor?: string }>(
    async (cursor) => pages[cursor === undefined ? 0 : 1] as never,
    { provider: 'toy', operation: 'list' },
  );
  expect(await collectPages(list)).toEqual({ items: [1, 2, 3], skipped: 2, first: pages[0] });
});

describe('the time of many requests', () => {
  it.each([
    [undefined, {}],
    [{ timeoutMs: 500 }, { deadline: 1_500 }],
    [{ timeoutMs: 500, deadline: 1_200 }, { deadline: 1_200 }],
    [{ timeoutMs: 500, deadline: 9_000 }, { deadline: 1_500 }],
    [{ deadline: 1_200 }, { deadline: 1_200 }],
  ])('of %j is %j', (options, shared) => {
    const clock = createVirtualClock({ start: 1_000 });
    onTestFinished(() => clock.dispose());
    expect(sharedDeadline(options, clock)).toEqual(shared);
  });
});
