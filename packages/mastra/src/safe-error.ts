import { HeadwaterError, redactText } from '@headwater/core';

/**
 * What a tool throws. Mastra shows the message of a thrown error to the model word for word, so it holds what happened
 * and what to do next, and no secret.
 */
export function toSafeError(error: unknown, toolId: string): HeadwaterError {
  if (!HeadwaterError.isInstance(error)) {
    const kind = error instanceof Error ? error.name : typeof error;
    return new HeadwaterError('upstream', `${toolId} failed unexpectedly (${redactText(kind)})`, {
      retryable: false,
      hint: 'This is a fault of the tool, not of its input; use another source.',
      cause: error,
    });
  }
  const { code, provider, operation, hint, retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? undefined : `Wait ${Math.ceil(retryAfterMs / 1000)} s before trying again.`;
  const parts = [withoutPlace(error), hint, wait].filter((part) => part !== undefined);
  const message = parts.map((part) => part.trim().replace(/[.;]$/, '')).join('. ');
  const { retryable, status, requestId, vendorCode, attempts } = error;
  return new HeadwaterError(code, `${message}.`, {
    ...{ provider, operation, retryable, retryAfterMs, status, requestId, vendorCode, attempts, hint },
    cause: error,
  });
}

/** The message without the `[provider] operation:` that the constructor will put in front of it again. */
function withoutPlace({ message, provider, operation }: HeadwaterError): string {
  const place = [provider && `[${provider}]`, operation && `${operation}:`].filter(Boolean).join(' ');
  return place !== '' && message.startsWith(place) ? message.slice(place.length) : message;
}
