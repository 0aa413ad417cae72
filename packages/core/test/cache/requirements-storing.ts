import { expect } from 'vitest';
import { createMemoryStore } from '../../src/cache/index.ts';
import { createRig, date, type OriginAnswer, type Requirement, second, url } from './support.ts';

const fresh = { 'cache-control': 'max-age=60' };
const isStored = async (answer: OriginAnswer) => (await second(answer)).outcome === 'hit';

export const storing: Requirement[] = [
  {
    id: 'store-get',
    section: '9111 3',
    text: 'A fresh answer to a GET is stored and reused without asking the service.',
    async check() {
      const seen = await second({ headers: fresh });
      expect(seen).toMatchObject({ outcome: 'hit', text: 'body 0', status: 200 });
      expect(seen.sent).toHaveLength(1);
    },
  },
  {
    id: 'store-methods',
    section: '9111 3',
    text: 'Answers to other methods than GET are not stored.',
    async check() {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
        const rig = createRig({ headers: fresh, body: null });
        await rig.get({}, { method });
        await rig.get({}, { method });
        expect((await rig.get()).outcome, method).toBe('miss');
        expect(rig.requests, method).toHaveLength(3);
      }
    },
  },
  {
    id: 'store-no-store',
    section: '9111 5.2.2.5',
    text: 'no-store in an answer forbids storing, however it is written.',
    async check() {
      for (const value of [
        'no-store',
        'NO-STORE',
        'max-age=60, no-store',
        'no-store="x"',
        'max-age=60, "no-store',
        'max-age=60 no-store',
        'a="b, max-age=9, no-store',
      ]) {
        expect(await isStored({ headers: { 'cache-control': value } }), value).toBe(false);
      }
    },
  },
  {
    id: 'store-quoted',
    section: '9111 5.2',
    text: 'A directive’s name inside a quoted argument of another is no directive; arguments may be quoted or not.',
    async check() {
      expect(await isStored({ headers: { 'cache-control': 'max-age=60, ext="no-store, no-cache"' } })).toBe(true);
      expect(await isStored({ headers: { 'cache-control': 'ext="a\\"b, no-store", max-age="60"' } })).toBe(true);
    },
  },
  {
    id: 'store-request-no-store',
    section: '9111 5.2.1.5',
    text: 'no-store in a request forbids storing its answer.',
    async check() {
      const rig = createRig({ headers: fresh });
      expect((await rig.get({ 'cache-control': 'no-store' })).outcome).toBe('bypass');
      expect((await rig.get()).outcome).toBe('miss');
    },
  },
  {
    id: 'store-private',
    section: '9111 5.2.2.7',
    text: 'private, also with field names, does not keep a private cache from storing.',
    async check() {
      expect(await isStored({ headers: { 'cache-control': 'private, max-age=60' } })).toBe(true);
      expect(await isStored({ headers: { 'cache-control': 'private="x-a", max-age=60', 'x-a': '1' } })).toBe(true);
    },
  },
  {
    id: 'store-authorization',
    section: '9111 3.5',
    text: 'A private cache may store answers to requests with Authorization, without public or s-maxage.',
    async check() {
      const rig = createRig({ headers: fresh });
      await rig.get({ authorization: 'Bearer abcdefgh' });
      expect((await rig.get({ authorization: 'Bearer abcdefgh' })).outcome).toBe('hit');
    },
  },
  {
    id: 'store-partial',
    section: '9111 3.3',
    text: 'A 206, or anything with Content-Range, is not stored as a whole answer; Range requests go past the cache.',
    async check() {
      const range = { 'content-range': 'bytes 0-3/10', ...fresh };
      for (const status of [206, 200]) expect(await isStored({ status, headers: range }), `${status}`).toBe(false);
      const rig = createRig({ headers: fresh });
      await rig.get();
      expect((await rig.get({ range: 'bytes=0-3' })).outcome).toBe('bypass');
      expect((await rig.get({ range: 'bytes=0-3' })).outcome).toBe('bypass');
      expect((await rig.get()).text).toBe('body 0');
    },
  },
  {
    id: 'store-status-heuristic',
    section: '9111 4.2.2',
    text: 'Without explicit freshness only heuristically cacheable statuses are stored.',
    async check() {
      const headers = { 'last-modified': date(-86_400) };
      for (const status of [200, 203, 204, 404, 405, 410, 414, 501]) {
        expect(await isStored({ status, headers }), `${status}`).toBe(true);
      }
      for (const status of [201, 202, 400, 403, 429, 500, 503]) {
        expect(await isStored({ status, headers }), `${status}`).toBe(false);
      }
    },
  },
  {
    id: 'store-status-explicit',
    section: '9111 3',
    text: 'With explicit freshness statuses that the cache understands are stored, and others are not.',
    async check() {
      for (const status of [200, 302, 307, 403, 404]) {
        const rig = createRig({ status, headers: { ...fresh, location: '/elsewhere' } });
        await rig.get({}, { redirect: 'manual' });
        expect((await rig.get({}, { redirect: 'manual' })).outcome, `${status}`).toBe('hit');
      }
      for (const status of [201, 226, 429, 500, 502, 503, 599]) {
        expect(await isStored({ status, headers: fresh }), `${status}`).toBe(false);
      }
    },
  },
  {
    id: 'store-useless',
    section: '9111 3',
    text: 'What could neither be reused nor validated is not stored.',
    async check() {
      const store = createMemoryStore();
      await second({ headers: {} }, { store });
      await second({ headers: { 'cache-control': 'max-age=0' } }, { store });
      expect(store.entries).toBe(0);
    },
  },
  {
    id: 'store-broken-off',
    section: '9111 3.3',
    text: 'A body that breaks off, is shorter than announced, or is not read to its end is never stored.',
    async check() {
      const broken = () =>
        new ReadableStream<Uint8Array<ArrayBuffer>>({
          pull(controller) {
            controller.enqueue(new Uint8Array([65]));
            controller.error(new TypeError('terminated'));
          },
        });
      const rig = createRig((_request, index) => ({ headers: fresh, body: index === 0 ? broken() : 'whole' }));
      await expect(rig.get()).rejects.toThrow('terminated');
      expect(await rig.get()).toMatchObject({ outcome: 'miss', text: 'whole' });

      expect(await isStored({ headers: { ...fresh, 'content-length': '100' } })).toBe(false);
      expect(await isStored({ headers: { ...fresh, 'content-length': '6' } })).toBe(true);

      const unread = createRig({ headers: fresh });
      await (await unread.fetch(url)).body?.cancel();
      expect((await unread.get()).outcome).toBe('miss');
    },
  },
  {
    id: 'store-hop-by-hop',
    section: '9111 3.1',
    text: 'Fields of the connection, also those that Connection names, and of proxies are not stored; unknown fields are.',
    async check() {
      const headers = {
        ...fresh,
        connection: 'x-hop, keep-alive',
        'x-hop': '1',
        'keep-alive': 'timeout=5',
        'proxy-authenticate': 'Basic',
        'transfer-encoding': 'chunked',
        upgrade: 'h2c',
        'x-unknown': 'kept',
      };
      const seen = await second({ headers });
      expect(seen.outcome).toBe('hit');
      for (const name of Object.keys(headers).slice(1, -1)) expect(seen.headers.get(name), name).toBeNull();
      expect(seen.headers.get('x-unknown')).toBe('kept');
    },
  },
  {
    id: 'store-cookies',
    section: '9111 7.3',
    text: 'Set-Cookie reaches the caller that caused it, and is not stored.',
    async check() {
      const rig = createRig({ headers: { ...fresh, 'set-cookie': 'session=abcdefgh' } });
      expect((await rig.get()).headers.get('set-cookie')).toBe('session=abcdefgh');
      const hit = await rig.get();
      expect(hit.outcome).toBe('hit');
      expect(hit.headers.get('set-cookie')).toBeNull();
    },
  },
  {
    id: 'store-no-cache-fields',
    section: '9111 5.2.2.4',
    text: 'no-cache with field names keeps those fields out of reused answers; if the answer’s meaning hangs on one, it is validated.',
    async check() {
      const seen = await second({
        headers: {
          'cache-control': 'max-age=60, no-cache="x-once, x-twice"',
          'x-once': '1',
          'x-twice': '2',
          'x-kept': '3',
        },
      });
      expect(seen.outcome).toBe('hit');
      expect([seen.headers.get('x-once'), seen.headers.get('x-twice'), seen.headers.get('x-kept')]).toEqual([
        null,
        null,
        '3',
      ]);
      expect(await isStored({ headers: { 'cache-control': 'max-age=60, no-cache="vary"', vary: 'accept' } })).toBe(
        false,
      );
    },
  },
  {
    id: 'store-redirected',
    section: '9111 2',
    text: 'An answer reached through a redirect is not stored under the first URL, and stored redirects are not followed.',
    async check() {
      const rig = createRig({ status: 301, headers: { ...fresh, location: 'https://other.example/' } });
      expect((await rig.get({}, { redirect: 'manual' })).outcome).toBe('miss');
      expect((await rig.get({}, { redirect: 'manual' })).outcome).toBe('hit');
      expect((await rig.get({}, { redirect: 'follow' })).outcome).toBe('miss');
      const elsewhere = createRig(
        {},
        {
          fetch: async () => {
            const response = new Response('other', { headers: fresh });
            Object.defineProperty(response, 'url', { value: 'https://other.example/' });
            return response;
          },
        },
      );
      await elsewhere.get();
      expect((await elsewhere.get()).outcome).toBe('miss');
    },
  },
];
