import { z } from 'zod';
import { words } from '../shared/vocabulary.ts';
import { canBeAsked, type SourceEntry, type SourceSet } from '../sources/source-set.ts';
import { badRequest } from './problem.ts';

export const sourceNames = z
  .array(z.string('A source is named by a text.'), 'The sources must be a list of names.')
  .min(1, words.sourcesMissing)
  .max(50);

/**
 * Checks that sources are known.
 * @throws {ProblemError} 400 naming those that are not, and those there are.
 */
export function checkSourceNames(names: readonly string[] | undefined, { entries }: SourceSet): void {
  const known = entries.map(({ provider }) => provider.name);
  const unknown = (names ?? []).flatMap((name, index) => (known.includes(name) ? [] : [{ name, index }]));
  if (unknown.length === 0) return;
  throw badRequest(
    `There is no source ${unknown.map(({ name }) => JSON.stringify(name.slice(0, 100))).join(' or ')}.`,
    `/sources/${unknown[0]?.index ?? 0}`,
    `The sources are ${known.join(', ')}.`,
  );
}

/** @throws {ProblemError} 400 with what each of them lacks, when none can be asked. */
export function checkCanBeAsked(asked: readonly SourceEntry[]): void {
  if (asked.some(canBeAsked)) return;
  const reasons = asked.map(({ provider, notice }) => `${provider.name}: ${notice}`);
  throw badRequest(`None of the sources can be asked now. ${reasons.join('; ')}.`, '/sources');
}
