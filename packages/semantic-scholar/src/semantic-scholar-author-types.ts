import type { SkippedItem } from '@headwater/core';
import type { BasePaperField, BasePaperFields, Flatten, NestedPaper, Root } from './semantic-scholar-types.ts';

export interface AuthorFields {
  externalIds: Record<string, unknown>;
  url: string;
  name: string;
  affiliations: string[];
  homepage: string;
  paperCount: number;
  citationCount: number;
  hIndex: number;
  /** All papers of the author at once: prefer `getAuthorPapers`. */
  papers: NestedPaper[];
}

/** What can be asked for. A dot names a field below: `papers.year`. */
export type AuthorField = 'authorId' | keyof AuthorFields | `papers.${'paperId' | keyof BasePaperFields}`;

/** Asked for unless `fields` says otherwise. */
export const defaultAuthorFields = [
  'name',
  'url',
  'affiliations',
  'paperCount',
  'citationCount',
  'hIndex',
] as const satisfies readonly AuthorField[];

export type DefaultAuthorField = (typeof defaultAuthorFields)[number];

/** An author with the fields that were asked for. Any of them is `null` when Semantic Scholar does not know it. */
export type Author<Field extends AuthorField = DefaultAuthorField, Id = string> = Flatten<
  { authorId: Id } & { [Name in Root<Field> & keyof AuthorFields]: AuthorFields[Name] | null }
>;

export interface AuthorFieldsOption<Field extends AuthorField = AuthorField> {
  /** @default defaultAuthorFields */
  fields?: readonly Field[] | undefined;
}

export interface SearchAuthorsOptions<Field extends AuthorField = AuthorField> extends AuthorFieldsOption<Field> {
  /** Names, as words. */
  query: string;
  /** Most authors over all pages. @default as many as the service gives, which is 9999 */
  limit?: number | undefined;
  /** Authors per request, 1 to 1000. @default 100 */
  pageSize?: number | undefined;
  /** Authors to leave out at the beginning. @default 0 */
  offset?: number | undefined;
}

export interface ListPaperAuthorsOptions<Field extends AuthorField = AuthorField>
  extends Omit<SearchAuthorsOptions<Field>, 'query'> {}

export interface ListAuthorPapersOptions<Field extends BasePaperField = BasePaperField> {
  /** Most papers over all pages. @default as many as the service gives, which is 9999 */
  limit?: number | undefined;
  /** Papers per request, 1 to 1000. @default 100 */
  pageSize?: number | undefined;
  /** Papers to leave out at the beginning. @default 0 */
  offset?: number | undefined;
  /** @default defaultPaperFields */
  fields?: readonly Field[] | undefined;
  /** `start:end`, each side optional and as short as a year. */
  publicationDateOrYear?: string | undefined;
}

/** Authors by the id they were asked for with; `null` when Semantic Scholar does not know it. */
export interface AuthorBatch<Field extends AuthorField = DefaultAuthorField> extends Map<string, Author<Field> | null> {
  /** Answers that were malformed, by the place of their id in the request; they are `null` in the map as well. */
  readonly skipped: SkippedItem[];
}
