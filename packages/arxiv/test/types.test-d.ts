import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  type ArxivPage,
  type ArxivPaper,
  type ArxivSettings,
  allOf,
  arxiv,
  createArxiv,
  inTitle,
  rawQuery,
  submitted,
} from '../src/index.ts';

expectTypeOf(arxiv).toExtend<SourceProvider<ArxivSettings>>();
createArxiv({
  userAgent: 'my-agent/1.0',
  baseUrl: 'https://proxy.example',
  resilience: { limits: 'sandbox' },
  cache: true,
});
// @ts-expect-error a name is a text
createArxiv({ userAgent: 7 });

for await (const paper of arxiv.search('heat')) {
  expectTypeOf(paper).toEqualTypeOf<ArxivPaper>();
  expectTypeOf(paper.doi).toEqualTypeOf<string | null>();
  break;
}
for await (const page of arxiv
  .search({ query: allOf(inTitle({ phrase: 'a b' }), submitted({ from: '2024-01-01' })) })
  .pages()) {
  expectTypeOf(page).toEqualTypeOf<ArxivPage>();
  break;
}
arxiv.search(rawQuery('ti:a'));
arxiv.search({ ids: ['2401.90001'], sortBy: 'submittedDate', sortOrder: 'ascending' });
// @ts-expect-error dates are not an order
arxiv.search({ query: 'x', sortBy: 'date' });
// @ts-expect-error a field takes text
inTitle(7);

expectTypeOf((await arxiv.getPapers(['2401.90001'])).get('2401.90001')).toEqualTypeOf<ArxivPaper | null | undefined>();
expectTypeOf(await arxiv.getPaper('2401.90001')).toEqualTypeOf<ArxivPaper>();
