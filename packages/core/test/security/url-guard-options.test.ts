import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../src/errors/headwater-error.ts';
import { createUrlGuard, type UrlGuardOptions } from '../../src/security/url-guard/url-guard.ts';
import { failure } from '../support/failure.ts';
import { reasonOf, resolve } from './url-guard-support.ts';

describe('options', () => {
  it('allow lists hosts, addresses and blocks, on any port or one', async () => {
    const allowed = async (url: string, allow: string[]) =>
      createUrlGuard({ resolve, allow })
        .check(url)
        .then(
          () => true,
          () => false,
        );
    expect(await allowed('http://127.0.0.1:4111/', ['127.0.0.1'])).toBe(true);
    expect(await allowed('http://127.0.0.2:4111/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('http://127.0.0.1:4111/', ['127.0.0.1:4111'])).toBe(true);
    expect(await allowed('http://127.0.0.1:4112/', ['127.0.0.1:4111'])).toBe(false);
    expect(await allowed('http://127.0.0.1/', ['127.0.0.1:80'])).toBe(true);
    expect(await allowed('https://127.0.0.1/', ['127.0.0.1:443'])).toBe(true);
    expect(await allowed('https://127.0.0.1/', ['127.0.0.1:80'])).toBe(false);
    expect(await allowed('http://10.9.8.7:1/', ['10.0.0.0/8'])).toBe(true);
    expect(await allowed('http://11.9.8.7:1/', ['10.0.0.0/8'])).toBe(false);
    expect(await allowed('http://11.9.8.7/', ['10.0.0.0/8'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['[::1]'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['::1'])).toBe(true);
    expect(await allowed('http://[::1]:8080/', ['[::1]:8080'])).toBe(true);
    expect(await allowed('http://[::1]:8081/', ['[::1]:8080'])).toBe(false);
    expect(await allowed('http://localhost:3000/', ['localhost'])).toBe(true);
    expect(await allowed('http://LOCALHOST.:3000/', ['localhost'])).toBe(true);
    expect(await allowed('http://localhost:3000/', ['LocalHost:3000'])).toBe(true);
    expect(await allowed('http://localhost:3001/', ['localhost:3000'])).toBe(false);
    expect(await allowed('http://app.localhost/', ['localhost'])).toBe(false);
    expect(await allowed('http://bücher.local/', ['bücher.local'])).toBe(true);
    expect(await allowed('http://rebind.attacker.example:99/', ['rebind.attacker.example'])).toBe(true);
    expect(await allowed('http://rebind.attacker.example:99/', ['127.0.0.0/8'])).toBe(true);
    expect(await allowed('http://split.attacker.example:99/', ['10.0.0.0/8'])).toBe(false);
    expect(await allowed('http://split.attacker.example/', ['10.0.0.0/8'])).toBe(true);
    // A name is trusted as a name: the address it has is not trusted by itself.
    expect(await allowed('http://127.0.0.1/', ['localhost', 'rebind.attacker.example'])).toBe(false);
    expect(await allowed('http://0x7f.1/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('ftp://127.0.0.1/', ['127.0.0.1'])).toBe(false);
    expect(await allowed('http://user@127.0.0.1/', ['127.0.0.1'])).toBe(false);
  });

  it('deny is stronger than everything', async () => {
    const deny = ['example.com', '8.8.8.0/24', 'sub.example.org:80'];
    expect(await reasonOf('http://example.com/', { deny })).toBe('the host example.com is denied');
    expect(await reasonOf('http://EXAMPLE.com./', { deny, allow: ['example.com'] })).toBe(
      'the host example.com is denied',
    );
    expect(await reasonOf('http://8.8.8.8/', { deny, allow: ['8.8.8.8'] })).toBe('the address 8.8.8.8 is denied');
    const google = () => ['8.8.8.8'];
    expect(await reasonOf('http://a.example/', { deny, allow: ['a.example'], resolve: google })).toBe(
      'a.example leads to 8.8.8.8, which is denied',
    );
    expect(await reasonOf('http://sub.example.org/', { deny })).toContain('denied');
    await createUrlGuard({ resolve, deny }).check('https://sub.example.org/');
    await createUrlGuard({ resolve, deny }).check('https://www.example.com/');
  });

  it.each([
    '',
    'http://x',
    'a b',
    'user@host',
    '[::1',
    '::1]:80',
    'host:',
    'host:123456',
    '10.0.0.0/33',
    '10.0.0.0/8:80',
    'a/b',
    '[localhost]',
    '[x]:1',
  ])('an entry %j is a configuration error', (entry) => {
    for (const option of ['allow', 'deny']) {
      expect(() => createUrlGuard({ [option]: [entry] })).toThrow(`the option ${option} has an entry`);
      expect(() => createUrlGuard({ [option]: [entry] })).toThrow(HeadwaterError);
    }
  });

  it('ports names those that are open, or any', async () => {
    const check = (url: string, ports: UrlGuardOptions['ports']) =>
      createUrlGuard({ resolve, ports: ports ?? [] }).check(url);
    await check('http://example.com:8080/', [8080]);
    await check('http://example.com:1/', 'any');
    expect(await reasonOf('http://example.com/', { ports: [8080] })).toBe('the port 80 is not allowed');
    expect(await reasonOf('https://example.com/', { ports: [80] })).toBe('the port 443 is not allowed');
    expect(await reasonOf('http://127.0.0.1:1/', { ports: 'any' })).toContain('loopback');
  });

  it('protocols names the schemes, with or without a colon', async () => {
    expect(await reasonOf('http://example.com/', { protocols: ['https:'] })).toBe('the scheme http: is not allowed');
    const sockets = createUrlGuard({ resolve, protocols: ['WS', 'wss:'] });
    await sockets.check('ws://example.com/');
    await sockets.check('wss://example.com/');
    await failure(sockets.check('https://example.com/'));
    expect(await reasonOf('ws://example.com:443/', { protocols: ['ws'], ports: [80] })).toContain('port 443');
    expect(await reasonOf('wss://example.com/', { protocols: ['wss'], ports: [80] })).toContain('port 443');
    expect(await reasonOf('ws://example.com/', { protocols: ['ws'], ports: [443] })).toContain('port 80');
    expect(() => createUrlGuard({ protocols: ['ftp'] })).toThrow(/protocols cannot hold ftp:/);
    expect(() => createUrlGuard({ protocols: ['https', 'file:'] })).toThrow(/cannot hold file:/);
    expect(() => createUrlGuard({ protocols: ['constructor'] })).toThrow(/cannot hold/);
    expect(() => createUrlGuard({ protocols: [] })).toThrow(/protocols is empty/);
  });
});
