import type { CallOptions, ResultPromise } from '@headwater/core';
import type { NewsFace } from '../news-face.ts';
import type { GuardianSettings } from '../news-types.ts';
import type {
  GuardianContent,
  GuardianEdition,
  GuardianField,
  GuardianItem,
  GuardianItemOptions,
  GuardianList,
  GuardianResults,
  GuardianSearchOptions,
  GuardianSection,
  GuardianTag,
  GuardianTagsOptions,
} from './guardian-types.ts';

export interface Guardian extends NewsFace<GuardianSettings> {
  readonly backend: 'guardian';
  /**
   * Searches content in the Guardian's own shape. `fields` of each result holds exactly what `showFields` asked for,
   * with numbers and booleans as such.
   *
   * @example
   * const { items } = await guardian.search({ q: 'street trees', showFields: ['bodyText', 'wordcount'] });
   * @throws {HeadwaterError} while reading
   */
  search<const Field extends GuardianField = never>(
    options: string | GuardianSearchOptions<Field>,
    callOptions?: CallOptions,
  ): GuardianList<GuardianContent<Field>>;
  /** The articles after a known one, with the search it was found by: deeper than page numbers reach. */
  next<const Field extends GuardianField = never>(
    id: string,
    options: Omit<GuardianSearchOptions<Field>, 'page' | 'limit'>,
    callOptions?: CallOptions,
  ): ResultPromise<GuardianResults<GuardianContent<Field>>>;
  /**
   * What stands at a path of theguardian.com, or at its address: an article, a tag, a section or an edition.
   *
   * @throws {NotFoundError} when there is nothing, or it was withdrawn (`isWithdrawn`)
   */
  item<const Field extends GuardianField = never>(
    id: string,
    options?: GuardianItemOptions<Field>,
    callOptions?: CallOptions,
  ): ResultPromise<GuardianItem<Field>>;
  tags(options?: string | GuardianTagsOptions, callOptions?: CallOptions): GuardianList<GuardianTag>;
  sections(options?: { q?: string }, callOptions?: CallOptions): ResultPromise<GuardianResults<GuardianSection>>;
  editions(options?: { q?: string }, callOptions?: CallOptions): ResultPromise<GuardianResults<GuardianEdition>>;
}
