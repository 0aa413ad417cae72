import type { ProviderEntry } from '../shared/api.ts';
import { groupThousands } from '../shared/format.ts';
import { limitWords } from './limit-words.ts';

/** How a source is. `not tried`: nothing speaks against it, and nobody has asked it yet. */
export type DoctorState = 'ok' | 'no key' | 'refused' | 'unreachable' | 'limited' | 'failing' | 'not tried';

export interface DoctorLine {
  name: string;
  state: DoctorState;
  /** Key, limits, price. */
  facts: string;
  /** What to do when it is not ok. */
  next?: string;
}

/** One line for a source, from what the board knows of it. */
export function doctorLine(entry: ProviderEntry): DoctorLine {
  const { name } = entry;
  const [state, next] = diagnosis(entry);
  return { name, state, facts: factsOf(entry), ...(next === undefined ? {} : { next }) };
}

const refusals = new Set(['authentication', 'permission']);
const outOfReach = new Set(['network', 'timeout']);
const shortages = new Set(['rate-limited', 'quota-exhausted', 'overloaded']);

function diagnosis(entry: ProviderEntry): [DoctorState, string?] {
  const { name, key, health, lastError, lastSuccessAt, notice, freeProbe } = entry;
  const variable = key.variable ?? 'its key';
  const lookAt = `Then check it with: headwater doctor ${name}`;
  if (health.status === 'unconfigured')
    return ['no key', `Set ${variable}, then check it with: headwater doctor ${name}`];
  // An error that was followed by an answer is history.
  const code = health.status === 'healthy' && health.circuit === 'closed' ? undefined : lastError?.code;
  if (code !== undefined && refusals.has(code)) {
    const what = key.state === 'set' ? `${variable} is set but not accepted (${code}). Put a valid key there.` : '';
    return ['refused', [what || `It wants a key: set ${variable}.`, lookAt].join(' ')];
  }
  if (code !== undefined && outOfReach.has(code)) {
    return ['unreachable', `${lastError?.message}. Check the network, and proxies that stand in between. ${lookAt}`];
  }
  // A source nobody could reach at the start may since have been held back by our own pace alone.
  if (notice !== undefined && lastSuccessAt === undefined) return ['unreachable', sentence(notice)];
  if (health.quota?.remaining === 0 || (code !== undefined && shortages.has(code))) {
    const again = health.quota?.resetsAt === undefined ? 'later' : `after ${String(health.quota.resetsAt)}`;
    const more = key.variable === undefined ? '' : `, or set ${key.variable} to a key that allows more`;
    return ['limited', `${lastError?.message ?? 'Its allowance is used up'}. Try again ${again}${more}.`];
  }
  if (health.status !== 'healthy' || health.circuit !== 'closed') {
    return [
      'failing',
      `${lastError?.message ?? health.reason ?? 'It failed'}. Nothing is wrong here; try again later.`,
    ];
  }
  if (lastSuccessAt !== undefined) return ['ok'];
  const price = entry.costPerSearchUsd === undefined ? '' : ` (about $${entry.costPerSearchUsd})`;
  const why = freeProbe ? 'It was not checked.' : `No free check: it would cost a call${price}.`;
  return ['not tried', `${why} Try it with: headwater search "…" --source ${name}`];
}

const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;

function factsOf({ kinds, key, limits, health, mode }: ProviderEntry): string {
  const liveKey = {
    set: key.variable === undefined ? 'key set' : `${key.variable} set`,
    'not-set': `${key.variable ?? 'key'} not set`,
    'not-needed': key.variable === undefined ? 'needs no key' : `needs no key (${key.variable} not set)`,
  }[key.state];
  const keyWords = mode === 'sandbox' ? 'no key of yours is used' : liveKey;
  const { remaining, limit } = health.quota ?? {};
  const quota =
    remaining === undefined
      ? ''
      : `${groupThousands(remaining)}${limit === undefined ? '' : ` of ${groupThousands(limit)}`} left`;
  return [kinds.join(', '), keyWords, limitWords(limits), quota].filter(Boolean).join(' · ');
}
