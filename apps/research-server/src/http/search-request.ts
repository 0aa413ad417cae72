import { z } from 'zod';
import type { SearchRequest } from '../shared/api.ts';
import type { SourceSet } from '../sources/source-set.ts';
import { validate } from './body.ts';
import { checkCanBeAsked, checkSourceNames, sourceNames } from './source-names.ts';

/** Longest query in characters. Most services refuse more. */
export const maxQueryLength = 1_000;

const kinds = ['web', 'academic', 'news', 'social', 'code', 'encyclopedia'] as const;

const queryText = z
  .string('The query must be a text.')
  .transform((text) =>
    text
      .toWellFormed()
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  )
  .pipe(
    z
      .string()
      .min(1, 'The query is empty.')
      .max(maxQueryLength, `The query is longer than ${maxQueryLength.toLocaleString('en')} characters.`),
  );

const domains = z
  .array(
    z.string('A domain is a text.').regex(/^(?!.*[/\s:@])[^.]+(\.[^.]+)+$/, 'A domain is a host such as example.org.'),
    'The domains must be a list.',
  )
  .min(1, 'The list of domains is empty; leave it out to allow all.')
  .max(50, 'At most 50 domains can be given.');

const day = z.iso.date('The date must be like 2020-01-31.');

const requestSchema = z
  .strictObject(
    {
      query: queryText.optional(),
      text: queryText.optional(),
      sources: sourceNames.optional(),
      kinds: z
        .array(z.enum(kinds, `A kind is one of ${kinds.join(', ')}.`), 'The kinds must be a list.')
        .min(1, 'The list of kinds is empty; leave it out to allow all.')
        .max(kinds.length)
        .optional(),
      since: day.optional(),
      until: day.optional(),
      includeDomains: domains.optional(),
      excludeDomains: domains.optional(),
      languages: z
        .array(
          z
            .string('A language is a text.')
            .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language is a tag such as en.'),
          'The languages must be a list.',
        )
        .min(1, 'The list of languages is empty; leave it out to allow all.')
        .max(20)
        .optional(),
      openAccess: z.boolean('openAccess must be true or false.').optional(),
      limit: z
        .int('The limit must be a whole number from 1 to 100.')
        .min(1, 'The limit must be a whole number from 1 to 100.')
        .max(100, 'The limit must be a whole number from 1 to 100.')
        .optional(),
    },
    { error: (issue) => (issue.code === 'invalid_type' ? 'The body must be a JSON object.' : undefined) },
  )
  .refine(({ query, text }) => (query === undefined) !== (text === undefined), {
    path: ['query'],
    error: 'Give the query as a text, in "query" or in "text".',
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    path: ['since'],
    error: 'since must not be after until.',
  });

/**
 * Checks a request for a search.
 * @throws {ProblemError} 400 naming everything that is wrong with it.
 */
export function readSearchRequest(value: unknown, set: SourceSet): SearchRequest {
  const { text, query = text, ...rest } = validate(requestSchema, value);
  const request = { query, ...rest } as SearchRequest;
  checkSourceNames(request.sources, set);
  checkCanBeAsked(set.entries.filter(({ provider }) => request.sources?.includes(provider.name) ?? true));
  return request;
}
