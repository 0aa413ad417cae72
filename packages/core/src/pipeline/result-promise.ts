import type { CallResult, ResponseInfo } from './operation.ts';

/** A promise of a result that can also tell about the HTTP side, without polluting the result. */
export interface ResultPromise<T> extends Promise<T> {
  withResponse(): Promise<{ result: T; response: ResponseInfo }>;
}

export function resultPromise<Output, T>(
  call: Promise<CallResult<Output>>,
  map: (result: CallResult<Output>) => T,
): ResultPromise<T> {
  const mapped = call.then((result) => ({ result: map(result), response: result.response }));
  const promise = mapped.then(({ result }) => result);
  return Object.assign(promise, {
    withResponse: () => {
      // The caller now watches `mapped`; the plain promise must not count as an unhandled rejection.
      promise.catch(() => {});
      return mapped;
    },
  });
}
