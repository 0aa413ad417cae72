import type { CallCache } from '../cache/index.ts';
import { type Clock, processClock } from '../contract/clock.ts';
import { ConfigurationError } from '../errors/kinds.ts';
import { cleanHeaders } from '../pipeline/request.ts';
import { processStateStore } from '../resilience/lane.ts';
import { type LimitPlan, sandboxPlan } from '../resilience/limits.ts';
import { isSecretHeader } from '../security/redact.ts';
import type { ResilienceSettings, ResolvedSettings, ServiceDefinition, ServiceSettings } from './definition.ts';

/**
 * Checks the settings and works out what does not change between calls. `previous` are those they replace.
 *
 * @throws {ConfigurationError} naming the option that cannot be right
 */
export function resolveSettings(
  definition: ServiceDefinition,
  given: ServiceSettings,
  previous?: ResolvedSettings,
): ResolvedSettings {
  const headerSecrets = Object.entries(given.headers ?? {}).flatMap(([name, value]) =>
    isSecretHeader(name) ? [value] : [],
  );
  const problem = (message: string, hint: string) =>
    new ConfigurationError(message, { provider: definition.name, hint, secrets: headerSecrets });
  const baseUrl = given.baseUrl ?? definition.baseUrl;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw problem(
      'the option baseUrl is not an http(s) URL without credentials, query and fragment',
      `For example ${definition.baseUrl}`,
    );
  }
  let headers: Record<string, string>;
  try {
    headers = cleanHeaders(given.headers ?? {});
  } catch (error) {
    throw problem(`the option headers cannot be sent: ${(error as Error).message}`, 'Correct or remove that header.');
  }
  const resilience = given.resilience ?? {};
  if (typeof resilience.limits === 'string') planNamed(definition, resilience.limits);
  const wrong = wrongNumber(resilience);
  if (wrong !== undefined) throw problem(`resilience.${wrong.name} must be ${wrong.rule}`, `It was ${wrong.value}.`);
  const clock: Clock = given.clock ?? processClock();
  return {
    ...given,
    given,
    // The URL's own spelling: a line break or a tab in the option must not reach the wire.
    baseUrl: url.href,
    origin: url.origin,
    headers,
    headerSecrets,
    resilience,
    clock,
    random: given.random ?? Math.random,
    stateStore: given.stateStore ?? processStateStore(),
    // Settings that change leave what is stored alone.
    cache:
      previous !== undefined && previous.given.cache === given.cache ? previous.cache : cacheOf(given.cache, clock),
  };
}

const aboveZero = { rule: 'greater than 0', holds: (value: number) => value > 0 };
const zeroOrMore = { rule: '0 or more', holds: (value: number) => value >= 0 };
const oneOrMore = { rule: '1 or more', holds: (value: number) => value >= 1 };
const share = { rule: 'greater than 0 and at most 1', holds: (value: number) => value > 0 && value <= 1 };

/** What each number must be; whatever is compared with NaN is false. */
const numberRules: Readonly<Record<string, typeof aboveZero>> = {
  attemptTimeoutMs: aboveZero,
  maxResponseBytes: aboveZero,
  maxDepth: oneOrMore,
  disposeGraceMs: zeroOrMore,
  'retry.attempts': oneOrMore,
  'retry.baseDelayMs': zeroOrMore,
  'retry.maxDelayMs': zeroOrMore,
  'retry.budgetRatio': zeroOrMore,
  'retry.budgetFloor': zeroOrMore,
  'circuit.windowMs': aboveZero,
  'circuit.windowCalls': oneOrMore,
  'circuit.minimumCalls': oneOrMore,
  'circuit.failureRatio': share,
  'circuit.openMs': aboveZero,
  'circuit.maxOpenMs': aboveZero,
  'circuit.probes': oneOrMore,
  'limits.*.requestsPerSecond': aboveZero,
  'limits.*.burst': oneOrMore,
  'limits.*.concurrency': oneOrMore,
  'limits.*.queueSize': zeroOrMore,
};

function wrongNumber(resilience: ResilienceSettings): { name: string; rule: string; value: unknown } | undefined {
  for (const [path, { rule, holds }] of Object.entries(numberRules)) {
    for (const { name, value } of valuesAt(resilience, path.split('.'))) {
      if (typeof value !== 'number' || !holds(value)) return { name, rule, value };
    }
  }
  return undefined;
}

/** The values below a path that are set, each with its own name. */
function valuesAt(value: unknown, path: readonly string[], prefix = ''): { name: string; value: unknown }[] {
  if (value === undefined) return [];
  const [step, ...rest] = path;
  if (step === undefined) return [{ name: prefix, value }];
  if (typeof value !== 'object' || value === null) return [];
  const names = step === '*' ? Object.keys(value) : [step];
  return names.flatMap((name) =>
    valuesAt((value as Record<string, unknown>)[name], rest, prefix === '' ? name : `${prefix}.${name}`),
  );
}

/**
 * The cache is a quarter of what a bundler would pack, and is loaded by the first call that has use for it: by a name of
 * its own, since a file that the main entry exports as well would be packed with the entry.
 */
function cacheOf(cache: ServiceSettings['cache'], clock: Clock): ResolvedSettings['cache'] {
  if (cache === undefined || cache === false) return undefined;
  if (typeof cache === 'object' && 'lookup' in cache) return () => cache;
  const settings = cache === true ? { clock } : { clock, ...cache };
  let made: CallCache | Promise<CallCache> | undefined;
  return () => {
    made ??= import('#call-cache').then(({ createCallCache }) => {
      made = createCallCache(settings);
      return made;
    });
    return made;
  };
}

/** The limits in force, for a call with or without a key. */
export function planOf(definition: ServiceDefinition, { resilience }: ResolvedSettings, hasKey: boolean): LimitPlan {
  const limits = resilience.limits ?? definition.defaultPlan(hasKey);
  return typeof limits === 'string' ? planNamed(definition, limits) : limits;
}

function planNamed(definition: ServiceDefinition, name: string): LimitPlan {
  const plans: Record<string, LimitPlan> = { sandbox: sandboxPlan, ...definition.plans };
  if (Object.hasOwn(plans, name)) return plans[name] as LimitPlan;
  throw new ConfigurationError(`there is no limit plan "${name}"`, {
    provider: definition.name,
    hint: `Use one of: ${Object.keys(plans).join(', ')}.`,
  });
}
