import { planQueries } from '../../research/plan-queries.ts';
import type { Decision } from '../embedded-model.ts';
import type { FoundPassages, SpecialistReport } from '../passages.ts';
import { providerOfTool } from '../search-tools.ts';
import { parseJson } from './json.ts';
import type { Situation, ToolAnswer } from './prompt.ts';

/** Asks each of its sources once, then reports what they answered. */
export function decideAsSpecialist({ messages, answers, tools }: Situation): Decision {
  const searches = tools.filter((name) => name.endsWith('_search_documents'));
  if (answers.length === 0 && searches.length > 0) {
    const task = messages.at(-1) ?? '';
    const [query = task.slice(0, 300)] = planQueries(task, 1);
    return { calls: searches.map((tool) => ({ tool, input: { query } })) };
  }
  return { text: JSON.stringify(reportOf(answers)) };
}

function reportOf(answers: ToolAnswer[]): SpecialistReport {
  const report: SpecialistReport = { documents: [], failures: [] };
  for (const answer of answers) {
    const found = answer.failed ? undefined : readPassages(answer.text);
    if (found) {
      report.documents.push(...found.documents);
      report.alsoFound = [...(report.alsoFound ?? []), ...(found.alsoFound ?? [])];
    } else {
      const why = answer.failed ? answer.text : 'its answer could not be read';
      report.failures.push(`${providerOfTool(answer.tool)}: ${why}`);
    }
  }
  return report;
}

/** The JSON that follows the line saying where the data comes from. */
function readPassages(text: string): FoundPassages | undefined {
  const value = parseJson(text.slice(text.indexOf('\n') + 1)) as FoundPassages | undefined;
  return Array.isArray(value?.documents) ? value : undefined;
}
