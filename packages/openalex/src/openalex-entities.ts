import type { OpenAlexWork } from './openalex-types.ts';

/** The fields of one kind of entity by what they hold. Types, checks and `select` all follow from this table. */
interface Fields {
  /** Path below the API's root. */
  readonly path: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly flags: readonly string[];
  /** Lists of plain texts. */
  readonly textLists: readonly string[];
  /** Objects, mostly other entities by id and name. */
  readonly objects: readonly string[];
  readonly objectLists: readonly string[];
}

const dates = ['created_date', 'updated_date'] as const;
const counts = ['works_count', 'cited_by_count'] as const;

function fields<
  const Texts extends string = never,
  const Numbers extends string = never,
  const Flags extends string = never,
  const TextLists extends string = never,
  const Objects extends string = never,
  const ObjectLists extends string = never,
>(
  path: string,
  own: {
    texts?: readonly Texts[];
    numbers?: readonly Numbers[];
    flags?: readonly Flags[];
    textLists?: readonly TextLists[];
    objects?: readonly Objects[];
    objectLists?: readonly ObjectLists[];
  } = {},
) {
  return {
    path,
    texts: ['display_name', ...(own.texts ?? []), ...dates] as readonly (
      | 'display_name'
      | Texts
      | (typeof dates)[number]
    )[],
    numbers: [...counts, ...(own.numbers ?? [])] as readonly ((typeof counts)[number] | Numbers)[],
    flags: own.flags ?? [],
    textLists: own.textLists ?? [],
    objects: own.objects ?? [],
    objectLists: own.objectLists ?? [],
  } satisfies Fields;
}

const described = { texts: ['description', 'works_api_url'], textLists: ['display_name_alternatives'] } as const;
const vocabulary = { texts: ['description', 'works_api_url'] } as const;

/** https://help.openalex.org/data: everything but works, which have a schema of their own. */
export const entityFields = {
  authors: fields('authors', {
    texts: ['orcid', 'longest_name', 'works_api_url'],
    textLists: ['display_name_alternatives'],
    objects: ['parsed_longest_name', 'summary_stats', 'ids'],
    objectLists: ['affiliations', 'last_known_institutions', 'topics', 'counts_by_year'],
  }),
  sources: fields('sources', {
    texts: ['issn_l', 'type', 'host_organization', 'host_organization_name', 'homepage_url', 'works_api_url'],
    numbers: ['apc_usd'],
    flags: ['is_oa', 'is_in_doaj'],
    textLists: ['issn', 'host_organization_lineage'],
    objects: ['summary_stats', 'ids'],
    objectLists: ['counts_by_year'],
  }),
  institutions: fields('institutions', {
    texts: ['ror', 'country_code', 'type', 'homepage_url', 'image_url', 'image_thumbnail_url', 'works_api_url'],
    textLists: ['display_name_acronyms', 'display_name_alternatives', 'lineage'],
    objects: ['summary_stats', 'geo', 'ids'],
    objectLists: ['counts_by_year'],
  }),
  topics: fields('topics', {
    texts: ['description', 'works_api_url'],
    textLists: ['keywords'],
    objects: ['subfield', 'field', 'domain', 'ids'],
  }),
  keywords: fields('keywords', { texts: ['works_api_url'] }),
  publishers: fields('publishers', {
    texts: ['sources_api_url'],
    numbers: ['hierarchy_level'],
    textLists: ['alternate_titles', 'country_codes', 'lineage'],
    objects: ['parent_publisher', 'ids'],
    objectLists: ['counts_by_year'],
  }),
  funders: fields('funders', {
    texts: ['country_code', 'description', 'homepage_url', 'image_url', 'image_thumbnail_url', 'works_api_url'],
    numbers: ['grants_count'],
    textLists: ['alternate_titles'],
    objects: ['ids'],
    objectLists: ['counts_by_year'],
  }),
  awards: fields('awards', {
    texts: [
      ...(['description', 'funder_award_id', 'currency', 'funding_type', 'funder_scheme', 'start_date'] as const),
      ...(['end_date', 'landing_page_url', 'doi', 'provenance', 'works_api_url'] as const),
    ],
    numbers: ['amount', 'start_year', 'end_year', 'funded_outputs_count'],
    textLists: ['funded_outputs'],
    objects: ['funder', 'lead_investigator', 'co_lead_investigator'],
    objectLists: ['investigators'],
  }),
  domains: fields('domains', { ...described, objects: ['ids'], objectLists: ['fields', 'siblings'] }),
  fields: fields('fields', { ...described, objects: ['domain', 'ids'], objectLists: ['subfields', 'siblings'] }),
  subfields: fields('subfields', {
    ...described,
    objects: ['field', 'domain', 'ids'],
    objectLists: ['topics', 'siblings'],
  }),
  sdgs: fields('sdgs', {
    texts: ['description', 'image_url', 'image_thumbnail_url', 'works_api_url'],
    objects: ['ids'],
  }),
  countries: fields('countries', {
    texts: ['country_code', 'description', 'works_api_url', 'authors_api_url', 'institutions_api_url'],
    flags: ['is_global_south'],
    textLists: ['display_name_alternatives'],
    objects: ['continent', 'ids'],
  }),
  continents: fields('continents', {
    texts: ['description'],
    textLists: ['display_name_alternatives'],
    objects: ['ids'],
    objectLists: ['countries'],
  }),
  languages: fields('languages', { texts: ['works_api_url'] }),
  workTypes: fields('work-types', vocabulary),
  sourceTypes: fields('source-types', vocabulary),
  institutionTypes: fields('institution-types', vocabulary),
  licenses: fields('licenses', { texts: ['url', 'description', 'works_api_url'] }),
  indexes: fields('indexes', vocabulary),
} as const;

type Table = typeof entityFields;
type OtherEntity = keyof Table;

/** What an entity is called in this client; the path at OpenAlex has hyphens (`work-types`). */
export type OpenAlexEntityName = 'works' | OtherEntity;

/** An object below an entity: most often another entity by id and name. */
export interface OpenAlexRecord {
  id?: string | null;
  display_name?: string | null;
  [field: string]: unknown;
}

type Flatten<T> = { [Key in keyof T]: T[Key] } & {};

/** An entity other than a work. Everything but `id` is `null` when OpenAlex does not know it. */
export type OpenAlexOtherEntity<Name extends OtherEntity> = Flatten<
  { id: string } & { [Key in Table[Name]['texts'][number]]: string | null } & {
    [Key in Table[Name]['numbers'][number]]: number | null;
  } & { [Key in Table[Name]['flags'][number]]: boolean | null } & {
    [Key in Table[Name]['textLists'][number]]: string[] | null;
  } & { [Key in Table[Name]['objects'][number]]: OpenAlexRecord | null } & {
    [Key in Table[Name]['objectLists'][number]]: OpenAlexRecord[] | null;
  }
>;

/** One entity of the named kind. */
export type OpenAlexEntity<Name extends OpenAlexEntityName> = Name extends OtherEntity
  ? OpenAlexOtherEntity<Name>
  : OpenAlexWork;

/** An entity with the fields that were asked for; the id is always among them. */
export type OpenAlexSelected<Name extends OpenAlexEntityName, Field extends PropertyKey> = Flatten<
  Pick<OpenAlexEntity<Name>, ('id' | Field) & keyof OpenAlexEntity<Name>>
>;

export type OpenAlexField<Name extends OpenAlexEntityName> = Extract<keyof OpenAlexEntity<Name>, string>;

export const entityNames = ['works', ...Object.keys(entityFields)] as readonly OpenAlexEntityName[];

export const pathOf = (name: OpenAlexEntityName): string => (name === 'works' ? 'works' : entityFields[name].path);
