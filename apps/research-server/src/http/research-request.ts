import { z } from 'zod';
import type { ResearchRequest } from '../shared/api.ts';
import { words } from '../shared/vocabulary.ts';
import { researchSources, type SourceSet } from '../sources/source-set.ts';
import { validate } from './body.ts';
import { checkCanBeAsked, checkSourceNames, sourceNames } from './source-names.ts';

/** Longest question in characters. */
export const maxQuestionLength = 4_000;

const questionSchema = z
  .string({ error: 'The question must be a text.' })
  .transform(cleanQuestion)
  .pipe(
    z
      .string()
      .min(1, words.questionMissing)
      .max(maxQuestionLength, `The question is longer than ${maxQuestionLength.toLocaleString('en')} characters.`),
  );

const budgetSchema = z.strictObject(
  {
    calls: z.int('calls must be a whole number from 1 to 10,000.').min(1).max(10_000).optional(),
    wallTimeMs: z
      .int('wallTimeMs must be a whole number of milliseconds from 1,000 to 3,600,000.')
      .min(1_000)
      .max(3_600_000)
      .optional(),
    costUsd: z.number('costUsd must be a number of US dollars from 0 to 1,000.').min(0).max(1_000).optional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'The budget must be an object.' : undefined) },
);

const requestSchema = z.strictObject(
  {
    question: questionSchema,
    depth: z.enum(['quick', 'standard', 'deep'], 'The depth must be quick, standard or deep.').optional(),
    sources: sourceNames.optional(),
    budget: budgetSchema.optional(),
    since: z.iso.date('The date must be like 2020-01-31.').optional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'The body must be a JSON object.' : undefined) },
);

/**
 * Checks a request for a run.
 * @throws {ProblemError} 400 naming everything that is wrong with it.
 */
export function readResearchRequest(value: unknown, sources: SourceSet): ResearchRequest {
  const request = validate(requestSchema, value) as ResearchRequest;
  checkSourceNames(request.sources, sources);
  checkCanBeAsked(researchSources(sources, request.sources));
  return request;
}

/** Well-formed, on as many lines as it came, without characters that are not text. */
function cleanQuestion(question: string): string {
  return question.toWellFormed().replace(controls, ' ').trim();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;
