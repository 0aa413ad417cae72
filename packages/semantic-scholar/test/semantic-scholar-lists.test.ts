import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answering, collect, failureOf, sentQuery } from './answering.ts';

const papers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ paperId: `p${from + index}`, title: null }));
const page = (offset: number, count: number, next?: number, total = 5000) => ({
  json: { total, offset, ...(next === undefined ? {} : { next }), data: papers(offset, count) },
});
const fields = ['title'] as const;

describe('lists of papers', () => {
  it('follow the offset the service names, also after a short page', async () => {
    const { s2, service } = answering([page(0, 97, 98), page(98, 60)]);
    const found = await collect(s2.searchPapers({ query: 'q', fields }));
    expect(found).toHaveLength(157);
    expect(service.requests.map((_, index) => sentQuery(service, index).offset)).toEqual(['0', '98']);
  });

  it('ask for no more than is wanted', async () => {
    const { s2, service } = answering([page(0, 2, 2), page(2, 1, 3)]);
    const found = await collect(s2.searchPapers({ query: 'q', fields, limit: 3, pageSize: 2 }));
    expect(found.map(({ paperId }) => paperId)).toEqual(['p0', 'p1', 'p2']);
    expect(service.requests.map((_, index) => sentQuery(service, index).limit)).toEqual(['2', '1']);
  });

  it('send nothing before they are read, and nothing after the reader stops', async () => {
    const { s2, service } = answering([page(0, 2, 2)]);
    const list = s2.searchPapers({ query: 'q', fields });
    expect(service.requests).toHaveLength(0);
    for await (const paper of list) {
      expect(paper.paperId).toBe('p0');
      break;
    }
    expect(service.requests).toHaveLength(1);
  });

  it('end where the service’s window ends, and say so', async () => {
    const pages = [...Array(10).keys()].map((index) => page(index * 100, index === 9 ? 99 : 100, (index + 1) * 100));
    const { s2, service } = answering(pages);
    const read = await collect(s2.searchPapers({ query: 'q', fields }).pages());
    const sent = service.requests.map((_, index) => sentQuery(service, index));
    expect(read.flatMap(({ items }) => items)).toHaveLength(999);
    for (const { offset, limit } of sent) expect(Number(offset) + Number(limit)).toBeLessThan(1000);
    expect(read.at(-1)?.truncated).toBe('the service gives the first 999 of about 5000 results only');
    expect(read.slice(0, -1).every(({ truncated }) => truncated === undefined)).toBe(true);
  });

  it('end when a late page is refused as not available', async () => {
    const refusal = { status: 400, json: { error: 'Requested data for this limit and/or offset is not available' } };
    const { s2, service } = answering([page(0, 100, 100), refusal]);
    const read = await collect(s2.searchPapers({ query: 'q', fields }).pages());
    expect(read.flatMap(({ items }) => items)).toHaveLength(100);
    expect(read.at(-1)).toMatchObject({ items: [], truncated: expect.stringContaining('offset 100') });
    expect(service.requests).toHaveLength(2);
  });

  it('fail when a late page is refused for another reason, or the first is', async () => {
    const other = { status: 400, json: { error: 'Unacceptable query params' } };
    expect((await failureOf(collect(answering([page(0, 1, 1), other]).s2.searchPapers('q')))).code).toBe(
      'invalid-request',
    );
    const refusal = { status: 400, json: { error: 'not available' } };
    expect((await failureOf(collect(answering(refusal).s2.searchPapers('q')))).code).toBe('invalid-request');
  });

  it('reach ten thousand citations, and no further', async () => {
    const { s2, service } = answering({ json: { offset: 9900, next: 9999, data: [] } });
    const [only] = await collect(s2.getCitations('CorpusId:1', { offset: 9900, pageSize: 1000 }).pages());
    expect(sentQuery(service)).toMatchObject({ offset: '9900', limit: '99' });
    expect(only?.truncated).toMatch(/9999/);
  });

  it('can be walked twice', async () => {
    const { s2 } = answering(page(0, 3));
    const list = s2.searchPapers({ query: 'q', fields });
    expect(await collect(list)).toEqual(await collect(list));
  });

  it('stop between pages when cancelled', async () => {
    const { s2, service } = answering([page(0, 2, 2), page(2, 2, 4)]);
    const controller = new AbortController();
    const walk = async () => {
      for await (const _ of s2.searchPapers({ query: 'q', fields }, { signal: controller.signal })) controller.abort();
    };
    expect((await failureOf(walk())).code).toBe('cancelled');
    expect(service.requests).toHaveLength(1);
  });

  it('always end and never pass the window, whatever offsets the service names', async () => {
    const next = fc.option(fc.oneof(fc.integer({ min: -5, max: 1200 }), fc.double(), fc.constantFrom('7', 'x')), {
      nil: undefined,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(next, fc.nat(3)), { minLength: 1, maxLength: 8 }), async (pages) => {
        const replies = pages.map(([value, count]) => ({ json: { total: 9, next: value, data: papers(0, count) } }));
        const { s2, service } = answering(replies, { resilience: { limits: { default: {} } } });
        const read = await collect(s2.searchPapers({ query: 'q', fields }).pages());
        expect(service.requests.length).toBe(read.length);
        const offsets = service.requests.map((_, index) => Number(sentQuery(service, index).offset));
        expect([...offsets].sort((a, b) => a - b)).toEqual(offsets);
        expect(new Set(offsets).size).toBe(offsets.length);
        for (const [index] of offsets.entries()) {
          const { offset, limit } = sentQuery(service, index);
          expect(Number(offset) + Number(limit)).toBeLessThan(1000);
          expect(Number(limit)).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
  });
});
