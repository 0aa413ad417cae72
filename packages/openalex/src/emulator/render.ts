import { type EmulatorWork, venueOf } from './corpus.ts';
import { type EntityRecord, licenseOf, placeOf, typeOf } from './entities.ts';
import { type Json, type Library, workId } from './model.ts';

/** Fields an entity has at the service that the corpus says nothing of. */
const unknown: Readonly<Record<string, Json>> = {
  authors: { longest_name: null, parsed_longest_name: null },
  institutions: { image_url: null, image_thumbnail_url: null, display_name_alternatives: [], lineage: [] },
  publishers: { sources_api_url: null },
  funders: { image_url: null, image_thumbnail_url: null },
  awards: {
    ...{ description: null, funded_outputs: [], funded_outputs_count: 0, funding_type: 'grant', funder_scheme: null },
    ...{ start_date: null, end_date: null, landing_page_url: null, doi: null, provenance: 'invented' },
    ...{ lead_investigator: null, co_lead_investigator: null, investigators: [] },
  },
  domains: { description: null, display_name_alternatives: [], fields: [], siblings: [] },
  fields: { description: null, display_name_alternatives: [], domain: null, subfields: [], siblings: [] },
  subfields: { description: null, display_name_alternatives: [], field: null, domain: null, topics: [], siblings: [] },
  sdgs: { description: null, image_url: null, image_thumbnail_url: null },
  countries: {
    ...{ description: null, display_name_alternatives: [], continent: null },
    ...{ authors_api_url: null, institutions_api_url: null },
  },
  continents: { description: null, display_name_alternatives: [], countries: [] },
  'work-types': { description: null },
  licenses: { description: null },
  indexes: { description: null },
};

/** The facts of one list of works that every entity shows of its own. */
function countsOf(library: Library, works: readonly number[]) {
  const cited = works.map((position) => library.citing(position).length);
  return { works_count: works.length, cited_by_count: cited.reduce((sum, count) => sum + count, 0), cited };
}

export function renderEntity(library: Library, path: string, { id, display_name, works, details }: EntityRecord): Json {
  const { cited, ...counts } = countsOf(library, works);
  const ranked = [...cited].sort((first, second) => second - first);
  return {
    id,
    display_name,
    ...unknown[path],
    ...details,
    ...(path === 'authors' ? authorDetails(library, display_name, works) : {}),
    ...(path === 'topics' ? topicPlace(library, display_name) : {}),
    ...counts,
    summary_stats: {
      '2yr_mean_citedness': 0,
      h_index: ranked.filter((count, index) => count > index).length,
      i10_index: ranked.filter((count) => count >= 10).length,
    },
    ids: { openalex: id },
    counts_by_year: [],
    works_api_url: `https://api.openalex.org/works?filter=${path}.id:${id.slice(id.lastIndexOf('/') + 1)}`,
    created_date: '2026-01-01',
    updated_date: '2026-06-01T00:00:00.000000',
  };
}

function authorDetails(library: Library, name: string, works: readonly number[]): Json {
  const place = library.entity('institutions', placeOf(name));
  const institutions = place === undefined ? [] : [short(place)];
  const years = works.flatMap((position) => yearOf(library.corpus[position] as EmulatorWork) ?? []);
  return {
    affiliations: institutions.map((institution) => ({ institution, years })),
    last_known_institutions: institutions,
    topics: [],
  };
}

const short = ({ id, display_name, details }: EntityRecord): Json => ({
  id,
  display_name,
  ...(typeof details.ror === 'string'
    ? { ror: details.ror, country_code: details.country_code, type: details.type }
    : {}),
});

const named = (library: Library, path: string, key: string): Json | null => {
  const found = library.entity(path, key);
  return found === undefined ? null : { id: found.id, display_name: found.display_name };
};

const topicPlace = (library: Library, subject: string): Json => ({
  subfield: named(library, 'subfields', subject),
  field: named(library, 'fields', subject),
  domain: named(library, 'domains', 'Sciences'),
});

const yearOf = ({ publishedAt }: EmulatorWork): number | null =>
  publishedAt === undefined ? null : Number(publishedAt.slice(0, 4));

/** Words and where they stand. */
export function invert(text: string): Record<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [position, word] of text.split(/\s+/).filter(Boolean).entries()) {
    const known = index.get(word);
    if (known) known.push(position);
    else index.set(word, [position]);
  }
  return Object.fromEntries(index);
}

export function renderWork(library: Library, position: number, withAbstract: boolean): Json {
  const work = library.corpus[position] as EmulatorWork;
  const doi = work.doi === undefined ? null : `https://doi.org/${work.doi}`;
  const id = workId(position);
  const locations = locationsOf(library, work, doi);
  const topics = (work.subjects ?? []).map((subject) => ({
    ...named(library, 'topics', subject),
    score: 0.9,
    ...topicPlace(library, subject),
  }));
  const references = (work.references ?? []).flatMap((each) => {
    const found = library.positionOfDoi(each);
    return found === undefined ? [] : [workId(found)];
  });
  const sample = work.doi?.startsWith('10.5555/') ?? false;
  const cited = library.citing(position).length;
  return {
    id,
    doi,
    title: work.title,
    display_name: work.title,
    publication_year: yearOf(work),
    publication_date: work.publishedAt ?? null,
    ids: {
      openalex: id,
      ...(doi === null ? {} : { doi }),
      ...(work.pmid === undefined ? {} : { pmid: `https://pubmed.ncbi.nlm.nih.gov/${work.pmid}` }),
    },
    language: work.language ?? 'en',
    type: typeOf(work),
    cited_by_count: cited,
    is_retracted: work.isRetracted ?? false,
    is_paratext: false,
    is_xpac: work.isExpansion ?? false,
    primary_location: locations[0] ?? null,
    best_oa_location: locations.find(({ is_oa }) => is_oa) ?? null,
    locations,
    locations_count: locations.length,
    open_access: {
      is_oa: work.isOpenAccess ?? false,
      oa_status: work.isOpenAccess ? 'gold' : 'closed',
      oa_url: work.isOpenAccess ? (work.url ?? doi) : null,
      any_repository_has_fulltext: work.arxiv !== undefined,
    },
    authorships: authorshipsOf(library, work),
    biblio: { volume: null, issue: null, first_page: null, last_page: null },
    ...(withAbstract && { abstract_inverted_index: work.abstract ? invert(work.abstract) : null }),
    referenced_works: references,
    referenced_works_count: references.length,
    related_works: [],
    topics,
    primary_topic: topics[0] ?? null,
    keywords: (work.subjects ?? []).map((subject) => ({ ...named(library, 'keywords', subject), score: 0.8 })),
    funders: sample ? [named(library, 'funders', 'Invented Research Fund')] : [],
    awards: sample
      ? [{ ...named(library, 'awards', 'Invented grant for sample papers'), funder_award_id: 'EX-1' }]
      : [],
    fwci: null,
    citation_normalized_percentile: null,
    cited_by_percentile_year: null,
    counts_by_year: [],
    sustainable_development_goals: [],
    mesh: [],
    indexed_in: [...(work.doi ? ['crossref'] : []), ...(work.arxiv ? ['arxiv'] : []), ...(work.pmid ? ['pubmed'] : [])],
    has_content: { pdf: work.isOpenAccess ?? false, grobid_xml: false },
    content_url: work.isOpenAccess ? `https://content.openalex.org/works/${id.slice(21)}` : null,
    created_date: '2026-01-01',
    updated_date: '2026-06-01T00:00:00.000000',
  };
}

function locationsOf(library: Library, work: EmulatorWork, doi: string | null): Json[] {
  const venue = venueOf(work);
  const source = venue === undefined ? undefined : library.entity('sources', venue);
  const license = licenseOf(work);
  const first = {
    is_oa: work.isOpenAccess ?? false,
    landing_page_url: work.url ?? doi,
    pdf_url: null,
    source:
      source === undefined
        ? null
        : { id: source.id, display_name: source.display_name, ...source.details, is_core: false },
    license,
    license_id: license === null ? null : `https://openalex.org/licenses/${license}`,
    version: 'publishedVersion',
    is_accepted: true,
    is_published: true,
  };
  if (work.arxiv === undefined) return first.landing_page_url === null && source === undefined ? [] : [first];
  const preprint = {
    ...{
      is_oa: true,
      landing_page_url: `https://arxiv.org/abs/${work.arxiv}`,
      pdf_url: `https://arxiv.org/pdf/${work.arxiv}`,
    },
    ...{
      source: null,
      license: null,
      license_id: null,
      version: 'submittedVersion',
      is_accepted: false,
      is_published: false,
    },
  };
  return [first, preprint];
}

function authorshipsOf(library: Library, work: EmulatorWork): Json[] {
  const authors = work.authors ?? [];
  return authors.map((name, index) => {
    const author = library.entity('authors', name);
    const place = library.entity('institutions', placeOf(name));
    return {
      author_position: index === 0 ? 'first' : index === authors.length - 1 ? 'last' : 'middle',
      author: { id: author?.id ?? null, display_name: name, orcid: author?.details.orcid ?? null },
      institutions: place === undefined ? [] : [short(place)],
      countries: place === undefined ? [] : ['AQ'],
      is_corresponding: index === 0,
      raw_author_name: name,
      raw_affiliation_strings: place === undefined ? [] : [place.display_name],
    };
  });
}
