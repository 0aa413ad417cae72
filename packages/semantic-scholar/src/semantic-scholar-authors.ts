import {
  type CallOptions,
  type Clock,
  type Operation,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
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
import type { WireList } from './semantic-scholar-operations.ts';
import type { WirePaper } from './semantic-scholar-schemas.ts';
import {
  authorBatchOperation,
  authorOperation,
  authorPapersOperation,
  authorSearchOperation,
  paperAuthorsOperation,
} from './semantic-scholar-service-operations.ts';
import type { WireAuthor } from './semantic-scholar-service-schemas.ts';
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
  const fieldsOf = (options: AuthorFieldsOption): readonly AuthorField[] => options.fields ?? defaultAuthorFields;

  function authorList<Input>(
    operation: Operation<Input & { fields: string[]; offset: number; limit: number }, WireList<WireAuthor>>,
    input: Input,
    { fields = defaultAuthorFields, ...bounds }: ListPaperAuthorsOptions,
    callOptions: CallOptions | undefined,
  ): SemanticScholarList<any> {
    const request = {
      operation,
      input: { ...input, fields: namesOf(fields) },
      window: citationsWindow,
      map: (wire: WireAuthor) => toAuthor(wire, fields),
    };
    return listOf(client, request, bounds, 1000, callOptions);
  }

  return {
    searchAuthors(query: string | SearchAuthorsOptions<any>, callOptions?: CallOptions) {
      const { query: name, offset, limit, pageSize, fields, ...rest } = typeof query === 'string' ? { query } : query;
      const input = { ...rest, query: name };
      return authorList(authorSearchOperation, input, { offset, limit, pageSize, fields }, callOptions);
    },

    getPaperAuthors(id: string, options: ListPaperAuthorsOptions<any> = {}, callOptions?: CallOptions) {
      const { offset, limit, pageSize, fields, ...rest } = options;
      return authorList(paperAuthorsOperation, { ...rest, id }, { offset, limit, pageSize, fields }, callOptions);
    },

    getAuthor(id: string, options: AuthorFieldsOption<any> = {}, callOptions?: CallOptions): ResultPromise<any> {
      const fields = fieldsOf(options);
      return resultPromise(client.call(authorOperation, { id, fields: namesOf(fields) }, callOptions), ({ value }) =>
        toAuthor(value, fields),
      );
    },

    getAuthors(ids: readonly string[], options: AuthorFieldsOption<any> = {}, callOptions?: CallOptions): Promise<any> {
      const fields = fieldsOf(options);
      const map = (wire: WireAuthor) => toAuthor(wire, fields);
      const request = { operation: authorBatchOperation, fields, size: authorBatchSize, what: 'authors', map };
      return fetchBatch(client, clock(), request, ids, callOptions);
    },

    getAuthorPapers(id: string, options: ListAuthorPapersOptions<any> = {}, callOptions?: CallOptions) {
      const { offset, limit, pageSize, fields = defaultPaperFields as readonly BasePaperField[], ...filters } = options;
      const request = {
        operation: authorPapersOperation,
        input: { id, fields: namesOf(fields), ...filters },
        window: citationsWindow,
        map: (wire: WirePaper): any => toPaper(wire, fields),
      };
      return listOf(client, request, { offset, limit, pageSize }, 1000, callOptions);
    },
  };
}
