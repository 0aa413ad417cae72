import { createTextIndex } from '@headwater/testkit';
import type { EmulatorWork } from './corpus.ts';
import { collectEntities, type EntityRecord, kinds } from './entities.ts';
import type { Json, Library, Shelf } from './model.ts';
import { renderEntity, renderWork } from './render.ts';

/** The corpus with the ways to find things in it. Indexes are built when first needed, and once. */
export function createLibrary(corpus: readonly EmulatorWork[]): Library {
  const byDoi = lazy(
    () => new Map(corpus.flatMap(({ doi }, index) => (doi ? [[doi.toLowerCase(), index] as const] : []))),
  );
  const byPmid = lazy(() => new Map(corpus.flatMap(({ pmid }, index) => (pmid ? [[pmid, index] as const] : []))));
  const tables = new Map(kinds.map((kind) => [kind.path, lazy(() => collectEntities(kind, corpus))]));
  const citations = lazy(() => {
    const found = new Map<number, number[]>();
    for (const [index, { references = [] }] of corpus.entries()) {
      for (const doi of references) {
        const cited = byDoi().get(doi.toLowerCase());
        if (cited !== undefined) found.set(cited, [...(found.get(cited) ?? []), index]);
      }
    }
    return found;
  });

  const library: Library = {
    corpus,
    paths: ['works', ...tables.keys()],
    entity: (path, key) => tables.get(path)?.().get(key),
    citing: (position) => citations().get(position) ?? [],
    positionOfDoi: (doi) => byDoi().get(doi.toLowerCase()),
    works: shelfOf('works', {
      size: corpus.length,
      make: (position) => renderWork(library, position, false),
      whole: (position) => renderWork(library, position, true),
      hasAbstract: (position) => Boolean(corpus[position]?.abstract),
      texts: () => corpus.map(({ title, abstract }) => ({ title, body: abstract ?? '' })),
      find(id) {
        const own = /^w(\d+)$/i.exec(id)?.[1];
        if (own !== undefined) return within(Number(own) - 4_900_000_001, corpus.length);
        const doi = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)(10\..+)$/i.exec(id)?.[1];
        if (doi !== undefined) return byDoi().get(doi.toLowerCase());
        const pmid = /^(?:pmid:|https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/)(\d+)$/i.exec(id)?.[1];
        return pmid === undefined ? undefined : byPmid().get(pmid);
      },
    }),
    shelf: (path) => (path === 'works' ? library.works : others().get(path)),
  };
  const others = lazy(
    () => new Map([...tables].map(([path, table]) => [path, entityShelf(library, path, [...table().values()])])),
  );
  return library;
}

const within = (position: number, size: number): number | undefined =>
  position >= 0 && position < size ? position : undefined;

function entityShelf(library: Library, path: string, records: readonly EntityRecord[]): Shelf {
  const render = (position: number) => renderEntity(library, path, records[position] as EntityRecord);
  const idsOf = ({ id, details }: EntityRecord): string[] => {
    const short = id.slice(id.lastIndexOf('/') + 1).toLowerCase();
    const foreign = [details.orcid, details.ror]
      .filter((each) => typeof each === 'string')
      .map((each) => each.toLowerCase());
    const serial = typeof details.issn_l === 'string' ? [`issn:${details.issn_l.toLowerCase()}`] : [];
    return [short, ...foreign, ...serial];
  };
  const byId = lazy(() => new Map(records.flatMap((record, index) => idsOf(record).map((id) => [id, index] as const))));
  return shelfOf(path, {
    size: records.length,
    make: render,
    whole: render,
    texts: () => records.map(({ display_name: title }) => ({ title, body: '' })),
    find: (id) => byId().get(id.toLowerCase()),
  });
}

interface ShelfParts {
  size: number;
  make: (position: number) => Json;
  whole: (position: number) => Json;
  texts: () => { title: string; body: string }[];
  find: (id: string) => number | undefined;
  hasAbstract?: (position: number) => boolean;
}

function shelfOf(path: string, { size, make, whole, texts, find, hasAbstract }: ShelfParts): Shelf {
  const items: (Json | undefined)[] = [];
  const index = lazy(() => createTextIndex(texts()));
  const plain = lazy(() => texts().map(({ title, body }) => `${title} ${body}`.toLowerCase()));
  return {
    path,
    size,
    whole,
    find,
    ...(hasAbstract && { hasAbstract }),
    item: (position) => (items[position] ??= make(position)),
    search: (text) => index().search(text),
    textOf: (position) => plain()[position] ?? '',
  };
}

export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
