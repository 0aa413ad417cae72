import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseFaultScript, type SandboxFault } from './sources/fault-script.ts';
import { StartupProblem } from './startup-problem.ts';

export type ModeSetting = 'auto' | 'live' | 'sandbox';
export type LimitsSetting = 'sandbox' | 'published';

export interface ServerConfig {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  mode: ModeSetting;
  /** The request limits the sandbox is paced by; live runs are always paced by the published ones. */
  limits: LimitsSetting;
  /** Absolute path of the folder everything is stored in. */
  dataDir: string;
  /** What goes wrong in the sandbox, in order. Empty outside it. */
  sandboxFaults: SandboxFault[];
  /** A language model reached over an OpenAI-compatible endpoint, or a model of Mastra's registry. */
  model?: { id: string; url?: string; key?: string };
}

/** What the command line hands over. Every entry wins over its environment variable. */
export interface ConfigFlags {
  host?: string;
  port?: string;
  mode?: string;
  sandbox?: boolean;
  live?: boolean;
  limits?: string;
  dataDir?: string;
  sandboxFaults?: string;
  model?: string;
  modelUrl?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings from flags and environment.
 * @throws {StartupProblem} naming every wrong setting at once.
 */
export function readConfig(
  flags: ConfigFlags = {},
  environment: Environment = process.env,
  workingDirectory: string = process.cwd(),
): ServerConfig {
  const problems: string[] = [];
  const setting = (flag: string | undefined, variable: string): Setting => {
    if (flag !== undefined) return { value: flag, name: `--${flagOf[variable] ?? variable}` };
    return { value: environment[variable]?.trim() || undefined, name: variable };
  };

  if (flags.sandbox && flags.live) problems.push('--sandbox and --live exclude each other; give one');
  const modeFlag = flags.sandbox ? 'sandbox' : flags.live ? 'live' : flags.mode;
  const mode = oneOf(setting(modeFlag, 'HEADWATER_MODE'), ['auto', 'live', 'sandbox'] as const, 'auto', problems);
  const limits = oneOf(
    setting(flags.limits, 'HEADWATER_LIMITS'),
    ['sandbox', 'published'] as const,
    'sandbox',
    problems,
  );
  const port = readPort(setting(flags.port, 'PORT'), problems);
  const host = readHost(setting(flags.host, 'HOST'), problems);
  const dataDir = resolve(workingDirectory, setting(flags.dataDir, 'HEADWATER_DATA_DIR').value ?? '.headwater');
  const model = readModel(
    setting(flags.model, 'HEADWATER_MODEL'),
    setting(flags.modelUrl, 'HEADWATER_MODEL_URL'),
    environment.HEADWATER_MODEL_KEY?.trim() || undefined,
    problems,
  );
  const sandboxFaults = readFaults(
    flags.sandboxFaults,
    environment.HEADWATER_SANDBOX_FAULTS,
    workingDirectory,
    problems,
  );
  if (sandboxFaults.length > 0 && mode === 'live') {
    problems.push('a fault script works in the sandbox only; leave it out or choose --sandbox');
  }

  if (problems.length > 0) throw configurationProblem(problems);
  return { host, port, mode, limits, dataDir, sandboxFaults, ...(model ? { model } : {}) };
}

interface Setting {
  value: string | undefined;
  name: string;
}

const flagOf: Record<string, string> = {
  HEADWATER_MODE: 'mode',
  HEADWATER_LIMITS: 'limits',
  PORT: 'port',
  HOST: 'host',
  HEADWATER_DATA_DIR: 'data-dir',
  HEADWATER_MODEL: 'model',
  HEADWATER_MODEL_URL: 'model-url',
};

function configurationProblem(problems: string[]): StartupProblem {
  const count = problems.length === 1 ? 'a setting is wrong' : `${problems.length} settings are wrong`;
  return new StartupProblem(
    `Headwater cannot start: ${count}.`,
    problems.map((problem) => (problems.length === 1 ? problem : `- ${problem}`)).join('\n'),
    'Correct this and start again; `headwater serve --help` lists every setting.',
  );
}

function oneOf<const Value extends string>(
  { value, name }: Setting,
  allowed: readonly Value[],
  fallback: Value,
  problems: string[],
): Value {
  if (value === undefined) return fallback;
  const found = allowed.find((entry) => entry === value);
  if (!found) problems.push(`${name} is ${JSON.stringify(value)}; it must be one of ${allowed.join(', ')}`);
  return found ?? fallback;
}

function readPort({ value, name }: Setting, problems: string[]): number {
  if (value === undefined) return 4111;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  problems.push(`${name} is ${JSON.stringify(value)}; it must be a port from 0 to 65535 (0 lets the system choose)`);
  return 4111;
}

function readHost({ value, name }: Setting, problems: string[]): string {
  if (value === undefined) return '127.0.0.1';
  if (!isLoopbackName(value)) {
    problems.push(
      `${name} is ${JSON.stringify(value)}, which other machines could reach, and this server has no login yet; ` +
        'use 127.0.0.1 and, if others must reach it, a reverse proxy that asks for a login',
    );
  }
  return value;
}

/** Whether a host name or address means this machine only. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

function readModel(id: Setting, url: Setting, key: string | undefined, problems: string[]): ServerConfig['model'] {
  if (url.value !== undefined && !/^https?:$/.test(protocolOf(url.value))) {
    problems.push(`${url.name} is not an http(s) URL; give the endpoint's base, for example http://127.0.0.1:11434/v1`);
  }
  if (id.value === undefined) {
    if (url.value !== undefined) problems.push(`${url.name} is set but HEADWATER_MODEL is not; name the model too`);
    return undefined;
  }
  return { id: id.value, ...(url.value ? { url: url.value } : {}), ...(key ? { key } : {}) };
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

function readFaults(
  file: string | undefined,
  inline: string | undefined,
  workingDirectory: string,
  problems: string[],
): SandboxFault[] {
  const name = file === undefined ? 'HEADWATER_SANDBOX_FAULTS' : `--sandbox-faults ${file}`;
  try {
    const text = file === undefined ? inline?.trim() : readFileSync(resolve(workingDirectory, file), 'utf8');
    return text ? parseFaultScript(text) : [];
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}
