import { redactText } from '@headwater/core';
import { ModelRouterLanguageModel } from '@mastra/core/llm';

type RouterConfig = ConstructorParameters<typeof ModelRouterLanguageModel>[0];

/**
 * A model of Mastra's router whose errors hold no secret. Endpoints repeat the key they refuse, and Mastra stores the
 * error of a failed answer with the thread.
 */
export function guardedModel(config: RouterConfig, secrets: readonly string[]): ModelRouterLanguageModel {
  const guard = (error: unknown): never => {
    removeSecrets(error, secrets);
    throw error;
  };
  class GuardedModel extends ModelRouterLanguageModel {
    override doGenerate(...options: Parameters<ModelRouterLanguageModel['doGenerate']>) {
      return super.doGenerate(...options).catch(guard);
    }
    override doStream(...options: Parameters<ModelRouterLanguageModel['doStream']>) {
      return super.doStream(...options).catch(guard);
    }
  }
  return new GuardedModel(config);
}

/** Fields that repeat the request or the answer and help nobody who reads the error. */
const dropped = ['requestBodyValues', 'responseHeaders', 'data'];

/** In place, so that the error stays of its kind: Mastra decides by it whether to try again. */
function removeSecrets(error: unknown, secrets: readonly string[], depth = 0): void {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  const fields = error as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(error)) {
    const value = fields[name];
    const { writable } = Object.getOwnPropertyDescriptor(error, name) ?? {};
    if (dropped.includes(name) && writable) fields[name] = undefined;
    else if (typeof value === 'string' && writable) fields[name] = redactText(value, secrets);
    else if (typeof value === 'object') removeSecrets(value, secrets, depth + 1);
  }
}

/** Values of environment variables that are named like credentials. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value && value.length >= 8 && /(?:KEY|TOKEN|SECRET|PASSWORD)$/.test(name) ? [value] : [],
  );
}
