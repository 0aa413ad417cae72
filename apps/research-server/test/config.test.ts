import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { StartupProblem } from '../src/startup-problem.ts';
import { temporaryFolder } from './temporary-folder.ts';

const problemOf = (...input: Parameters<typeof readConfig>): StartupProblem => {
  try {
    readConfig(...input);
  } catch (error) {
    if (error instanceof StartupProblem) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
};

describe('readConfig', () => {
  test('has a default for everything', () => {
    expect(readConfig({}, {}, '/srv')).toEqual({
      host: '127.0.0.1',
      port: 4111,
      mode: 'auto',
      limits: 'sandbox',
      dataDir: '/srv/.headwater',
      sandboxFaults: [],
    });
  });

  test('reads the environment, and flags win over it', () => {
    const environment = {
      PORT: '8080',
      HOST: 'localhost',
      HEADWATER_MODE: 'live',
      HEADWATER_DATA_DIR: '/data',
      HEADWATER_MODEL: 'ollama/llama3.2',
      HEADWATER_MODEL_URL: 'http://127.0.0.1:11434/v1',
      HEADWATER_MODEL_KEY: 'secret',
    };
    expect(readConfig({}, environment, '/')).toMatchObject({
      port: 8080,
      host: 'localhost',
      mode: 'live',
      dataDir: '/data',
      model: { id: 'ollama/llama3.2', url: 'http://127.0.0.1:11434/v1', key: 'secret' },
    });
    expect(readConfig({ port: '1', sandbox: true, dataDir: 'here' }, environment, '/there')).toMatchObject({
      port: 1,
      mode: 'sandbox',
      dataDir: '/there/here',
    });
  });

  test('takes empty variables for unset ones', () => {
    expect(
      readConfig({}, { PORT: '', HOST: ' ', HEADWATER_MODE: '', HEADWATER_SANDBOX_FAULTS: '' }, '/'),
    ).toMatchObject({ port: 4111, host: '127.0.0.1', mode: 'auto' });
  });

  test('names every problem at once', () => {
    const { why, action } = problemOf(
      { port: '99999' },
      { HOST: '0.0.0.0', HEADWATER_MODE: 'demo', HEADWATER_MODEL_URL: 'x' },
      '/',
    );
    expect(why.split('\n')).toHaveLength(5);
    expect(why).toContain('--port is "99999"');
    expect(why).toContain('HEADWATER_MODE is "demo"; it must be one of auto, live, sandbox');
    expect(why).toContain('HOST is "0.0.0.0", which other machines could reach');
    expect(why).toContain('HEADWATER_MODEL_URL is not an http(s) URL');
    expect(action).toContain('headwater serve --help');
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'refuses the address %s',
    (host) => {
      expect(problemOf({ host }, {}, '/').why).toContain('no login yet');
    },
  );

  test.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'])('takes the address %s', (host) => {
    expect(readConfig({ host }, {}, '/').host).toBe(host);
  });

  test('reads a fault script from the environment or a file, for the sandbox only', async () => {
    const script = JSON.stringify([{ provider: 'exa', fault: 'throttle', retryAfterSeconds: 2, times: 1 }]);
    const file = join(await temporaryFolder(), 'faults.json');
    await writeFile(file, script);
    const expected = [{ provider: 'exa', fault: 'throttle', retryAfterSeconds: 2, times: 1 }];
    expect(readConfig({}, { HEADWATER_SANDBOX_FAULTS: script }, '/').sandboxFaults).toEqual(expected);
    expect(readConfig({ sandboxFaults: file }, {}, '/').sandboxFaults).toEqual(expected);
    expect(problemOf({ live: true, sandboxFaults: file }, {}, '/').why).toContain('works in the sandbox only');
    expect(problemOf({}, { HEADWATER_SANDBOX_FAULTS: '[{"provider":"exa","fault":"fire"}]' }, '/').why).toContain(
      '/0/fault',
    );
    expect(problemOf({}, { HEADWATER_SANDBOX_FAULTS: '{' }, '/').why).toContain('not valid JSON');
    expect(problemOf({ sandboxFaults: '/no/such/file' }, {}, '/').why).toContain('ENOENT');
  });

  test('does not tell the model key', () => {
    const problem = problemOf({ port: 'x' }, { HEADWATER_MODEL_KEY: 'sk-very-secret' }, '/');
    expect(problem.message).not.toContain('sk-very-secret');
  });
});
