import { type CallOptions, collectPages, type ToolDefinition } from '@headwater/core';
import {
  array,
  type Infer,
  nullable,
  number,
  object,
  optional,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { corpusId } from './paper-ids.ts';
import type { SemanticScholarAuthors } from './semantic-scholar-authors.ts';
import type { SemanticScholarServices } from './semantic-scholar-services.ts';
import { listed, listedFields, paperId, toListed, untrusted, yearFilter, yearInput } from './tool-parts.ts';

/** The methods these tools are made of. */
export type DiscoveryToolMethods = Pick<SemanticScholarAuthors, 'searchAuthors' | 'getAuthorPapers'> &
  Pick<SemanticScholarServices, 'recommendForPaper' | 'recommendPapers' | 'searchSnippets'>;

const passagesInput = () =>
  strictObject({
    query: string({ minLength: 1, maxLength: 500, description: 'What the passages should be about, in plain words.' }),
    ...yearInput(),
    paperIds: optional(
      array(paperId(), { maxLength: 50, description: 'Only passages of these papers. Leave out for all papers.' }),
    ),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 50, description: 'How many passages to return. Default 10.' }),
    ),
  });
const passagesOutput = () =>
  object({
    passages: array(
      object({
        text: string({ description: untrusted }),
        kind: nullable(string({ description: 'For example title, abstract or body.' })),
        section: nullable(string()),
        paperId: string({ description: 'Give it to the other tools.' }),
        title: nullable(string()),
        authors: array(string()),
      }),
      { description: 'Best match first.' },
    ),
    skipped: number({ description: 'Passages left out because they were malformed or empty.' }),
  });

const recommendInput = () =>
  strictObject({
    paperId: paperId(),
    alsoLike: optional(array(paperId(), { maxLength: 20, description: 'Further papers the results should be like.' })),
    unlike: optional(array(paperId(), { maxLength: 20, description: 'Papers the results should not be like.' })),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 100, description: 'How many papers to return. Default 10.' }),
    ),
  });
const recommendOutput = () =>
  object({
    papers: array(object({ ...listed(), abstract: nullable(string({ description: untrusted })) }), {
      description: 'Best first.',
    }),
    skipped: number({ description: 'Papers left out because they were malformed.' }),
  });

const authorsInput = () =>
  strictObject({
    name: string({ minLength: 1, maxLength: 200, description: 'The name, in full if it is known.' }),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 50, description: 'How many authors to return. Default 5.' }),
    ),
  });
const authorsOutput = () =>
  object({
    authors: array(
      object({
        authorId: string({ description: 'Give it to semantic_scholar_get_author_papers.' }),
        name: nullable(string()),
        affiliations: array(string()),
        paperCount: nullable(number()),
        citationCount: nullable(number()),
        hIndex: nullable(number()),
        url: nullable(string()),
      }),
    ),
    skipped: number({ description: 'Authors left out because they were malformed.' }),
  });

const authorPapersInput = () =>
  strictObject({
    authorId: string({ pattern: /^\d+$/, description: 'The authorId of a result.' }),
    ...yearInput(),
    limit: optional(
      number({ integer: true, minimum: 1, maximum: 100, description: 'How many papers to return. Default 20.' }),
    ),
  });
const authorPapersOutput = () =>
  object({
    papers: array(object(listed())),
    skipped: number({ description: 'Papers left out because they were malformed.' }),
  });

const hints = { readOnly: true, idempotent: true } as const;

export function discoveryTools(service: DiscoveryToolMethods): readonly ToolDefinition[] {
  const passages: ToolDefinition<Infer<ReturnType<typeof passagesInput>>, Infer<ReturnType<typeof passagesOutput>>> = {
    id: 'semantic_scholar_find_passages',
    title: 'Find passages in scientific papers',
    description:
      'Finds short passages of papers on a subject, from full texts as well as abstracts. Use it to find the very words ' +
      'that state a method, a figure or a finding, in order to quote them.',
    input: toolSchema(passagesInput()),
    output: toolSchema(passagesOutput(), 'output'),
    hints,
    async execute({ query, paperIds, limit = 10, ...years }, options) {
      const { snippets, skipped } = await service.searchSnippets(
        { query, limit, ...yearFilter(years), ...(paperIds?.length ? { paperIds } : {}) },
        options,
      );
      const found = snippets.flatMap(({ snippet, paper }) =>
        snippet.text
          ? [
              {
                text: snippet.text,
                kind: snippet.snippetKind,
                section: snippet.section,
                paperId: /^\d+$/.test(paper.corpusId) ? corpusId(paper.corpusId) : paper.corpusId,
                title: paper.title,
                authors: paper.authors,
              },
            ]
          : [],
      );
      return { passages: found, skipped: skipped.length + snippets.length - found.length };
    },
  };
  const recommend: ToolDefinition<
    Infer<ReturnType<typeof recommendInput>>,
    Infer<ReturnType<typeof recommendOutput>>
  > = {
    id: 'semantic_scholar_recommend_papers',
    title: 'Recommend papers like given ones',
    description:
      'Recommends papers on the subject of one or several given papers, recent ones first of all. Use it to widen a ' +
      'search that has found a good paper.',
    input: toolSchema(recommendInput()),
    output: toolSchema(recommendOutput(), 'output'),
    hints,
    async execute({ paperId: id, alsoLike = [], unlike = [], limit = 10 }, options) {
      const fields = [...listedFields, 'abstract'] as const;
      const { papers, skipped } = await (alsoLike.length + unlike.length === 0
        ? service.recommendForPaper(id, { limit, fields }, options)
        : service.recommendPapers(
            { positivePaperIds: [id, ...alsoLike], negativePaperIds: unlike, limit, fields },
            options,
          ));
      return {
        papers: papers.map((paper) => ({ ...toListed(paper), abstract: paper.abstract })),
        skipped: skipped.length,
      };
    },
  };
  const authors: ToolDefinition<Infer<ReturnType<typeof authorsInput>>, Infer<ReturnType<typeof authorsOutput>>> = {
    id: 'semantic_scholar_search_authors',
    title: 'Search authors of scientific papers',
    description:
      'Finds authors by name, with affiliation and figures to tell people of one name apart. One person can stand there ' +
      'more than once.',
    input: toolSchema(authorsInput()),
    output: toolSchema(authorsOutput(), 'output'),
    hints,
    async execute({ name, limit = 5 }, options: CallOptions | undefined) {
      const { items, skipped } = await collectPages(service.searchAuthors({ query: name, limit }, options));
      return { authors: items.map((author) => ({ ...author, affiliations: author.affiliations ?? [] })), skipped };
    },
  };
  const authorPapers: ToolDefinition<
    Infer<ReturnType<typeof authorPapersInput>>,
    Infer<ReturnType<typeof authorPapersOutput>>
  > = {
    id: 'semantic_scholar_get_author_papers',
    title: 'List the papers of an author',
    description: 'Lists the papers of one author, whose id comes from the search for authors, narrowed by years.',
    input: toolSchema(authorPapersInput()),
    output: toolSchema(authorPapersOutput(), 'output'),
    hints,
    async execute({ authorId, limit = 20, ...years }, options) {
      const { year } = yearFilter(years);
      const range = year === undefined ? {} : { publicationDateOrYear: `${year.from ?? ''}:${year.to ?? ''}` };
      const list = service.getAuthorPapers(authorId, { limit, fields: listedFields, ...range }, options);
      const { items, skipped } = await collectPages(list);
      return { papers: items.map(toListed), skipped };
    },
  };
  return [passages, recommend, authors, authorPapers];
}
