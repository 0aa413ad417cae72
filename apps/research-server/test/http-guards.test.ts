import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createApp } from '../src/http/app.ts';
import { pageContentSecurityPolicy } from '../src/shared/page-shell.ts';
import { fakeSource, sourceSet } from './fake-source.ts';
import { postJson, startServer } from './harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = () => startServer({ sources: sourceSet(fakeSource('alpha', async () => ({}))) });

/** `fetch` does not let a test choose the Host header. */
function get(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => resolve(response.resume().statusCode ?? 0));
    sent.on('error', reject).end();
  });
}

describe('the host guard', () => {
  test.each([
    ['localhost:4111', 200],
    ['127.0.0.1', 200],
    ['[::1]:9', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example:4111', 403],
    ['localhost.evil.example', 403],
  ])('answers under %s with %i', async (host, status) => {
    const { url } = await start();
    expect(await get(`${url}/healthz`, { host })).toBe(status);
  });
});

describe('the change guard', () => {
  const body = { question: 'Does vitamin D help?' };

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_name, headers) => {
    const { url } = await start();
    const response = await postJson(`${url}/v1/research`, body, headers);
    expect([response.status, (await response.json()).type]).toEqual([403, 'urn:headwater:problem:origin-refused']);
    expect((await (await fetch(`${url}/v1/research`)).json()).runs).toEqual([]);
  });

  test('lets its own page and programs through', async () => {
    const { url } = await start();
    expect((await postJson(`${url}/v1/research`, body, { origin: url, 'sec-fetch-site': 'same-origin' })).status).toBe(
      202,
    );
    expect((await postJson(`${url}/v1/research`, body)).status).toBe(202);
  });

  test('does not let other sites read', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v1/providers`, { headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('the page', () => {
  async function withPage() {
    const directory = await temporaryFolder();
    await mkdir(join(directory, 'assets'));
    await writeFile(join(directory, 'index.html'), '<script src="./assets/main-abc.js"></script>');
    await writeFile(join(directory, 'assets/main-abc.js'), 'export {};');
    const { context } = await start();
    const app = createApp(context, { pageDirectory: directory });
    return (path: string) => app.request(`http://localhost${path}`, { headers: { host: 'localhost' } });
  }

  test('comes with its policy, and deep links load its files', async () => {
    const get = await withPage();
    for (const path of ['/', '/runs', '/runs/r_1', '/runs/r_1/evidence?quote=ev_1', '/sources', '/chat']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toBe(pageContentSecurityPolicy);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.text()).toContain('src="/assets/main-abc.js"');
    }
  });

  test('is shown with 404 on an unknown path', async () => {
    const response = await (await withPage())('/no/such/view');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test('gives its files and nothing else', async () => {
    const get = await withPage();
    const script = await get('/assets/main-abc.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    for (const path of [
      '/assets/none.js',
      '/assets/..%2findex.html',
      '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
      '/assets/main-abc.map',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  test('says that it is not built', async () => {
    const { context } = await start();
    const app = createApp(context, { pageDirectory: await temporaryFolder() });
    const response = await app.request('http://localhost/', { headers: { host: 'localhost' } });
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('not built')]);
  });
});

test('health and readiness answer', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready', mode: 'sandbox' });
});

test('an error of the server itself is told without its details', async () => {
  const server = await start();
  server.context.board.read = async () => {
    throw new Error('secret detail');
  };
  const response = await fetch(`${server.url}/v1/providers`);
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).toContain('urn:headwater:problem:internal');
  expect(text).not.toContain('secret detail');
});
