import { expect } from 'vitest';
import { createRig, type Requirement, url } from './support.ts';

const fresh = { 'cache-control': 'max-age=60' };

export const selecting: Requirement[] = [
  {
    id: 'key-url',
    section: '9111 2',
    text: 'The URL with its query is the key; the fragment is not part of it, and equal spellings of a URL are one.',
    async check() {
      const rig = createRig({ headers: fresh });
      await rig.get({}, {}, `${url}?a=1`);
      expect((await rig.get({}, {}, `${url}?a=1#part`)).outcome).toBe('hit');
      expect((await rig.get({}, {}, 'HTTPS://API.example.com:443/x/../items?a=1')).outcome).toBe('hit');
      expect((await rig.get({}, {}, `${url}?a=2`)).outcome).toBe('miss');
      expect((await rig.get({}, {}, `${url.replace('items', 'Items')}?a=1`)).outcome).toBe('miss');
    },
  },
  {
    id: 'key-method-case',
    section: '9110 9.1',
    text: 'A Request object, a URL object and a string are the same request.',
    async check() {
      const rig = createRig({ headers: fresh });
      await (await rig.fetch(new Request(url))).text();
      await rig.fetch(new URL(url), { method: 'get' });
      await rig.fetch(url);
      expect(rig.requests).toHaveLength(1);
    },
  },
  {
    id: 'vary-match',
    section: '9111 4.1',
    text: 'An answer with Vary serves only requests that agree in every field it names, absence included.',
    async check() {
      const rig = createRig({ headers: { ...fresh, vary: 'X-Form, x-lang' } });
      await rig.get({ 'x-form': 'a' });
      expect((await rig.get({ 'x-form': 'a' })).outcome).toBe('hit');
      expect((await rig.get({ 'X-Form': ' a ' })).outcome).toBe('hit');
      expect((await rig.get({ 'x-form': 'b' })).outcome).toBe('miss');
      expect((await rig.get({})).outcome).toBe('miss');
      expect((await rig.get({ 'x-form': 'a', 'x-lang': 'de' })).outcome).toBe('miss');
    },
  },
  {
    id: 'vary-normalize',
    section: '9111 4.1',
    text: 'Space around the commas of a list makes no difference.',
    async check() {
      const rig = createRig({ headers: { ...fresh, vary: 'x-list' } });
      await rig.get({ 'x-list': 'a,b' });
      expect((await rig.get({ 'x-list': 'a , b' })).outcome).toBe('hit');
      expect((await rig.get({ 'x-list': 'b,a' })).outcome).toBe('miss');
    },
  },
  {
    id: 'vary-variants',
    section: '9111 4.1',
    text: 'Several variants of one URL are kept side by side.',
    async check() {
      const rig = createRig((request) => ({
        headers: { ...fresh, vary: 'x-form' },
        body: request.headers.get('x-form'),
      }));
      for (const form of ['a', 'b', 'c']) await rig.get({ 'x-form': form });
      for (const form of ['a', 'b', 'c']) {
        expect(await rig.get({ 'x-form': form })).toMatchObject({ outcome: 'hit', text: form });
      }
    },
  },
  {
    id: 'vary-newest',
    section: '9111 4.1',
    text: 'Of several that match, the newest is used.',
    async check() {
      const rig = createRig([{ headers: { ...fresh, vary: 'x-a' } }, { headers: { ...fresh, vary: 'x-b' } }]);
      await rig.get({ 'x-a': '1', 'x-b': '1' });
      await rig.get({ 'x-a': '2', 'x-b': '1' });
      expect((await rig.get({ 'x-a': '1', 'x-b': '1' })).text).toBe('body 1');
    },
  },
  {
    id: 'vary-bound',
    section: '9111 4.1',
    text: 'One URL keeps a bounded number of variants.',
    async check() {
      const rig = createRig({ headers: { ...fresh, vary: 'x-form' } });
      for (let count = 0; count < 40; count += 1) await rig.get({ 'x-form': `${count}` });
      expect((await rig.get({ 'x-form': '39' })).outcome).toBe('hit');
      expect((await rig.get({ 'x-form': '0' })).outcome).toBe('miss');
    },
  },
  {
    id: 'vary-star',
    section: '9111 4.1',
    text: 'Vary with a star among its members matches no later request.',
    async check() {
      for (const vary of ['*', 'accept, *']) {
        const rig = createRig({ headers: { ...fresh, vary } });
        await rig.get();
        expect((await rig.get()).outcome, vary).toBe('miss');
      }
    },
  },
  {
    id: 'unkeyed-always',
    section: '9111 7.1',
    text: 'Fields that commonly change an answer without being in Vary (Accept, forwarding and override fields) select all the same.',
    async check() {
      for (const name of [
        'accept',
        'accept-language',
        'x-forwarded-host',
        'x-http-method-override',
        'x-original-url',
        'forwarded',
      ]) {
        const rig = createRig({ headers: fresh });
        await rig.get({ [name]: 'evil.example' });
        expect((await rig.get()).outcome, name).toBe('miss');
        expect((await rig.get({ [name]: 'evil.example' })).outcome, name).toBe('hit');
      }
    },
  },
  {
    id: 'unkeyed-others',
    section: '9111 4.1',
    text: 'Fields that Vary does not name, such as trace ids, do not keep an answer from being reused.',
    async check() {
      const rig = createRig({ headers: fresh });
      await rig.get({ traceparent: '00-1', 'x-request-id': 'a' });
      expect((await rig.get({ traceparent: '00-2', 'x-request-id': 'b' })).outcome).toBe('hit');
    },
  },
  {
    id: 'partition-credentials',
    section: '9111 7.2',
    text: 'What was fetched with one credential, or none, is never served to another: header fields, cookies and query keys alike.',
    async check() {
      for (const name of [
        'authorization',
        'x-api-key',
        'cookie',
        'x-auth-token',
        'x-amz-security-token',
        'proxy-authorization',
        'x-secret',
      ]) {
        const rig = createRig({ headers: { 'cache-control': 'public, max-age=60' } });
        await rig.get({ [name]: 'first-credential' });
        expect((await rig.get({ [name]: 'first-credential' })).outcome, name).toBe('hit');
        expect((await rig.get({ [name]: 'other-credential' })).outcome, name).toBe('miss');
        expect((await rig.get({})).outcome, name).toBe('miss');
      }
      const rig = createRig({ headers: fresh });
      await rig.get({}, {}, `${url}?apiKey=first-credential`);
      expect((await rig.get({}, {}, `${url}?apiKey=first-credential`)).outcome).toBe('hit');
      expect((await rig.get({}, {}, `${url}?apiKey=other-credential`)).outcome).toBe('miss');
    },
  },
];
