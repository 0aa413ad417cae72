import { expect } from 'vitest';
import { createRig, date, type Requirement, second } from './support.ts';

const outcome = async (headers: Record<string, string>, seconds = 0) =>
  (await second({ headers }, { seconds })).outcome;
const etag = '"a"';

export const freshness: Requirement[] = [
  {
    id: 'fresh-max-age',
    section: '9111 4.2',
    text: 'An answer is fresh while its age is below max-age, and stale from then on.',
    async check() {
      expect(await outcome({ 'cache-control': 'max-age=60' }, 59)).toBe('hit');
      expect(await outcome({ 'cache-control': 'max-age=60' }, 60)).toBe('miss');
      expect(await outcome({ 'cache-control': 'MAX-AGE=60' }, 59)).toBe('hit');
    },
  },
  {
    id: 'fresh-expires',
    section: '9111 5.3',
    text: 'Without max-age, Expires less Date is the lifetime; with it, Expires has no say.',
    async check() {
      expect(await outcome({ expires: date(60) }, 59)).toBe('hit');
      expect(await outcome({ expires: date(60) }, 60)).toBe('miss');
      expect(await outcome({ expires: date(60), 'cache-control': 'max-age=10' }, 20)).toBe('miss');
      expect(await outcome({ expires: date(-60), 'cache-control': 'max-age=60' }, 20)).toBe('hit');
    },
  },
  {
    id: 'fresh-s-maxage',
    section: '9111 5.2.2.10',
    text: 's-maxage is for shared caches: a private one ignores it, whichever way it would change the lifetime.',
    async check() {
      expect(await outcome({ 'cache-control': 's-maxage=0, max-age=60' }, 20)).toBe('hit');
      expect(await outcome({ 'cache-control': 's-maxage=60' })).toBe('miss');
    },
  },
  {
    id: 'fresh-invalid-expires',
    section: '9111 5.3',
    text: 'An Expires that is no date, such as 0, or several that differ, is in the past.',
    async check() {
      for (const expires of [
        '0',
        '-1',
        'never',
        date(60).replace('GMT', 'UTC'),
        '2999-01-01',
        'Fri, 30 Feb 2999 00:00:00 GMT',
        `${date(60)}, ${date(90)}`,
      ]) {
        expect(await outcome({ expires, 'last-modified': date(-864_000), etag }), expires).toBe('miss');
      }
    },
  },
  {
    id: 'fresh-date-forms',
    section: '9110 5.6.7',
    text: 'All three forms of an HTTP date are understood, a two-digit year as the nearest one.',
    async check() {
      for (const expires of [
        'Thu, 01 Jan 2026 00:01:00 GMT',
        'Thursday, 01-Jan-26 00:01:00 GMT',
        'Thu Jan  1 00:01:00 2026',
      ]) {
        expect(await outcome({ expires }, 59), expires).toBe('hit');
        expect(await outcome({ expires }, 61), expires).toBe('miss');
      }
      expect(await outcome({ expires: 'Wednesday, 01-Jan-94 00:01:00 GMT' }), '1994').toBe('miss');
    },
  },
  {
    id: 'fresh-invalid-max-age',
    section: '9111 4.2.1',
    text: 'A max-age that is no whole number, or several that differ, makes an answer stale, whatever Expires says.',
    async check() {
      for (const value of [
        'max-age=x',
        'max-age=-1',
        'max-age=1.5',
        'max-age=60s',
        'max-age',
        'max-age=',
        'max-age = 60',
        'max-age=60, max-age=90',
        'max-age="60',
      ]) {
        expect(await outcome({ 'cache-control': value, expires: date(60), etag }), value).toBe('miss');
      }
      expect(await outcome({ 'cache-control': 'max-age=60, max-age=60' })).toBe('hit');
    },
  },
  {
    id: 'fresh-huge',
    section: '9111 1.2.2',
    text: 'A number too large to represent counts as 2^31 seconds.',
    async check() {
      for (const value of ['2147483648', '9'.repeat(400)]) {
        expect(await outcome({ 'cache-control': `max-age=${value}` }, 1_000_000_000), value).toBe('hit');
        expect(await outcome({ 'cache-control': `max-age=${value}` }, 2 ** 31), value).toBe('miss');
      }
    },
  },
  {
    id: 'fresh-unknown',
    section: '9111 5.2.3',
    text: 'Unknown directives are ignored.',
    async check() {
      expect(await outcome({ 'cache-control': 'max-age=60, community="UCI", x, pre-check=0' }, 59)).toBe('hit');
    },
  },
  {
    id: 'age-header',
    section: '9111 4.2.3',
    text: 'The age that an answer arrives with counts; of a list the first member, and nothing that is no number.',
    async check() {
      const headers = { 'cache-control': 'max-age=60' };
      expect(await outcome({ ...headers, age: '59' })).toBe('hit');
      for (const age of ['60', '60, 0', '99999999999999999999'])
        expect(await outcome({ ...headers, age }), age).toBe('miss');
      for (const age of ['-100', 'old', '1e9', '0, 100', ''])
        expect(await outcome({ ...headers, age }), age).toBe('hit');
    },
  },
  {
    id: 'age-apparent',
    section: '9111 4.2.3',
    text: 'A Date before the arrival is age already; a Date after it is not negative age.',
    async check() {
      expect(await outcome({ 'cache-control': 'max-age=60', date: date(-50) }, 9)).toBe('hit');
      expect(await outcome({ 'cache-control': 'max-age=60', date: date(-50) }, 10)).toBe('miss');
      expect(await outcome({ 'cache-control': 'max-age=60', date: date(3600) }, 60)).toBe('miss');
    },
  },
  {
    id: 'age-delay',
    section: '9111 4.2.3',
    text: 'The time an answer was under way counts as age when it comes from a cache.',
    async check() {
      const rig = createRig(async () => {
        if (rig.requests.length === 1) await rig.wait(20);
        return { headers: { 'cache-control': 'max-age=60', age: '30', date: date(20) } };
      });
      await rig.get();
      expect((await rig.get()).headers.get('age')).toBe('50');
      await rig.wait(10);
      expect((await rig.get()).outcome).toBe('miss');
    },
  },
  {
    id: 'age-date-missing',
    section: '9110 6.6.1',
    text: 'A missing, unreadable or repeated Date is replaced by the time of arrival.',
    async check() {
      for (const value of ['', 'yesterday', `${date(-50)}, ${date(-50)}`]) {
        const seen = await second({ headers: { expires: date(60), date: value } }, { seconds: 30 });
        expect(seen.outcome, value).toBe('hit');
        expect(seen.headers.get('date'), value).toBe(date(0));
      }
    },
  },
  {
    id: 'age-clock-back',
    section: '9111 4.2.3',
    text: 'After the clock was set back behind an answer’s arrival nothing is known of its age: it is validated, not served.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60, stale-while-revalidate=600', etag } });
      await rig.get();
      rig.setClock(-3600);
      expect((await rig.get()).outcome).toBe('miss');
      expect(rig.requests[1]?.headers.get('if-none-match')).toBe(etag);
      expect((await rig.get()).outcome, 'a new start').toBe('hit');
    },
  },
  {
    id: 'age-clock-forward',
    section: '9111 4.2.3',
    text: 'A clock that jumps ahead ages what is stored.',
    async check() {
      const rig = createRig({ headers: { 'cache-control': 'max-age=60' } });
      await rig.get();
      rig.setClock(3600);
      expect((await rig.get()).outcome).toBe('miss');
    },
  },
  {
    id: 'heuristic-tenth',
    section: '9111 4.2.2',
    text: 'Without explicit freshness a tenth of the time since Last-Modified is assumed, a day at most, and only where allowed.',
    async check() {
      expect(await outcome({ 'last-modified': date(-600) }, 59)).toBe('hit');
      expect(await outcome({ 'last-modified': date(-600) }, 60)).toBe('miss');
      const years = { 'last-modified': date(-86_400 * 3650) };
      expect(await outcome(years, 86_399)).toBe('hit');
      expect(await outcome(years, 86_400)).toBe('miss');
      expect(await outcome({ 'last-modified': date(600) })).toBe('miss');
      expect(await outcome({ etag })).toBe('miss');
      expect((await second({ headers: years }, { heuristicFraction: 0 })).outcome).toBe('miss');
    },
  },
  {
    id: 'request-max-age',
    section: '9111 5.2.1.1',
    text: 'A request’s max-age refuses older answers; 0 or nonsense asks for validation.',
    async check() {
      const origin = { headers: { 'cache-control': 'max-age=600' } };
      const ask = async (value: string) =>
        (await second(origin, { seconds: 30, headers: { 'cache-control': value } })).outcome;
      expect(await ask('max-age=30')).toBe('hit');
      expect(await ask('max-age=29')).toBe('miss');
      expect(await ask('max-age=0')).toBe('miss');
      expect(await ask('max-age=x')).toBe('miss');
    },
  },
  {
    id: 'request-min-fresh',
    section: '9111 5.2.1.3',
    text: 'min-fresh asks for that much freshness to be left.',
    async check() {
      const ask = async (value: string) =>
        (
          await second(
            { headers: { 'cache-control': 'max-age=60' } },
            { seconds: 30, headers: { 'cache-control': value } },
          )
        ).outcome;
      expect(await ask('min-fresh=30')).toBe('hit');
      expect(await ask('min-fresh=31')).toBe('miss');
      expect(await ask('min-fresh=x')).toBe('miss');
    },
  },
  {
    id: 'request-max-stale',
    section: '9111 5.2.1.2',
    text: 'max-stale accepts that much staleness, without argument any; never against must-revalidate or no-cache.',
    async check() {
      const ask = async (stored: string, value: string) =>
        (
          await second(
            { headers: { 'cache-control': stored, etag } },
            { seconds: 90, headers: { 'cache-control': value } },
          )
        ).outcome;
      expect(await ask('max-age=60', 'max-stale=30')).toBe('stale');
      expect(await ask('max-age=60', 'max-stale=29')).toBe('miss');
      expect(await ask('max-age=60', 'max-stale')).toBe('stale');
      expect(await ask('max-age=60', 'max-stale=x')).toBe('miss');
      expect(await ask('max-age=60, must-revalidate', 'max-stale')).toBe('miss');
      expect(await ask('max-age=60, no-cache', 'max-stale')).toBe('miss');
      expect(await ask('max-age=60', 'max-stale, max-age=80')).toBe('miss');
    },
  },
  {
    id: 'request-no-cache',
    section: '9111 5.2.1.4',
    text: 'no-cache in a request, or Pragma where there is no Cache-Control, asks for validation also of what is fresh.',
    async check() {
      const origin = { headers: { 'cache-control': 'max-age=60, immutable' } };
      expect((await second(origin, { headers: { 'cache-control': 'no-cache' } })).outcome).toBe('miss');
      expect((await second(origin, { headers: { pragma: 'no-cache' } })).outcome).toBe('miss');
      expect((await second(origin, { headers: { pragma: 'no-cache', 'cache-control': 'x' } })).outcome).toBe('hit');
    },
  },
  {
    id: 'request-only-if-cached',
    section: '9111 5.2.1.7',
    text: 'only-if-cached never asks the service: what is stored, or a 504.',
    async check() {
      const only = { 'cache-control': 'only-if-cached' };
      const rig = createRig({ headers: { 'cache-control': 'max-age=60', etag } });
      expect((await rig.get(only)).status).toBe(504);
      await rig.get();
      expect(await rig.get(only)).toMatchObject({ outcome: 'hit', status: 200 });
      await rig.wait(60);
      expect((await rig.get(only)).status).toBe(504);
      expect((await rig.get({ 'cache-control': 'only-if-cached, max-stale' })).outcome).toBe('stale');
      expect(rig.requests).toHaveLength(1);
    },
  },
  {
    id: 'immutable',
    section: '8246 2',
    text: 'A reload (max-age=0) of something immutable is answered from the cache while it is fresh, and not later.',
    async check() {
      const origin = { headers: { 'cache-control': 'max-age=60, immutable', etag } };
      const reload = { 'cache-control': 'max-age=0' };
      expect((await second(origin, { seconds: 59, headers: reload })).outcome).toBe('hit');
      expect((await second(origin, { seconds: 60, headers: reload })).outcome).toBe('miss');
    },
  },
];
