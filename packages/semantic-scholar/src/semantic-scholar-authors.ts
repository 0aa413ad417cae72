import { type CallOptions, type Clock, type ResultPromise, resultPromise, type ServiceClient } from '@headwater/core';
import {
  type Author,
  type AuthorBatch,
  type AuthorField,
  type AuthorFieldsOption,
  type DefaultAuthorField,
  defaultAuthorFields,
  type ListAuthorPapersOptions,
  type ListPaperAuthorsOptions,
  type SearchAuthorsOptions,
} from './semantic-scholar-author-types.ts';
import { fetchBatch } from './semantic-scholar-batch.ts';
import { authorBatchSize, citationsWindow } from './semantic-scholar-limits.ts';
import { listOf } from './semantic-scholar-lists.ts';
import { toAuthor, toPaper } from './semantic-scholar-normalize.ts';
import {
  authorBatchOperation,
  authorOperation,
  authorPapersOperation,
  authorSearchOperation,
  paperAuthorsOperation,
} from './semantic-scholar-service-operations.ts';
import {
  type BasePaperField,
  type DefaultPaperField,
  defaultPaperFields,
  type Paper,
  type SemanticScholarList,
} from './semantic-scholar-types.ts';

export interface SemanticScholarAuthors {
  /** Searches authors by name. */
  searchAuthors<const Field extends AuthorField = DefaultAuthorField>(
    query: string | SearchAuthorsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Author<Field>>;

  /** @throws {NotFoundError} when Semantic Scholar does not know the id */
  getAuthor<const Field extends AuthorField = DefaultAuthorField>(
    id: string,
    options?: AuthorFieldsOption<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<Author<Field>>;

  /** Gets any number of authors, 1000 per request. An unknown id is `null` in the map. */
  getAuthors<const Field extends AuthorField = DefaultAuthorField>(
    ids: readonly string[],
    options?: AuthorFieldsOption<Field>,
    callOptions?: CallOptions,
  ): Promise<AuthorBatch<Field>>;

  /** The papers of an author. */
  getAuthorPapers<const Field extends BasePaperField = DefaultPaperField>(
    id: string,
    options?: ListAuthorPapersOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Paper<Field>>;

  /** The authors of a paper, in order. One that Semantic Scholar could not identify has no id. */
  getPaperAuthors<const Field extends AuthorField = DefaultAuthorField>(
    id: string,
    options?: ListPaperAuthorsOptions<Field>,
    callOptions?: CallOptions,
  ): SemanticScholarList<Author<Field, string | null>>;
}

const namesOf = (fields: readonly string[]): string[] => [...fields];

export function authorMethods(client: ServiceClient, clock: () => Clock): SemanticScholarAuthors {
  const fieldsOf = <Field extends AuthorField>(options: AuthorFieldsOption<Field>): readonly Field[] =>
    (options.fields ?? defaultAuthorFields) as readonly Field[];

  return {
    searchAuthors<const Field extends AuthorField = DefaultAuthorField>(
      query: string | SearchAuthorsOptions<Field>,
      callOptions?: CallOptions,
    ) {
      const options: SearchAuthorsOptions<Field> = typeof query === 'string' ? { query } : query;
      const fields = fieldsOf(options);
      const { offset, limit, pageSize, fields: _, ...input } = options;
      const request = {
        operation: authorSearchOperation,
        input: { ...input, fields: namesOf(fields) },
        window: citationsWindow,
        map: (wire: Parameters<typeof toAuthor>[0]) => toAuthor<Field>(wire, fields),
      };
      return listOf(client, request, { offset, limit, pageSize }, 1000, callOptions);
    },

    getAuthor<const Field extends AuthorField = DefaultAuthorField>(
      id: string,
      options: AuthorFieldsOption<Field> = {},
      callOptions?: CallOptions,
    ) {
      const fields = fieldsOf(options);
      return resultPromise(client.call(authorOperation, { id, fields: [...fields] }, callOptions), ({ value }) =>
        toAuthor<Field>(value, fields),
      );
    },

    getAuthors<const Field extends AuthorField = DefaultAuthorField>(
      ids: readonly string[],
      options: AuthorFieldsOption<Field> = {},
      callOptions?: CallOptions,
    ) {
      const fields = fieldsOf(options);
      const map = (wire: Parameters<typeof toAuthor>[0]) => toAuthor<Field>(wire, fields);
      const request = { operation: authorBatchOperation, fields, size: authorBatchSize, what: 'authors', map };
      return fetchBatch(client, clock(), request, ids, callOptions);
    },

    getAuthorPapers<const Field extends BasePaperField = DefaultPaperField>(
      id: string,
      { offset, limit, pageSize, fields, ...filters }: ListAuthorPapersOptions<Field> = {},
      callOptions?: CallOptions,
    ) {
      const wanted = (fields ?? defaultPaperFields) as readonly Field[];
      const request = {
        operation: authorPapersOperation,
        input: { id, fields: namesOf(wanted), ...filters },
        window: citationsWindow,
        map: (wire: Parameters<typeof toPaper>[0]) => toPaper(wire, wanted),
      };
      return listOf(client, request, { offset, limit, pageSize }, 1000, callOptions);
    },

    getPaperAuthors<const Field extends AuthorField = DefaultAuthorField>(
      id: string,
      options: ListPaperAuthorsOptions<Field> = {},
      callOptions?: CallOptions,
    ) {
      const fields = fieldsOf(options);
      const { offset, limit, pageSize, fields: _, ...input } = options;
      const request = {
        operation: paperAuthorsOperation,
        input: { ...input, id, fields: namesOf(fields) },
        window: citationsWindow,
        map: (wire: Parameters<typeof toAuthor>[0]) => toAuthor<Field, string | null>(wire, fields),
      };
      return listOf(client, request, { offset, limit, pageSize }, 1000, callOptions);
    },
  };
}
