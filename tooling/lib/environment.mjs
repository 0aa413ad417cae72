import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What npm adds for the script it runs. Left in place it makes pnpm and a second npm believe that they run inside
 * another project. Registry, proxy and certificate settings are not in this list: some networks need them.
 */
const lifecycleVariables = new RegExp(
  `^(npm_(lifecycle_.*|package_.*|command|execpath|node_execpath|config_(${[
    'user_agent',
    '.*prefix',
    'npm_version',
    'node_gyp',
    'init_module',
    'global',
    'location',
    'workspaces?',
    'include_workspace_root',
    'dry_run',
    'omit',
    'include',
    'production',
    'ignore_scripts',
    'package_lock(_only)?',
    'save.*',
    'json',
    'loglevel',
  ].join('|')}))|init_cwd)$`,
  'i',
);

const quietTools = {
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  MASTRA_TELEMETRY_DISABLED: '1',
  MASTRA_OFFLINE: '1',
  DO_NOT_TRACK: '1',
};

/** A copy of the environment that is safe to start pnpm, turbo and a second npm with. */
export function toolEnvironment(source) {
  const kept = Object.fromEntries(Object.entries(source).filter(([name]) => !lifecycleVariables.test(name)));
  return { ...kept, ...quietTools };
}

/** The same environment with `directories` searched first. */
export function withPath(env, directories) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [name]: [...directories, env[name]].filter(Boolean).join(delimiter) };
}

function isWritableDirectory(path) {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** npm and pnpm keep their caches under HOME. Where HOME cannot be written they get one inside the toolchain. */
export function withUsableHome(env, fallbackHome) {
  if (process.platform === 'win32' || isWritableDirectory(env.HOME ?? '')) return env;
  mkdirSync(fallbackHome, { recursive: true });
  const settings = join(env.HOME ?? '', '.npmrc');
  const userconfig = env.HOME && existsSync(settings) ? { npm_config_userconfig: settings } : {};
  return { ...env, ...userconfig, HOME: fallbackHome };
}
