import type { SourceProvider } from '@headwater/core';
import { expectTypeOf } from 'vitest';
import {
  createOpenAlex,
  type OpenAlexAuthorship,
  type OpenAlexRecord,
  type OpenAlexSettings,
  type OpenAlexWork,
  openalex,
  range,
} from '../src/index.ts';

expectTypeOf(openalex).toExtend<SourceProvider<OpenAlexSettings>>();
createOpenAlex({ apiKey: () => 'token', resilience: { limits: 'published' } });

// Without select, everything.
for await (const work of openalex.works.list({ search: 'q', filter: { publication_year: range(2020, 2024) } })) {
  expectTypeOf(work).toEqualTypeOf<OpenAlexWork>();
}

// With select, exactly these and the id.
for await (const work of openalex.works.list({ select: ['title', 'authorships'] })) {
  expectTypeOf(work).toEqualTypeOf<{ id: string; title: string | null; authorships: OpenAlexAuthorship[] | null }>();
}
// @ts-expect-error there is no such field
openalex.works.list({ select: ['titel'] });
// @ts-expect-error the wire name is not the option's
openalex.works.list({ per_page: 5 });

const one = await openalex.works.get('W1', { select: ['doi'] });
expectTypeOf(one.doi).toEqualTypeOf<string | null>();
expectTypeOf(one.mergedFrom).toEqualTypeOf<string | undefined>();
// @ts-expect-error the title was not asked for
one.title;

const author = await openalex.authors.get('A1');
expectTypeOf(author.display_name).toEqualTypeOf<string | null>();
expectTypeOf(author.works_count).toEqualTypeOf<number | null>();
expectTypeOf(author.last_known_institutions).toEqualTypeOf<OpenAlexRecord[] | null>();
// @ts-expect-error works have titles, authors do not
author.title;

const batch = await openalex.sources.getMany(['S1'], { select: ['issn_l'] });
expectTypeOf(batch.get('S1')).toEqualTypeOf<{ id: string; issn_l: string | null } | null | undefined>();

for await (const page of openalex.works.list('q').pages()) {
  expectTypeOf(page.count).toEqualTypeOf<number | null>();
  expectTypeOf(page.costUsd).toEqualTypeOf<number | undefined>();
}
