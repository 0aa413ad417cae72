import { type CallCache, type Clock, createCallCache, type ServiceSettings } from '@headwater/core';

/** A cache that never keeps a partial answer: what was missing once would stay missing. */
export function wholeAnswersOnly(setting: ServiceSettings['cache'], clock: Clock | undefined): CallCache | undefined {
  if (setting === undefined || setting === false) return undefined;
  const ownClock = clock === undefined ? {} : { clock };
  const cache =
    typeof setting === 'object' && 'lookup' in setting
      ? setting
      : createCallCache(setting === true ? ownClock : { ...ownClock, ...setting });
  return {
    ...cache,
    store: (request, answer, payload) => (isPartial(payload) ? payload : cache.store(request, answer, payload)),
  };
}

function isPartial(payload: unknown): boolean {
  const errors = (payload as { value?: { errors?: unknown } } | null)?.value?.errors;
  return Array.isArray(errors) && errors.length > 0;
}
