import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  type CrossrefContributor,
  type CrossrefSettings,
  type CrossrefUpdate,
  type CrossrefWork,
  createCrossref,
  crossref,
} from '../src/index.ts';

expectTypeOf(crossref).toExtend<SourceProvider<CrossrefSettings>>();
createCrossref({ mailto: 'you@example.org', apiKey: () => 'token', resilience: { limits: 'polite' } });

// Without select, everything.
for await (const work of crossref.works.list({ query: 'q' })) expectTypeOf(work).toEqualTypeOf<CrossrefWork>();
for await (const work of crossref.works.list('q')) expectTypeOf(work.language).toEqualTypeOf<string | null>();

// With select, exactly these and the DOI.
for await (const work of crossref.journals.works('0028-0836', { select: ['title', 'author'] })) {
  expectTypeOf(work).toEqualTypeOf<{ DOI: string; title: string[] | null; author: CrossrefContributor[] | null }>();
}
// @ts-expect-error the service refuses to select the language
crossref.works.list({ select: ['language'] });
// @ts-expect-error there is no such option
crossref.works.list({ rows: 5 });
// @ts-expect-error journals take no filter
crossref.journals.list({ filter: { location: 'Germany' } });
// @ts-expect-error prefixes cannot be listed
crossref.prefixes.list();

const one = await crossref.works.get('10.1000/x');
expectTypeOf(one['update-to']).toEqualTypeOf<CrossrefUpdate[] | null>();
expectTypeOf((await crossref.members.get(98)).id).toEqualTypeOf<number>();

const batch = await crossref.works.getMany(['10.1000/x'], { select: ['title'] });
expectTypeOf(batch.get('10.1000/x')).toEqualTypeOf<{ DOI: string; title: string[] | null } | null | undefined>();

for await (const page of crossref.works.list('q').pages()) expectTypeOf(page.total).toEqualTypeOf<number | null>();
