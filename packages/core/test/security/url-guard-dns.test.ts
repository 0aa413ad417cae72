import { afterEach, describe, expect, it, vi } from 'vitest';
import { createUrlGuard, type UrlGuardOptions } from '../../src/security/url-guard/url-guard.ts';
import { failure } from '../support/failure.ts';
import { guard, publicAddress, reasonOf } from './url-guard-support.ts';

describe('DNS', () => {
  it('is asked for the plain name, once, and not for addresses', async () => {
    const asked = vi.fn((_host: string) => [publicAddress]);
    const watched = createUrlGuard({ resolve: asked });
    await watched.check('https://BÜCHER.example./x');
    expect(asked).toHaveBeenCalledExactlyOnceWith('xn--bcher-kva.example', undefined);
    await watched.check('https://8.8.8.8/');
    await watched.check('https://[2606:4700::1]/');
    expect(asked).toHaveBeenCalledTimes(1);
    await failure(watched.check('https://localhost/'));
    await failure(watched.check('https://example.com:22/'));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('answers with text or objects, now or later; all of them are returned', async () => {
    for (const answer of [
      ['1.1.1.1', '2606:4700::1'],
      [{ address: '1.1.1.1' }, { address: '2606:4700::1' }],
    ]) {
      for (const later of [answer, Promise.resolve(answer)]) {
        const checked = await createUrlGuard({ resolve: () => later }).check('https://example.com/a?b');
        expect(checked).toEqual({ url: new URL('https://example.com/a?b'), addresses: ['1.1.1.1', '2606:4700::1'] });
      }
    }
  });

  it.each([[[null]], [[{}]], [[7]], [['']], [[{ address: 7 }]]])(
    'answers %j that are no addresses are refused',
    async (answer) => {
      expect(await reasonOf('https://example.com/', { resolve: () => answer as never })).toContain('is not an address');
    },
  );

  it.each([[null], [undefined], ['8.8.8.8'], [{}]])('the answer %j, which is no list, is refused', async (answer) => {
    expect(await reasonOf('https://example.com/', { resolve: () => answer as never })).toContain('has no address');
  });

  it('errors are told, with their cause, as something to try again', async () => {
    for (const broken of [
      () => Promise.reject(new Error('SERVFAIL')),
      () => {
        throw new Error('SERVFAIL');
      },
    ]) {
      const error = await failure(createUrlGuard({ resolve: broken }).check('https://example.com/'));
      expect(error).toMatchObject({
        code: 'unsafe-url',
        retryable: true,
        message: 'the host example.com could not be resolved',
      });
      expect((error.cause as Error).message).toBe('SERVFAIL');
    }
  });

  it('is not waited for after an abort', async () => {
    const controller = new AbortController();
    const seen: (AbortSignal | undefined)[] = [];
    const never = createUrlGuard({
      resolve: (_host, options) => {
        seen.push(options?.signal);
        return new Promise(() => {});
      },
    });
    const checking = never.check('https://example.com/', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(checking).rejects.toThrow('enough');
    expect(seen).toEqual([controller.signal]);
    await expect(never.check('https://8.8.8.8/', { signal: controller.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });

  it('that aborts by itself, or fails after an abort, gives the signal’s reason', async () => {
    const controller = new AbortController();
    const failing = createUrlGuard({
      resolve: async () => {
        controller.abort(new Error('enough'));
        throw new Error('late');
      },
    });
    await expect(failing.check('https://example.com/', { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await guard.check('https://example.com/', { signal });
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalledTimes(1);
    expect(removed.mock.calls[0]?.[1]).toBe(added.mock.calls[0]?.[1]);
  });

  it('is the system’s own by default', async () => {
    // No name needed that a network would have to answer for: the hosts file knows this one.
    const checked = await createUrlGuard({ allow: ['localhost'] }).check('http://localhost/');
    expect(checked.addresses.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
  });
});

describe('a runtime without DNS', () => {
  afterEach(() => {
    vi.doUnmock('../../src/node/system-resolve.ts');
    vi.resetModules();
  });

  async function withoutDns(options: UrlGuardOptions = {}) {
    vi.resetModules();
    vi.doMock('../../src/node/system-resolve.ts', () => ({ systemResolve: undefined }));
    const { createUrlGuard: create } = await import('../../src/security/url-guard/url-guard.ts');
    return create(options);
  }

  it('refuses names, saying that it cannot check them, and still judges addresses', async () => {
    const blind = await withoutDns();
    const error = await failure(blind.check('https://example.com/'));
    expect(error.code).toBe('unsafe-url');
    expect(error.message).toBe('what example.com leads to cannot be checked: this runtime has no DNS');
    expect(error.hint).toContain('resolve');
    expect((await blind.check('https://8.8.8.8/')).addresses).toEqual(['8.8.8.8']);
    await failure(blind.check('https://127.0.0.1/'));
  });

  it('checks the name alone when told to, and says that no address was checked', async () => {
    const blind = await withoutDns({ unresolvedHosts: 'allow' });
    expect((await blind.check('https://example.com/')).addresses).toEqual([]);
    await failure(blind.check('https://localhost/'));
    await failure(blind.check('https://example.com:22/'));
  });

  it('is what the stand-in for other runtimes says', async () => {
    const { systemResolve } = await import('../../src/security/no-system-resolve.ts');
    expect(systemResolve).toBeUndefined();
  });
});
