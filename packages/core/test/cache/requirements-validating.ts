import { expect } from 'vitest';
import { createRig, date, type OriginAnswer, type Requirement, url } from './support.ts';

const stale = { 'cache-control': 'max-age=0' };

/** A first answer with these fields, then what the service says to the validation. */
async function validation(first: Record<string, string>, then: OriginAnswer, ask: Record<string, string> = {}) {
  const rig = createRig((_request, index) => (index === 0 ? { headers: { ...stale, ...first } } : then));
  await rig.get();
  await rig.wait(10);
  const seen = await rig.get(ask);
  return { ...seen, rig, asked: rig.requests[1]?.headers ?? new Headers() };
}

export const validating: Requirement[] = [
  {
    id: 'validate-etag',
    section: '9111 4.3.1',
    text: 'A stale answer with an entity tag is asked about with If-None-Match, weak or strong, as it was received.',
    async check() {
      for (const etag of ['"a"', 'W/"a"', '"a,b"', '""']) {
        const { asked, outcome, text } = await validation({ etag }, { status: 304, headers: { etag } });
        expect(asked.get('if-none-match')).toBe(etag);
        expect({ outcome, text }, etag).toEqual({ outcome: 'revalidated', text: 'body 0' });
      }
    },
  },
  {
    id: 'validate-last-modified',
    section: '9111 4.3.1',
    text: 'One with Last-Modified is asked about with If-Modified-Since, beside a tag if there is one.',
    async check() {
      const modified = { 'last-modified': date(-60) };
      const alone = await validation(modified, { status: 304, headers: modified });
      expect(alone.asked.get('if-modified-since')).toBe(date(-60));
      expect(alone.outcome).toBe('revalidated');
      const both = await validation({ ...modified, etag: '"a"' }, { status: 304 });
      expect([both.asked.get('if-modified-since'), both.asked.get('if-none-match')]).toEqual([date(-60), '"a"']);
    },
  },
  {
    id: 'validate-no-cache',
    section: '9111 5.2.2.4',
    text: 'An answer with no-cache is stored and validated before each use.',
    async check() {
      const etag = '"a"';
      const headers = { 'cache-control': 'no-cache, max-age=600', etag };
      const rig = createRig((_request, index) => (index === 0 ? { headers } : { status: 304, headers }));
      await rig.get();
      for (let count = 0; count < 3; count += 1) expect((await rig.get()).outcome).toBe('revalidated');
    },
  },
  {
    id: 'validate-changed',
    section: '9111 4.3.3',
    text: 'A full answer to a validation replaces what was stored.',
    async check() {
      const { rig, ...seen } = await validation(
        { etag: '"a"' },
        { headers: { etag: '"b"', 'cache-control': 'max-age=60' }, body: 'new' },
      );
      expect(seen).toMatchObject({ outcome: 'miss', text: 'new' });
      expect(await rig.get()).toMatchObject({ outcome: 'hit', text: 'new' });
    },
  },
  {
    id: 'validate-server-error',
    section: '9111 4.3.3',
    text: 'A 5xx answer to a validation is handed on and changes nothing that is stored.',
    async check() {
      const etag = '"a"';
      const rig = createRig([
        { headers: { ...stale, etag } },
        { status: 503, body: 'down' },
        { status: 304, headers: { etag } },
      ]);
      await rig.get();
      expect(await rig.get()).toMatchObject({ outcome: 'miss', status: 503, text: 'down' });
      expect(await rig.get()).toMatchObject({ outcome: 'revalidated', text: 'body 0' });
    },
  },
  {
    id: '304-update',
    section: '9111 3.2',
    text: 'A 304 replaces and adds stored fields, its freshness included, and the old Age does not stay.',
    async check() {
      const { headers, rig } = await validation(
        { etag: '"a"', 'x-count': '1', 'x-kept': 'yes', age: '5' },
        { status: 304, headers: { etag: '"a"', 'x-count': '2', 'x-new': '3', 'cache-control': 'max-age=60' } },
      );
      expect([headers.get('x-count'), headers.get('x-kept'), headers.get('x-new'), headers.get('age')]).toEqual([
        '2',
        'yes',
        '3',
        null,
      ]);
      await rig.wait(59);
      const hit = await rig.get();
      expect([hit.outcome, hit.headers.get('x-count'), hit.headers.get('age')]).toEqual(['hit', '2', '59']);
      expect(hit.headers.get('date')).toBe(date(10));
    },
  },
  {
    id: '304-not-updated',
    section: '9111 3.2',
    text: 'A 304 does not change the fields that describe the stored body: Content-Length, Content-Encoding, Content-Range.',
    async check() {
      const { headers, outcome } = await validation(
        { etag: '"a"', 'content-length': '6', 'content-type': 'text/plain' },
        {
          status: 304,
          headers: {
            etag: '"a"',
            'content-length': '0',
            'content-encoding': 'gzip',
            'content-range': 'bytes 0-1/9',
            connection: 'close',
          },
        },
      );
      expect(outcome).toBe('revalidated');
      expect(headers.get('content-length')).toBe('6');
      for (const name of ['content-encoding', 'content-range', 'connection'])
        expect(headers.get(name), name).toBeNull();
    },
  },
  {
    id: '304-other-tag',
    section: '9111 4.3.4',
    text: 'A 304 with another strong tag, or another date, updates nothing: the service is asked again without conditions.',
    async check() {
      for (const [first, then] of [
        [{ etag: '"a"' }, { etag: '"b"' }],
        [{ etag: 'W/"a"' }, { etag: '"a"' }],
        [{ etag: 'W/"a"' }, { etag: 'W/"b"' }],
        [{ 'last-modified': date(-60) }, { 'last-modified': date(-30) }],
      ] as [Record<string, string>, Record<string, string>][]) {
        const rig = createRig([{ headers: { ...stale, ...first } }, { status: 304, headers: then }, { body: 'whole' }]);
        await rig.get();
        expect(await rig.get(), JSON.stringify(then)).toMatchObject({ outcome: 'miss', text: 'whole' });
        expect(rig.requests[2]?.headers.has('if-none-match')).toBe(false);
        expect(rig.requests[2]?.headers.has('if-modified-since')).toBe(false);
      }
    },
  },
  {
    id: '304-weak-tag',
    section: '9111 4.3.4',
    text: 'A weak tag in a 304 matches a stored tag with the same text.',
    async check() {
      for (const etag of ['W/"a"', '"a"']) {
        expect((await validation({ etag }, { status: 304, headers: { etag: 'W/"a"' } })).outcome).toBe('revalidated');
      }
    },
  },
  {
    id: '304-no-store',
    section: '9111 3.2',
    text: 'A 304 that says no-store, or Vary: *, answers this request and ends the storing.',
    async check() {
      for (const then of [{ 'cache-control': 'no-store' }, { vary: '*', 'cache-control': 'max-age=60' }] as Record<
        string,
        string
      >[]) {
        const { outcome, rig } = await validation({ etag: '"a"' }, { status: 304, headers: { etag: '"a"', ...then } });
        expect(outcome).toBe('revalidated');
        await rig.get();
        expect(rig.requests[2]?.headers.has('if-none-match')).toBe(false);
      }
    },
  },
  {
    id: 'caller-if-none-match',
    section: '9111 4.3.2',
    text: 'A caller’s If-None-Match is answered from a fresh stored answer: weak comparison, lists, tags with commas, and *.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60', etag: 'W/"a,b"', 'x-other': '1' } });
      await rig.get();
      for (const value of ['W/"a,b"', '"a,b"', '"x", "a,b"', '*']) {
        const seen = await rig.get({ 'if-none-match': value });
        expect([seen.status, seen.text, seen.headers.get('etag'), seen.headers.get('x-other')], value).toEqual([
          304,
          '',
          'W/"a,b"',
          null,
        ]);
      }
      for (const value of ['"a"', 'b', '"b"'])
        expect((await rig.get({ 'if-none-match': value })).status, value).toBe(200);
      expect(rig.requests).toHaveLength(1);
    },
  },
  {
    id: 'caller-if-modified-since',
    section: '9111 4.3.2',
    text: 'A caller’s If-Modified-Since is compared with Last-Modified, or Date without it; If-None-Match goes before it, and an invalid date is ignored.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60', 'last-modified': date(-60), etag: '"a"' } });
      await rig.get();
      const ask = async (headers: Record<string, string>) => (await rig.get(headers)).status;
      expect(await ask({ 'if-modified-since': date(-60) })).toBe(304);
      expect(await ask({ 'if-modified-since': date(-61) })).toBe(200);
      expect(await ask({ 'if-modified-since': 'soon' })).toBe(200);
      expect(await ask({ 'if-modified-since': date(-60), 'if-none-match': '"b"' })).toBe(200);
      const dated = createRig({ headers: { 'cache-control': 'max-age=60' } });
      await dated.get();
      expect((await dated.get({ 'if-modified-since': date(0) })).status).toBe(304);
      expect((await dated.get({ 'if-modified-since': date(-1) })).status).toBe(200);
    },
  },
  {
    id: 'caller-and-cache',
    section: '9111 4.3.1',
    text: 'A caller’s tags and the cache’s own go in one request; each gets a 304 only if it is meant.',
    async check() {
      const stored = { etag: '"ours"' };
      const ours = await validation(stored, { status: 304, headers: stored }, { 'if-none-match': '"theirs"' });
      expect(ours.asked.get('if-none-match')).toBe('"theirs", "ours"');
      expect(ours).toMatchObject({ status: 200, text: 'body 0', outcome: 'revalidated' });
      const theirs = await validation(
        stored,
        { status: 304, headers: { etag: '"theirs"' } },
        { 'if-none-match': '"theirs"' },
      );
      expect(theirs.status).toBe(304);
      const rig = createRig([{ headers: { ...stale, ...stored } }, { status: 304 }, { status: 304 }]);
      await rig.get();
      expect((await rig.get({ 'if-none-match': '"theirs"' })).status, 'nobody is named: asked again').toBe(304);
      expect(rig.requests[2]?.headers.get('if-none-match')).toBe('"theirs"');
    },
  },
  {
    id: 'caller-conditions-untouched',
    section: '9110 13.1',
    text: 'If-Match, If-Unmodified-Since and If-Range are the service’s to judge; without anything stored a caller’s conditions go out as they are.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60', etag: '"a"' } });
      await rig.get();
      for (const name of ['if-match', 'if-unmodified-since', 'if-range']) {
        expect((await rig.get({ [name]: '"b"' })).outcome, name).toBe('bypass');
      }
      const empty = createRig({ status: 304, headers: { etag: '"mine"' } });
      expect((await empty.get({ 'if-none-match': '"mine"' })).status).toBe(304);
      expect((await empty.get({ 'if-none-match': '"mine"' })).outcome, 'a 304 is not stored').toBe('miss');
      expect(empty.requests[0]?.headers.get('if-none-match')).toBe('"mine"');
    },
  },
  {
    id: 'head-from-get',
    section: '9110 9.3.2',
    text: 'A HEAD is answered from a fresh stored GET, without a body.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60', 'x-a': '1' } });
      await rig.get();
      const head = await rig.get({}, { method: 'HEAD' });
      expect([head.outcome, head.text, head.headers.get('x-a')]).toEqual(['hit', '', '1']);
    },
  },
  {
    id: 'head-freshens',
    section: '9111 4.3.5',
    text: 'A HEAD whose validators and length agree freshens the stored GET; one that disagrees ends its use.',
    async check() {
      for (const [etag, expected] of [
        ['"a"', 'hit'],
        ['"b"', 'miss'],
      ] as const) {
        const rig = createRig((request, index) => ({
          headers: { 'cache-control': index === 0 ? 'max-age=10' : 'max-age=60', etag: index === 0 ? '"a"' : etag },
          body: request.method === 'HEAD' ? null : 'whole',
        }));
        await rig.get();
        await rig.wait(20);
        await rig.get({}, { method: 'HEAD' });
        expect((await rig.get()).outcome, etag).toBe(expected);
        if (expected === 'miss') expect(rig.requests[2]?.headers.has('if-none-match')).toBe(false);
      }
    },
  },
  {
    id: 'validate-once',
    section: '9111 4.3.1',
    text: 'Validations of one answer that are wanted at the same time are one request; each caller can leave on its own.',
    async check() {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const status of [304, 200]) {
        const rig = createRig(async (_request, index) => {
          if (index === 0) return { headers: { ...stale, etag: '"a"' } };
          await gate;
          return { status, headers: { etag: '"a"', 'cache-control': 'max-age=60' } };
        });
        await rig.get();
        const leaver = new AbortController();
        const left = rig.fetch(url, { signal: leaver.signal });
        const others = [1, 2, 3].map(() => rig.get());
        leaver.abort(new Error('gone'));
        await expect(left).rejects.toThrow('gone');
        release();
        const texts = new Set((await Promise.all(others)).map(({ text }) => text));
        expect(texts).toEqual(new Set([status === 304 ? 'body 0' : 'body 1']));
        expect(rig.requests).toHaveLength(2);
      }
    },
  },
];
