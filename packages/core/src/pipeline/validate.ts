import type { SkippedItem } from '../contract/documents.ts';
import type { Schema, SchemaIssue, SchemaResult } from '../contract/schema.ts';
import type { ItemsRule } from './operation.ts';

export type Checked<Output> = { value: Output; issues?: undefined } | { value?: undefined; issues: string };

/** Runs a Standard Schema and words what it found. Most schemas answer at once, and waiting costs a turn per item. */
export function check<Output>(schema: Schema<Output>, value: unknown): Checked<Output> | Promise<Checked<Output>> {
  const answer = schema['~standard'].validate(value);
  return answer instanceof Promise ? answer.then(toChecked) : toChecked(answer);
}

function toChecked<Output>(result: SchemaResult<Output>): Checked<Output> {
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

interface Salvaged {
  json: unknown;
  skipped: SkippedItem[];
}

/**
 * Checks the items of an answer one by one. Returns the answer with only its good items (or `null` in a bad one's
 * place) and a list of what was left out. An absent array is left to the answer's own schema.
 */
export function salvageItems(json: unknown, rule: ItemsRule<unknown>): Salvaged | Promise<Salvaged> {
  const array = rule.at === '' ? json : (json as Record<string, unknown> | null)?.[rule.at];
  if (!Array.isArray(array)) return { json, skipped: [] };
  const checks = array.map((item) => check(rule.schema, item));
  const gather = (checked: readonly Checked<unknown>[]): Salvaged => {
    const skipped: SkippedItem[] = [];
    const good: unknown[] = [];
    for (const [index, { issues, value }] of checked.entries()) {
      if (issues === undefined) good.push(value);
      else {
        skipped.push({ index, reason: issues });
        if (rule.malformed === 'null') good.push(null);
      }
    }
    return { json: rule.at === '' ? good : { ...(json as object), [rule.at]: good }, skipped };
  };
  const pending = checks.some((answer) => answer instanceof Promise);
  return pending ? Promise.all(checks).then(gather) : gather(checks as Checked<unknown>[]);
}
