import type { ProviderEntry } from '../shared/api.ts';
import { rateWords } from '../shared/format.ts';

/** Rates of one source that a line has room for. */
const shownRates = 3;

/** `search 10/s, contents 100/s`: the first rates of a source, and how many more it has. */
export function limitWords(limits: ProviderEntry['limits']): string {
  const rates = limits.flatMap(({ costClass, requestsPerSecond }) =>
    requestsPerSecond === undefined ? [] : [`${costClass} ${rateWords(requestsPerSecond)}`],
  );
  const left = rates.length - shownRates;
  return [...rates.slice(0, shownRates), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
