import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '../../src/node/guarded-fetch.ts';
import { failure } from '../support/failure.ts';
import { cleanUp, listen, local, localFetch, redirect } from './guarded-fetch-support.ts';

afterEach(cleanUp);

describe('redirects', () => {
  it('are followed, each to its own target', async () => {
    const { url, seen } = await listen((request, response) => {
      const next = { '/a': '/b?x=1', '/b?x=1': 'c#there', '/c': undefined }[request.url as string];
      if (next === undefined) response.end('arrived');
      else redirect(302, next)(request, response);
    });
    const response = await localFetch(`${url}/a`);
    expect(response).toMatchObject({ status: 200, redirected: true, url: `${url}/c` });
    expect(await response.text()).toBe('arrived');
    expect(seen.map((request) => request.url)).toEqual(['/a', '/b?x=1', '/c']);
  });

  const table: [status: number, method: string, method2: string, keepsBody: boolean][] = [
    [301, 'GET', 'GET', false],
    [301, 'POST', 'GET', false],
    [301, 'PUT', 'PUT', true],
    [302, 'HEAD', 'HEAD', false],
    [302, 'POST', 'GET', false],
    [302, 'DELETE', 'DELETE', true],
    [303, 'GET', 'GET', false],
    [303, 'HEAD', 'HEAD', false],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [307, 'POST', 'POST', true],
    [307, 'GET', 'GET', false],
    [308, 'POST', 'POST', true],
    [308, 'PATCH', 'PATCH', true],
  ];
  it.each(table)('%i turns %s into %s (body kept: %s)', async (status, method, then, keepsBody) => {
    const { url, seen } = await listen((request, response) => {
      if (request.url === '/') redirect(status, '/next')(request, response);
      else response.end();
    });
    const body = method === 'GET' || method === 'HEAD' ? null : 'payload';
    const headers = { 'content-language': 'de', 'x-kept': 'yes', authorization: 'same origin' };
    await localFetch(url, { method, body, headers });
    expect(seen.map((request) => request.method)).toEqual([method, then]);
    expect(seen[1]?.body).toBe(keepsBody ? 'payload' : '');
    expect(seen[1]?.headers).toMatchObject({ 'x-kept': 'yes', authorization: 'same origin' });
    const turned = then !== method;
    expect(seen[1]?.headers['content-language']).toBe(turned ? undefined : 'de');
    expect(seen[1]?.headers['content-type']).toBe(keepsBody ? 'text/plain;charset=UTF-8' : undefined);
  });

  it.each([300, 304, 305, 306])('a %i is an answer like any other', async (status) => {
    const { url } = await listen(redirect(status, '/next'));
    expect((await localFetch(url)).status).toBe(status);
  });

  it('without a location is an answer', async () => {
    const { url } = await listen(redirect(302, undefined));
    const response = await localFetch(url);
    expect([response.status, await response.text()]).toEqual([302, 'moved']);
  });

  it('drop credentials when they leave the origin, by host or by port', async () => {
    const target = await listen((_request, response) => response.end());
    for (const location of [`http://127.0.0.1:${target.port}/`, `http://other.example:${target.port}/`]) {
      const source = await listen(redirect(307, location));
      const headers = {
        authorization: 'Bearer x',
        cookie: 'a=b',
        'x-api-key': 'k',
        'x-signature': 's',
        'x-plain': 'p',
      };
      await localFetch(source.url, { method: 'POST', body: 'b', headers });
      expect(source.seen[0]?.headers).toMatchObject(headers);
      const received = target.seen.at(-1);
      expect(received).toMatchObject({ method: 'POST', body: 'b', headers: { 'x-plain': 'p' } });
      for (const name of ['authorization', 'cookie', 'x-api-key', 'x-signature'])
        expect(received?.headers).not.toHaveProperty(name);
    }
  });

  it('do not get dropped credentials back when they return', async () => {
    const away = await listen((request, response) => redirect(302, `${home.url}/end`)(request, response));
    const home = await listen((request, response) => {
      if (request.url === '/end') response.end();
      else redirect(302, away.url)(request, response);
    });
    await localFetch(home.url, { headers: { authorization: 'x' } });
    expect(home.seen.map(({ headers }) => headers.authorization)).toEqual(['x', undefined]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://localhost/',
    'http://[::ffff:169.254.169.254]/',
    '//169.254.169.254/',
    'http://metadata.google.internal/',
    'http://inner.example/',
    'http://user:password@8.8.8.8/',
    'http://8.8.8.8:22/',
    'http://134744072/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/',
    'javascript:alert(1)',
    'data:text/plain,x',
  ])('to %s are refused', async (location) => {
    const { url, seen } = await listen(redirect(302, location));
    const { port } = new URL(url);
    const resolve = (host: string) => [host === 'inner.example' ? '10.0.0.1' : '127.0.0.1'];
    const fetch = createGuardedFetch({ resolve, allow: [`127.0.0.1:${port}`] });
    const error = await failure(fetch(url));
    expect(error.code).toBe('unsafe-url');
    expect(error.message).not.toMatch(/user:|passwd|meta-data/);
    expect(seen).toHaveLength(1);
  });

  it('to what is no URL are told', async () => {
    const { url } = await listen(redirect(302, 'http://[oops/'));
    expect(await failure(localFetch(url))).toMatchObject({ code: 'upstream', retryable: false, status: 302 });
  });

  it('in raw UTF-8 are understood', async () => {
    const { url, seen } = await listen((request, response) => {
      if (request.url !== '/') response.end();
      else response.writeHead(302, { location: Buffer.from('/größe').toString('latin1') }).end();
    });
    await localFetch(url);
    expect(seen[1]?.url).toBe('/gr%C3%B6%C3%9Fe');
  });

  it('are followed as often as allowed, and not once more', async () => {
    const { url, seen } = await listen((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('end');
      else redirect(302, `/${left - 1}`)(request, response);
    });
    expect(await (await localFetch(`${url}/5`)).text()).toBe('end');
    expect(seen.splice(0)).toHaveLength(6);
    const error = await failure(localFetch(`${url}/6`));
    expect(error).toMatchObject({ code: 'upstream', retryable: false, message: 'more than 5 redirects' });
    expect(seen.splice(0)).toHaveLength(6);
    const none = createGuardedFetch({ ...local, maxRedirects: 0 });
    expect((await failure(none(`${url}/1`))).code).toBe('upstream');
    expect((await none(`${url}/0`)).status).toBe(200);
  });

  it('are handed over or refused, as init says', async () => {
    const { url, seen } = await listen(redirect(302, 'http://127.0.0.1:1/'));
    const manual = await localFetch(url, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location'), manual.redirected]).toEqual([
      302,
      'http://127.0.0.1:1/',
      false,
    ]);
    await manual.body?.cancel();
    expect(await failure(localFetch(url, { redirect: 'error' }))).toMatchObject({ code: 'upstream', retryable: false });
    expect(seen).toHaveLength(2);
  });
});
