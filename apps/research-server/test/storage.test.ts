import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../src/storage/database.ts';
import { createEventLog } from '../src/storage/event-log.ts';
import { openStorage } from '../src/storage/index.ts';
import type { NewRun } from '../src/storage/run-store.ts';
import { fakeDocument } from './fake-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

const newRun = (id: string): NewRun => ({
  id,
  question: `Question of ${id}, 100%?`,
  mode: 'sandbox',
  writer: 'extractive',
  depth: 'quick',
  limits: 'sandbox',
  sources: ['alpha', 'beta'],
  skippedSources: [{ provider: 'gamma', reason: 'it needs a key' }],
  budget: { calls: 1, wallTimeMs: 1, costUsd: 1 },
  createdAt: '2026-01-02T03:04:05.000Z',
  owner: 'host/1/x',
  heartbeatAtMs: 0,
  requestHash: 'h',
});

async function storageWithRuns(...ids: string[]) {
  const folder = await temporaryFolder();
  const storage = await openStorage(folder);
  for (const id of ids) await storage.events.commit(id, [], [storage.runs.insert(newRun(id))]);
  return { folder, storage };
}

describe('opening', () => {
  test('is repeatable and can be done by several at once', async () => {
    const folder = await temporaryFolder();
    const opened = await Promise.all([openDatabase(folder), openDatabase(folder), openDatabase(folder)]);
    for (const database of opened) {
      const { rows } = await database.execute('SELECT COUNT(*) AS count FROM headwater_schema');
      expect(rows[0]?.count).toBe(1);
      database.close();
    }
    const journal = await (await openDatabase(folder)).execute('PRAGMA journal_mode');
    expect(journal.rows[0]?.journal_mode).toBe('wal');
  });

  test('says what is wrong with a folder that cannot be one', async () => {
    const file = join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    await expect(openDatabase(join(file, 'data'))).rejects.toMatchObject({
      name: 'StartupProblem',
      what: expect.stringContaining('cannot store anything in'),
      action: expect.stringContaining('HEADWATER_DATA_DIR'),
    });
  });

  test('says that a damaged file is damaged and leaves it as it is', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'headwater.db'),
      'this is not a database, but it is long enough to be read as one'.repeat(100),
    );
    await expect(openDatabase(folder)).rejects.toMatchObject({ why: expect.stringContaining('not a database') });
  });

  test('refuses a file of a newer version', async () => {
    const folder = await temporaryFolder();
    (await openDatabase(folder)).close();
    const raw = createClient({ url: `file:${join(folder, 'headwater.db')}` });
    await raw.execute('INSERT INTO headwater_schema (version) VALUES (99)');
    raw.close();
    await expect(openDatabase(folder)).rejects.toMatchObject({ what: expect.stringContaining('newer') });
  });
});

describe('events', () => {
  test('get increasing ids also when two processes write at once', async () => {
    const { folder, storage } = await storageWithRuns('r_1');
    const other = createEventLog(await openDatabase(folder));
    const writes = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? storage.events : other).commit('r_1', [{ type: 'plan-made', queries: [String(index)] }]),
    );
    await Promise.all(writes);
    const events = await storage.events.read('r_1', 0);
    expect(events.map((event) => event.id)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await storage.events.read('r_1', 38)).toHaveLength(2);
    expect(await storage.events.read('r_1', 0, 3)).toHaveLength(3);
  });

  test('are stored together with what they tell of, or not at all', async () => {
    const { storage } = await storageWithRuns('r_1');
    const failing = storage.events.commit('r_1', [{ type: 'run-cancelled' }], ['INSERT INTO no_such_table VALUES (1)']);
    await expect(failing).rejects.toThrow('no_such_table');
    expect(await storage.events.read('r_1', 0)).toEqual([]);
    await storage.events.commit('r_1', [{ type: 'run-cancelled' }]);
    expect(await storage.events.read('r_1', 0)).toMatchObject([{ id: 1, type: 'run-cancelled' }]);
  });

  test('are announced until the listener leaves', async () => {
    const { storage } = await storageWithRuns('r_1', 'r_2');
    let rings = 0;
    const leave = storage.events.subscribe('r_1', () => {
      rings += 1;
    });
    await storage.events.commit('r_1', [{ type: 'run-resumed' }]);
    await storage.events.commit('r_2', [{ type: 'run-resumed' }]);
    leave();
    await storage.events.commit('r_1', [{ type: 'run-resumed' }]);
    expect(rings).toBe(1);
  });
});

describe('runs', () => {
  test('are listed newest first, in pages that neither repeat nor leave out', async () => {
    const { storage } = await storageWithRuns('r_1', 'r_2', 'r_3', 'r_4', 'r_5');
    const first = await storage.runs.list({ limit: 2 });
    expect(first.runs.map((run) => run.id)).toEqual(['r_5', 'r_4']);
    const second = await storage.runs.list({ limit: 2, before: first.nextBefore ?? 0 });
    const third = await storage.runs.list({ limit: 2, before: second.nextBefore ?? 0 });
    expect([...second.runs, ...third.runs].map((run) => run.id)).toEqual(['r_3', 'r_2', 'r_1']);
    expect(third.nextBefore).toBeUndefined();
  });

  test('are found by words, where a percent sign is a percent sign', async () => {
    const { storage } = await storageWithRuns('r_1', 'r_2');
    expect((await storage.runs.list({ limit: 9, text: 'OF r_2' })).runs.map((run) => run.id)).toEqual(['r_2']);
    expect((await storage.runs.list({ limit: 9, text: '100%' })).runs).toHaveLength(2);
    expect((await storage.runs.list({ limit: 9, text: 'r%1' })).runs).toEqual([]);
    expect((await storage.runs.list({ limit: 9, state: 'failed' })).runs).toEqual([]);
  });

  test('are taken over by one process only', async () => {
    const { storage } = await storageWithRuns('r_1');
    const run = await storage.runs.get('r_1');
    if (!run) throw new Error('not stored');
    const taken = await Promise.all([storage.runs.takeOver(run, 'a', 1), storage.runs.takeOver(run, 'b', 1)]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('tell what became of each source by its queries', async () => {
    const { storage } = await storageWithRuns('r_1');
    const { queries } = storage.runs;
    const plan = [
      { id: 'q_001', provider: 'alpha', text: 'a' },
      { id: 'q_002', provider: 'beta', text: 'a' },
      { id: 'q_003', provider: 'alpha', text: 'b' },
    ];
    const spent = { calls: 2, bytes: 10, costUsd: 0.5 };
    const document = fakeDocument({ id: 'x', title: 'T', text: 'a\0b' });
    await storage.events.commit('r_1', [], queries.plan('r_1', plan));
    const sources = async () => (await storage.runs.list({ limit: 1 })).runs[0]?.sources;
    const skipped = { provider: 'gamma', outcome: 'skipped', found: 0, reason: 'it needs a key' };
    await storage.events.commit(
      'r_1',
      [],
      queries.finish('r_1', { id: 'q_001', outcome: 'ok', documents: [document], skipped: 0, spent }),
    );
    expect(await sources()).toEqual([skipped]);
    const failure = { id: 'q_003', outcome: 'failed' as const, documents: [], skipped: 0, reason: 'gone', spent };
    await storage.events.commit('r_1', [], queries.finish('r_1', failure));
    expect(await sources()).toEqual([{ provider: 'alpha', outcome: 'partial', found: 1, reason: 'gone' }, skipped]);
    expect(await queries.spent('r_1')).toEqual({ calls: 4, bytes: 20, costUsd: 1 });
    expect((await queries.retrieved('r_1'))[0]?.documents).toEqual([document]);
  });
});

describe('evidence', () => {
  test('resolves by its id alone, and a stored document never changes', async () => {
    const { storage } = await storageWithRuns();
    const document = { ...fakeDocument({ id: 'x', title: 'T', text: 'One 😀 two.' }), textSha256: 'abc' };
    const record = {
      id: 'ev_a_1',
      documentId: document.id,
      quote: '😀',
      start: 4,
      end: 6,
      provider: 'alpha',
      retrievedAt: 'now',
    };
    await storage.evidence.append('thread-1', [document], [record]);
    await storage.evidence.append('thread-1', [{ ...document, text: 'other' }], []);
    expect(await storage.evidence.resolve('ev_a_1')).toEqual({ ownerId: 'thread-1', evidence: record, document });
    expect(await storage.evidence.resolve('ev_a_2')).toBeUndefined();
  });
});
