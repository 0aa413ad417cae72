import type { SkippedItem } from '../contract/documents.ts';
import type { Schema, SchemaIssue } from '../contract/schema.ts';
import type { ItemsRule } from './operation.ts';

export type Checked<Output> = { value: Output; issues?: undefined } | { value?: undefined; issues: string };

/** Runs a Standard Schema and words what it found. */
export async function check<Output>(schema: Schema<Output>, value: unknown): Promise<Checked<Output>> {
  // Most schemas answer at once; awaiting a plain object would cost a turn per item.
  const answer = schema['~standard'].validate(value);
  const result = answer instanceof Promise ? await answer : answer;
  return result.issues === undefined ? { value: result.value } : { issues: describeIssues(result.issues) };
}

const shownIssues = 3;

/** `authors.0.name: expected string, received number; …` */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, shownIssues).map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return path ? `${path}: ${issue.message}` : issue.message;
  });
  const rest = issues.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

/**
 * Checks the items of an answer one by one. Returns the answer with only its good items (or `null` in a bad one's
 * place) and a list of what was left out. An absent array is left to the answer's own schema.
 */
export async function salvageItems(
  json: unknown,
  rule: ItemsRule<unknown>,
): Promise<{ json: unknown; skipped: SkippedItem[] }> {
  const array = rule.at === '' ? json : (json as Record<string, unknown> | null)?.[rule.at];
  if (!Array.isArray(array)) return { json, skipped: [] };
  const skipped: SkippedItem[] = [];
  const good: unknown[] = [];
  for (const [index, item] of array.entries()) {
    const checked = await check(rule.schema, item);
    if (checked.issues === undefined) good.push(checked.value);
    else {
      skipped.push({ index, reason: checked.issues });
      if (rule.malformed === 'null') good.push(null);
    }
  }
  return { json: rule.at === '' ? good : { ...(json as object), [rule.at]: good }, skipped };
}
