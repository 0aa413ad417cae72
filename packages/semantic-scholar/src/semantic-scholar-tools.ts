import { type CallOptions, collectPages, type ToolDefinition } from '@headwater/core';
import {
  array,
  boolean,
  type Infer,
  nullable,
  number,
  object,
  optional,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { type DiscoveryToolMethods, discoveryTools } from './semantic-scholar-discovery-tools.ts';
import type {
  Citation,
  CitationField,
  ListCitationsOptions,
  Paper,
  PaperField,
  Reference,
  SearchPapersOptions,
  SemanticScholarList,
} from './semantic-scholar-types.ts';
import {
  type Listed,
  listed,
  listedFields,
  paperId,
  toListed,
  untrusted,
  yearFilter,
  yearInput,
} from './tool-parts.ts';

/** The methods the tools are made of. */
export interface SemanticScholarToolMethods extends DiscoveryToolMethods {
  searchPapers<const Field extends PaperField>(
    options: SearchPapersOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Paper<Field>>;
  getPaper<const Field extends PaperField>(
    id: string,
    options: { fields: readonly Field[] },
    callOptions?: CallOptions,
  ): PromiseLike<Paper<Field>>;
  getCitations<const Field extends CitationField>(
    id: string,
    options: ListCitationsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Citation<Field>>;
  getReferences<const Field extends CitationField>(
    id: string,
    options: ListCitationsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Reference<Field>>;
}

const paperFields = [...listedFields, 'abstract', 'openAccessPdf'] as const;
const linkFields = [...listedFields, 'contexts', 'isInfluential'] as const;

const paper = () =>
  object({
    ...listed(),
    abstract: nullable(string({ description: `${untrusted} null when the publisher withholds it.` })),
    pdfUrl: nullable(string({ description: 'A public PDF, when there is one.' })),
  });
const link = () =>
  object({
    ...listed(),
    contexts: array(string(), { description: `Sentences in which the citation stands. ${untrusted}` }),
    isInfluential: nullable(
      boolean('Whether the cited work matters to the citing one, as Semantic Scholar judges it.'),
    ),
  });

const searchInput = () =>
  strictObject({
    query: string({
      minLength: 1,
      maxLength: 300,
      description: 'Words that stand in titles and abstracts. Plain words: no operators, no quotes.',
    }),
    ...yearInput(),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 50, description: 'How many papers to return. Default 10.' }),
    ),
    minCitationCount: optional(
      number({ integer: true, minimum: 0, description: 'Only papers cited at least this often.' }),
    ),
    openAccessOnly: optional(boolean('Only papers with a public PDF. Default false.')),
  });
const searchOutput = () =>
  object({
    papers: array(paper(), { description: 'Best match first.' }),
    total: nullable(number({ description: 'About how many papers match in all.' })),
    skipped: number({ description: 'Papers left out because they were malformed.' }),
  });

const getInput = () => strictObject({ paperId: paperId() });
const paperWithSummary = () =>
  object({
    ...listed(),
    abstract: nullable(string({ description: untrusted })),
    pdfUrl: nullable(string()),
    tldr: nullable(string({ description: 'One sentence written by a model, not by the authors: do not quote it.' })),
  });

const linksInput = () =>
  strictObject({
    paperId: paperId(),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 100, description: 'How many papers to return. Default 20.' }),
    ),
  });
const linksOutput = () =>
  object({
    papers: array(link()),
    skipped: number({ description: 'Papers left out because they were malformed.' }),
  });

const toPaper = (found: Paper<(typeof paperFields)[number]>): Infer<ReturnType<typeof paper>> => ({
  ...toListed(found),
  abstract: found.abstract,
  pdfUrl: found.openAccessPdf?.url || null,
});

const hints = { readOnly: true, idempotent: true } as const;

export function semanticScholarTools(service: SemanticScholarToolMethods): readonly ToolDefinition[] {
  const search: ToolDefinition<Infer<ReturnType<typeof searchInput>>, Infer<ReturnType<typeof searchOutput>>> = {
    id: 'semantic_scholar_search_papers',
    title: 'Search scientific papers with Semantic Scholar',
    description:
      'Finds scientific papers of all fields by the words of their titles and abstracts, and returns title, abstract, ' +
      'year, authors, citation count and DOI. Use it for what research has found. Search a few telling words instead ' +
      'of a whole question.',
    input: toolSchema(searchInput()),
    output: toolSchema(searchOutput(), 'output'),
    hints,
    async execute({ query, limit = 10, minCitationCount, openAccessOnly, ...years }, options) {
      const found = await collectPages(
        service.searchPapers(
          {
            query,
            limit,
            fields: paperFields,
            ...yearFilter(years),
            ...(minCitationCount === undefined ? {} : { minCitationCount }),
            ...(openAccessOnly === true ? { openAccessPdf: true } : {}),
          },
          options,
        ),
      );
      return { papers: found.items.map(toPaper), total: found.first?.total ?? null, skipped: found.skipped };
    },
  };
  const get: ToolDefinition<Infer<ReturnType<typeof getInput>>, Infer<ReturnType<typeof paperWithSummary>>> = {
    id: 'semantic_scholar_get_paper',
    title: 'Get one paper from Semantic Scholar',
    description:
      'Returns one paper by its paperId, DOI, arXiv id or PubMed id: abstract, authors, citation count, PDF.',
    input: toolSchema(getInput()),
    output: toolSchema(paperWithSummary(), 'output'),
    hints,
    async execute({ paperId: id }, options) {
      const found = await service.getPaper(id, { fields: [...paperFields, 'tldr'] }, options);
      return { ...toPaper(found), tldr: found.tldr?.text ?? null };
    },
  };
  const citations: ToolDefinition<Infer<ReturnType<typeof linksInput>>, Infer<ReturnType<typeof linksOutput>>> = {
    id: 'semantic_scholar_get_citations',
    title: 'List the papers that cite a paper',
    description:
      'Lists papers that cite the given one, newest first, with the sentences in which they do. Use it to see how a ' +
      'finding was received, confirmed or disputed.',
    input: toolSchema(linksInput()),
    output: toolSchema(linksOutput(), 'output'),
    hints,
    async execute({ paperId: id, limit = 20 }, options) {
      const { items, skipped } = await collectPages(service.getCitations(id, { limit, fields: linkFields }, options));
      return { papers: items.map(({ citingPaper, ...edge }) => toLink(citingPaper, edge)), skipped };
    },
  };
  const references: ToolDefinition<Infer<ReturnType<typeof linksInput>>, Infer<ReturnType<typeof linksOutput>>> = {
    id: 'semantic_scholar_get_references',
    title: 'List the papers that a paper cites',
    description:
      'Lists the papers the given one cites, with the sentences in which it does. Use it to trace a claim back.',
    input: toolSchema(linksInput()),
    output: toolSchema(linksOutput(), 'output'),
    hints,
    async execute({ paperId: id, limit = 20 }, options) {
      const { items, skipped } = await collectPages(service.getReferences(id, { limit, fields: linkFields }, options));
      return { papers: items.map(({ citedPaper, ...edge }) => toLink(citedPaper, edge)), skipped };
    },
  };
  return [search, get, citations, references, ...discoveryTools(service)];
}

const toLink = (
  found: Listed,
  { contexts, isInfluential }: { contexts: string[] | null; isInfluential: boolean | null },
): Infer<ReturnType<typeof link>> => ({ ...toListed(found), contexts: contexts ?? [], isInfluential });
