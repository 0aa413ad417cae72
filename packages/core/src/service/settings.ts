import { type CallCache, createCallCache } from '../cache/index.ts';
import type { Clock } from '../contract/clock.ts';
import { ConfigurationError } from '../errors/kinds.ts';
import { cleanHeaders } from '../pipeline/request.ts';
import { processClock, processStateStore } from '../resilience/lane.ts';
import { type LimitPlan, sandboxPlan } from '../resilience/limits.ts';
import { isSecretHeader } from '../security/redact.ts';
import type { ResolvedSettings, ServiceDefinition, ServiceSettings } from './definition.ts';

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
  const positive: Record<string, number | undefined> = {
    attemptTimeoutMs: resilience.attemptTimeoutMs,
    maxResponseBytes: resilience.maxResponseBytes,
    maxDepth: resilience.maxDepth,
    'retry.attempts': resilience.retry?.attempts,
  };
  for (const [name, value] of Object.entries(positive)) {
    if (value !== undefined && !(value > 0)) {
      throw problem(`resilience.${name} must be greater than 0`, `It was ${value}.`);
    }
  }
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

function cacheOf(cache: ServiceSettings['cache'], clock: Clock): CallCache | undefined {
  if (cache === undefined || cache === false) return undefined;
  if (cache === true) return createCallCache({ clock });
  return 'lookup' in cache ? cache : createCallCache({ clock, ...cache });
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
