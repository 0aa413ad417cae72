import type { EmulatorRequest } from '@headwater/testkit';
import { reject } from './answers.ts';

/**
 * What may be asked for: a name alone, or a name with the sub-fields below it. `embedding.specter_v2` is a sub-field too.
 */
export interface FieldSet {
  plain: readonly string[];
  nested: Readonly<Record<string, readonly string[]>>;
}

/** The selection of one request: field name → sub-fields asked for; an empty list stands for the defaults. */
export type Selection = ReadonlyMap<string, readonly string[]>;

const BASE_PAPER = [
  'paperId',
  'corpusId',
  'externalIds',
  'url',
  'title',
  'abstract',
  'venue',
  'publicationVenue',
  'year',
  'referenceCount',
  'citationCount',
  'influentialCitationCount',
  'isOpenAccess',
  'openAccessPdf',
  'fieldsOfStudy',
  's2FieldsOfStudy',
  'publicationTypes',
  'publicationDate',
  'journal',
  'citationStyles',
  'authors',
];

const AUTHOR = [
  'authorId',
  'externalIds',
  'url',
  'name',
  'affiliations',
  'homepage',
  'paperCount',
  'citationCount',
  'hIndex',
];

export const BASE_PAPER_FIELDS: FieldSet = { plain: BASE_PAPER, nested: { authors: AUTHOR } };

export const FULL_PAPER_FIELDS: FieldSet = {
  plain: [...BASE_PAPER, 'citations', 'references', 'embedding', 'tldr', 'textAvailability'],
  nested: {
    authors: AUTHOR,
    citations: BASE_PAPER,
    references: BASE_PAPER,
    embedding: ['specter_v1', 'specter_v2'],
  },
};

export const EDGE_FIELDS: FieldSet = {
  plain: [...BASE_PAPER, 'contexts', 'intents', 'contextsWithIntent', 'isInfluential'],
  nested: { authors: AUTHOR },
};

export const AUTHOR_FIELDS: FieldSet = { plain: [...AUTHOR, 'papers'], nested: { papers: BASE_PAPER } };

export const PAPER_AUTHOR_FIELDS: FieldSet = AUTHOR_FIELDS;

export const SNIPPET_FIELDS: FieldSet = {
  plain: ['snippet'],
  nested: { snippet: ['text', 'snippetKind', 'section', 'snippetOffset', 'annotations'] },
};

/** Reads the one comma-separated `fields` parameter. */
export function readFields(request: EmulatorRequest, allowed: FieldSet, defaults: readonly string[]): Selection {
  const text = request.query.get('fields');
  const asked = text === null || text.trim() === '' ? defaults : text.split(',').map((field) => field.trim());
  const selection = new Map<string, string[]>();
  const unknown: string[] = [];
  for (const field of asked) {
    const [name = '', sub] = splitOnce(field);
    const isKnown = sub === undefined ? allowed.plain.includes(name) : allowed.nested[name]?.includes(sub);
    if (!isKnown) {
      unknown.push(field);
      continue;
    }
    const subFields = selection.get(name) ?? [];
    selection.set(name, sub === undefined ? subFields : [...subFields, sub]);
  }
  if (unknown.length > 0) reject(`Unrecognized or unsupported fields: [${unknown.join(', ')}]`);
  return selection;
}

function splitOnce(field: string): [string, string | undefined] {
  const dot = field.indexOf('.');
  return dot < 0 ? [field, undefined] : [field.slice(0, dot), field.slice(dot + 1)];
}
