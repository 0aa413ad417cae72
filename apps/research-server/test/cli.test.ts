import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CancelledError, NetworkError } from '@headwater/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunDocument, RunEvent } from '../src/shared/api.ts';
import { type Ran, run, testIo } from './command-io.ts';
import { fakeDocument, fakeSource, type Search, sourceSet, vitaminDocuments } from './fake-source.ts';
import { startServer } from './harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

const question = 'Does vitamin D prevent respiratory infection?';
const finds: Search = async () => ({ documents: vitaminDocuments });

/** A program of somebody else's that listens on a free port. */
async function listener(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function research(search: Search, ...flags: string[]): Promise<Ran> {
  const { url } = await startServer({ sources: sourceSet(fakeSource('alpha', search), fakeSource('beta', finds)) });
  return run(['research', question, '--server', url, ...flags]);
}

describe('headwater research, piped', () => {
  test('prints the report on stdout and one line per change on stderr', async () => {
    const { code, stdout, stderr } = await research(finds);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Does vitamin D prevent respiratory infection\?\n/);
    expect(stdout).toContain('Sandbox: stored sample documents, not live sources. Do not cite.');
    expect(stdout).toContain('## References');
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\[ {2}\d\.\ds\] run r_\w{12} started: standard, sandbox, no model, 2 sources$/);
    expect(lines).toContainEqual(expect.stringMatching(/^\[ {2}\d\.\ds\] alpha: .*\(1 call\)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^✓ Done in /));
    expect(lines.at(-1)).toMatch(/\/runs\/r_\w{12}$/);
    expect(stderr).not.toContain('\u001b');
  });

  test('prints one JSON document, or one event per line, and no prose', async () => {
    const document = await research(finds, '--json', '--quiet');
    const parsed = JSON.parse(document.stdout) as RunDocument;
    expect([document.code, parsed.state, document.stderr]).toEqual([0, 'succeeded', '']);
    const streamed = await research(finds, '--events', '--quiet');
    const events = streamed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('run-finished');
  });

  test('writes files in the format their name asks for', async () => {
    const { url } = await startServer({ sources: sourceSet(fakeSource('alpha', finds)) });
    const folder = await temporaryFolder();
    for (const [file, start] of [
      ['a.md', '# Does'],
      ['a.html', '<!doctype html>'],
      ['a.json', '{"id":"r_'],
    ]) {
      const ran = await run(['research', question, '--server', url, '-o', file ?? ''], testIo(folder));
      expect([ran.code, ran.stdout]).toEqual([0, '']);
      expect((await readFile(join(folder, file ?? ''), 'utf8')).slice(0, start?.length)).toBe(start);
    }
    const unwritable = await run(['research', question, '--server', url, '-o', 'no/such/folder/a.md'], testIo(folder));
    expect(unwritable.code).toBe(2);
    expect(unwritable.stderr).toContain('could not be written');
  });

  test('shows text from outside without what could act on a terminal or mislead', async () => {
    const text = 'Vitamin D \u001b[31mprevents\u001b]0;x\u0007 respiratory infection \u202etxet\u202c in trials.';
    const hostile: Search = async () => ({ documents: [fakeDocument({ id: 'x', title: 'T\u001b[2J', text })] });
    for (const flags of [[], ['--format', 'md'], ['--format', 'html']]) {
      const { stdout, stderr } = await research(hostile, '--sources', 'alpha', ...flags);
      expect(stdout).toContain('respiratory infection');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});

describe('exit codes', () => {
  const broken: Search = async () => Promise.reject(new NetworkError('no route'));

  test('0 with gaps, 4 when gaps are not wanted', async () => {
    const gaps = await research(broken);
    expect(gaps.code).toBe(0);
    expect(gaps.stderr).toMatch(/◐ Done, with gaps: Alpha did not answer\./);
    expect((await research(broken, '--strict', '--quiet')).code).toBe(4);
  });

  test('3 without enough evidence, 5 when every source failed', async () => {
    const nothing = await research(async () => ({}), '--sources', 'alpha');
    expect(nothing.code).toBe(3);
    expect(nothing.stderr).toContain('Not enough evidence.');
    const failed = await research(broken, '--sources', 'alpha');
    expect([failed.code, failed.stdout]).toEqual([5, '']);
    expect(failed.stderr).toMatch(/✕ Failed: none of 1 source could be reached\./);
  });

  test.each<[string, string[], RegExp]>([
    ['no question', ['research'], /missing required argument/],
    ['an unknown option', ['research', 'x', '--colour'], /unknown option/],
    ['an unknown command', ['reserch'], /unknown command/],
    ['an unknown format', ['research', 'x', '--format', 'pdf'], /--format is "pdf"/],
    ['two outputs', ['research', 'x', '--json', '--events'], /exclude each other/],
    ['a number that is none', ['research', 'x', '--max-calls', 'many'], /--max-calls is "many"/],
    ['a server that is no URL', ['research', 'x', '--server', 'localhost'], /it must be a URL/],
    ['a port that is none', ['serve', '--port', 'http'], /--port is "http"/],
    ['an address others can reach', ['serve', '--host', '0.0.0.0'], /no login yet/],
  ])('2 for %s', async (_name, argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test('2, in the words of the server, when it refuses the request', async () => {
    const { code, stderr } = await research(finds, '--depth', 'abyss');
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toContain('/depth: The depth must be quick, standard or deep.');
  });

  test('6 when the server does not answer, or is none', async () => {
    const { port, close } = await listener();
    await close();
    const { code, stderr } = await run(['research', question, '--server', `http://127.0.0.1:${port}`]);
    expect(code).toBe(6);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The server does not answer.',
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('--server'),
    ]);
  });

  test('2 when the port is in use, in three lines', async () => {
    const { port, close } = await listener();
    onTestFinished(close);
    const made = testIo(await temporaryFolder());
    const { code, stdout, stderr } = await run(['serve', '--sandbox', '--port', String(port)], made);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      `Headwater cannot listen on 127.0.0.1:${port}.`,
      'Another program, perhaps another Headwater, uses this port.',
      expect.stringContaining('--port'),
    ]);
  });

  test('2 when the data folder cannot be written, in three lines', async () => {
    const { code, stderr } = await run(['serve', '--sandbox', '--data-dir', '/dev/null/data']);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'Headwater cannot store anything in /dev/null/data.',
      expect.stringContaining('cannot be created or written'),
      expect.stringContaining('HEADWATER_DATA_DIR'),
    ]);
  });
});

describe('Ctrl-C', () => {
  test('once cancels and prints what was found, twice leaves at once', async () => {
    let asked: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const never: Search = (_query, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new CancelledError('cancelled')), { once: true });
        asked();
      });
    const { url } = await startServer({ sources: sourceSet(fakeSource('alpha', finds), fakeSource('beta', never)) });
    const made = testIo();
    const running = run(['research', question, '--server', url], made);
    await begun;
    await expect.poll(() => made.text().stderr).toContain('started: standard');
    made.interrupt();
    made.interrupt();
    const { code, stdout, stderr } = await running;
    expect(made.left).toEqual([130]);
    expect(code).toBe(130);
    expect(stdout).toContain('## References');
    expect(stderr).toContain('Cancelling…');
    expect(stderr).toMatch(/⊘ Cancelled after/);
  });
});

describe('headwater', () => {
  test('research works without a server, in the sandbox, and keeps the run', async () => {
    const made = testIo(await temporaryFolder());
    const { code, stdout, stderr } = await run(
      ['research', 'Is multiple sclerosis more frequent at high latitudes?', '--sandbox', '--json'],
      made,
    );
    const found = JSON.parse(stdout) as RunDocument;
    expect([code, found.state, found.mode]).toEqual([0, 'succeeded', 'sandbox']);
    expect(stderr).not.toContain('/runs/');
    const { url } = await startServer({
      sources: sourceSet(fakeSource('alpha', finds)),
      flags: { dataDir: join(made.io.workingDirectory, '.headwater') },
    });
    expect(await (await fetch(`${url}/v1/research/${found.id}`)).json()).toEqual(found);
  }, 60_000);

  test('serve says where it listens in one line', async () => {
    const { code, stdout, stderr } = await run(['serve', '--sandbox', '--port', '0'], testIo(await temporaryFolder()));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Headwater \d+\.\d+\.\d+ is listening on http:\/\/127\.0\.0\.1:\d+ – sandbox: stored sample documents.*\n$/,
    );
  });

  test('providers shows the board as a table or as JSON', async () => {
    const sources = sourceSet(fakeSource('beta', finds), fakeSource('alpha', finds));
    const entry = sources.entries[0];
    if (entry) entry.notice = 'it needs a key: set BETA_KEY, then restart';
    const { url } = await startServer({ sources });
    const table = await run(['providers', '--server', url]);
    expect(table.stdout.trimEnd().split('\n')).toEqual([
      'Sandbox: stored sample documents, not live sources. Do not cite.',
      expect.stringMatching(/^\. alpha +Not used/),
      expect.stringMatching(/^\. beta .*it needs a key: set BETA_KEY, then restart$/),
    ]);
    const board = JSON.parse((await run(['providers', '--server', url, '--json'])).stdout);
    expect(board.providers.map((provider: { name: string }) => provider.name)).toEqual(['alpha', 'beta']);
  });

  test('shows help and version on stdout with 0', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('research') });
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
