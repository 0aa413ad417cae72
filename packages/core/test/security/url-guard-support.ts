import { expect } from 'vitest';
import { UnsafeUrlError } from '../../src/errors/kinds.ts';
import { createUrlGuard, type UrlGuardOptions } from '../../src/security/url-guard/url-guard.ts';
import { failure } from '../support/failure.ts';
import vectors from './url-vectors.json' with { type: 'json' };

export const publicAddress = '93.184.215.14';
export const dns: Record<string, string[]> = vectors.dns;
export const resolve = (host: string) => dns[host] ?? [publicAddress];
export const guard = createUrlGuard({ resolve });

export async function reasonOf(url: string | URL, options: UrlGuardOptions = {}): Promise<string> {
  const error = await failure(createUrlGuard({ resolve, ...options }).check(url));
  expect(error).toBeInstanceOf(UnsafeUrlError);
  expect(error).toMatchObject({ code: 'unsafe-url', attempts: 0 });
  expect(error.hint).toMatch(/\.$/);
  return error.message;
}
