import { expect } from 'vitest';
import { HeadwaterError } from '../../src/index.ts';

/** The error a call must fail with. Anything that is not a `HeadwaterError` fails the test as it is. */
export async function failure(call: Promise<unknown>): Promise<HeadwaterError> {
  const error = await call.then(
    () => expect.fail('the call should have failed'),
    (thrown: unknown) => thrown,
  );
  if (!HeadwaterError.isInstance(error)) throw error;
  return error;
}
