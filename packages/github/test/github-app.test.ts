import { generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
// Loaded beforehand, as signing below is held: a clock that jumps by itself must not see either.
import '../src/github-app.ts';
import { collect, openEmulated, thrownBy } from './open-github.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const apps = [
  {
    appId: 'Iv23sample',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    installationIds: [99],
  },
];
const pem = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'pem' }).toString();
const auth = (type: 'pkcs1' | 'pkcs8' = 'pkcs1') => ({
  appId: 'Iv23sample',
  privateKey: pem(type),
  installationId: 99,
});
/** Signing takes real time, in which a clock that jumps by itself would jump. */
function open(given: object = {}) {
  const rig = openEmulated({ apiKey: undefined, auth: auth(), ...given }, { apps });
  for (const name of ['importKey', 'sign', 'verify'] as const) {
    const real = (crypto.subtle[name] as (...given: unknown[]) => Promise<unknown>).bind(crypto.subtle);
    const spy = vi.spyOn(crypto.subtle, name).mockImplementation((async (...parts: unknown[]) => {
      const release = rig.clock.hold();
      return real(...parts).finally(release);
    }) as never);
    onTestFinished(() => spy.mockRestore());
  }
  return rig;
}
const exchanges = (requests: readonly { path: string }[]) =>
  requests.filter(({ path }) => path.startsWith('/app/')).length;

it.each(['pkcs1', 'pkcs8'] as const)('signs in as an installation with a %s key, once for many calls', async (type) => {
  const { github, emulator } = open({ auth: auth(type) });
  await Promise.all([
    github.rest.getRepository('netting/trawl'),
    github.getRepository('netting/boiler'),
    collect(github.rest.searchCode('crdt')),
  ]);
  expect(exchanges(emulator.requests)).toBe(1);
  const [exchange, ...others] = emulator.requests;
  expect(exchange).toMatchObject({ method: 'POST', path: '/app/installations/99/access_tokens', status: 201 });
  expect(exchange?.headers.authorization).toMatch(/^Bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  for (const { headers } of others) expect(headers.authorization).toBe('Bearer ghs_sample00000001');
});

it('takes a key whose line breaks were lost in an environment variable', async () => {
  const { github } = open({ auth: { ...auth(), privateKey: pem('pkcs8').replaceAll('\n', '\\n') } });
  expect((await github.rest.getRepository('netting/trawl')).full_name).toBe('netting/trawl');
});

it('renews a token some minutes before it expires', async () => {
  const { github, emulator, clock } = open();
  await github.rest.getTopics('netting/trawl');
  await clock.advance(54 * 60_000);
  await github.rest.getTopics('netting/trawl');
  expect(exchanges(emulator.requests)).toBe(1);
  await clock.advance(2 * 60_000);
  await github.rest.getTopics('netting/trawl');
  expect(exchanges(emulator.requests)).toBe(2);
  expect(emulator.requests.map(({ status }) => status)).toEqual([201, 200, 200, 201, 200]);
});

it('makes a new one after the old one was refused', async () => {
  const { github, emulator } = open();
  await github.rest.getTopics('netting/trawl');
  emulator.faults.push({ kind: 'status', status: 401 });
  expect((await thrownBy(github.rest.getRepository('netting/trawl'))).code).toBe('authentication');
  await github.rest.getTopics('netting/boiler');
  expect(exchanges(emulator.requests)).toBe(2);
});

it('narrows its tokens where it is told to', async () => {
  const { github, emulator } = open({
    auth: { ...auth(), repositories: ['trawl'], permissions: { contents: 'read' } },
  });
  await github.rest.getTopics('netting/trawl');
  expect(JSON.parse(emulator.requests[0]?.bodyText ?? '')).toEqual({
    repositories: ['trawl'],
    permissions: { contents: 'read' },
  });
});

it('tries the exchange again after a failure of the service', async () => {
  const { github, emulator } = open();
  emulator.faults.push({ kind: 'status', status: 503, path: /^\/app\// });
  await github.rest.getTopics('netting/trawl');
  expect(emulator.requests.map(({ status }) => status)).toEqual([503, 201, 200]);
});

it.each<[string, object, string, RegExp]>([
  ['an unknown App', { appId: 1 }, 'authentication', /could not be decoded/],
  ['an unknown installation', { installationId: 7 }, 'not-found', /Not Found/],
  [
    'a broken key',
    { privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
    'configuration',
    /privateKey/,
  ],
  [
    'an encrypted key',
    { privateKey: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----' },
    'configuration',
    /privateKey/,
  ],
])('tells of %s, and never shows the key', async (_name, change, code, message) => {
  const { github } = open({ auth: { ...auth(), ...change } });
  const error = await thrownBy(github.rest.getTopics('netting/trawl'));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(JSON.stringify(error)).not.toContain(pem('pkcs1').slice(100, 160));
  expect(await github.healthCheck()).toMatchObject({
    status: expect.stringMatching(/unconfigured|unhealthy|degraded/),
  });
});

it.each<[string, object]>([
  ['appId', { appId: '' }],
  ['installationId', { installationId: 'x/../y' }],
  ['privateKey', { privateKey: 'nothing' }],
])('refuses an %s that cannot be right at once', (name, change) => {
  expect(() => open({ auth: { ...auth(), ...change } })).toThrow(name);
});

it('is disposed of with its tokens', async () => {
  const { github } = open();
  await github.rest.getTopics('netting/trawl');
  await github.dispose();
  expect((await thrownBy(github.rest.getTopics('netting/trawl'))).code).toBe('cancelled');
});
