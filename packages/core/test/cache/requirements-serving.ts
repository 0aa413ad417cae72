import { expect } from 'vitest';
import { createRig, date, type OriginAnswer, type Requirement, url } from './support.ts';

const fresh = { 'cache-control': 'max-age=600' };

export const serving: Requirement[] = [
  {
    id: 'serve-age',
    section: '9111 4',
    text: 'A reused answer carries one Age field with its current age in whole seconds.',
    async check() {
      const rig = createRig({ headers: { ...fresh, age: '100' } });
      await rig.get();
      await rig.wait(7.9);
      const { headers } = await rig.get();
      expect(headers.get('age')).toBe('107');
      expect(headers.get('date')).toBe(date(0));
    },
  },
  {
    id: 'serve-same',
    section: '9111 4',
    text: 'A reused answer has the status, text, URL and body bytes of the stored one, each caller a body of its own.',
    async check() {
      const bytes = new Uint8Array([0, 255, 0xef, 0xbb, 0xbf, 13, 10]);
      const rig = createRig(() => ({
        status: 203,
        headers: fresh,
        body: new Blob([bytes]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
      }));
      await rig.get();
      const first = await rig.fetch(`${url}#part`);
      const copy = new Uint8Array(await first.arrayBuffer());
      expect([first.status, first.url, [...copy]]).toEqual([203, url, [...bytes]]);
      copy.fill(9);
      expect([...new Uint8Array(await (await rig.fetch(url)).arrayBuffer())]).toEqual([...bytes]);
    },
  },
  {
    id: 'serve-empty',
    section: '9110 15.3.5',
    text: 'A 204 is stored and served without a body.',
    async check() {
      const rig = createRig({ status: 204, headers: fresh });
      await rig.get();
      expect(await rig.get()).toMatchObject({ outcome: 'hit', status: 204, text: '' });
    },
  },
  {
    id: 'invalidate-unsafe',
    section: '9111 4.4',
    text: 'A successful unsafe request, of an unknown method too, makes its URL forgotten, with credentials and without; a failed or safe one does not.',
    async check() {
      for (const [method, status, expected] of [
        ['POST', 200, 'miss'],
        ['PUT', 204, 'miss'],
        ['DELETE', 303, 'miss'],
        ['PATCH', 201, 'miss'],
        ['MOVE', 200, 'miss'],
        ['POST', 400, 'hit'],
        ['POST', 500, 'hit'],
        ['OPTIONS', 200, 'hit'],
      ] as const) {
        const rig = createRig((request) => (request.method === 'GET' ? { headers: fresh } : { status, body: null }));
        const authorization = 'Bearer abcdefgh';
        await rig.get();
        await rig.get({ authorization });
        expect((await rig.get({ authorization }, { method })).outcome).toBe('bypass');
        expect((await rig.get()).outcome, `${method} ${status}`).toBe(expected);
        expect((await rig.get({ authorization })).outcome, `${method} ${status}`).toBe(expected);
      }
    },
  },
  {
    id: 'invalidate-locations',
    section: '9111 4.4',
    text: 'So do the URLs in Location and Content-Location, if they have the same origin, and no others.',
    async check() {
      const other = 'https://api.example.com/other?a=1';
      for (const [name, value, expected] of [
        ['location', '/other?a=1', 'miss'],
        ['content-location', other, 'miss'],
        ['location', 'https://elsewhere.example/other?a=1', 'hit'],
        ['location', 'http://api.example.com/other?a=1', 'hit'],
        ['location', 'https://[', 'hit'],
      ] as const) {
        const rig = createRig((request) =>
          request.method === 'GET' ? { headers: fresh } : { headers: { [name]: value } },
        );
        await rig.get({}, {}, other);
        await rig.get({}, { method: 'POST' });
        expect((await rig.get({}, {}, other)).outcome, value).toBe(expected);
      }
    },
  },
  {
    id: 'invalidate-overtakes',
    section: '9111 4.4',
    text: 'An answer that was asked for before an invalidation and arrives after it is not stored.',
    async check() {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const rig = createRig(async (request, index) => {
        if (request.method === 'GET' && index === 0) await gate;
        return { headers: fresh };
      });
      const early = rig.get();
      await rig.get({}, { method: 'POST' });
      release();
      await early;
      expect((await rig.get()).outcome).toBe('miss');
      expect((await rig.get()).outcome).toBe('hit');
    },
  },
  {
    id: 'abort-waiting',
    section: 'Fetch',
    text: 'An aborted signal ends a caller’s wait, also for a hit, and a broken wait stores nothing.',
    async check() {
      const rig = createRig({ headers: fresh });
      await rig.get();
      await expect(rig.get({}, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
      expect(rig.requests).toHaveLength(1);
    },
  },
  {
    id: 'cache-modes',
    section: 'Fetch',
    text: 'RequestInit.cache is honoured: no-store, reload, no-cache, force-cache.',
    async check() {
      const rig = createRig(
        (_request, index): OriginAnswer =>
          index > 3
            ? { status: 304, headers: { etag: '"a"' } }
            : { headers: { 'cache-control': 'max-age=60', etag: '"a"' } },
      );
      await rig.get();
      expect((await rig.get({}, { cache: 'no-store' })).outcome).toBe('bypass');
      expect(await rig.get({}, { cache: 'reload' })).toMatchObject({ outcome: 'miss', text: 'body 2' });
      expect((await rig.get()).text).toBe('body 2');
      await rig.wait(100);
      expect(await rig.get({}, { cache: 'force-cache' })).toMatchObject({ outcome: 'stale', text: 'body 2' });
      await rig.get();
      expect((await rig.get({}, { cache: 'no-cache' })).outcome).toBe('revalidated');
    },
  },
];
