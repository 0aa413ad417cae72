import { spawn } from 'node:child_process';

const windows = process.platform === 'win32';
const exitCodeOfSignal = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const children = new Set();
let forwarding = false;

/**
 * Passes a termination request on to every child, once. A terminal has already given Ctrl-C to the whole foreground
 * group, so forwarding it as well would make a server believe that it was asked twice.
 */
function forwardSignals() {
  if (forwarding) return;
  forwarding = true;
  followShellOfNpm();
  for (const signal of Object.keys(exitCodeOfSignal)) {
    let lastForwardedAt = Number.NEGATIVE_INFINITY;
    process.on(signal, () => {
      if (children.size === 0) process.exit(exitCodeOfSignal[signal]);
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      if (performance.now() - lastForwardedAt < 500) return; // npm repeats what the shell has already delivered
      lastForwardedAt = performance.now();
      for (const child of children) child.kill(signal);
    });
  }
}

/**
 * npm starts a script inside `sh`, and passes a termination request to that shell, which dies without telling us. The
 * only trace is a new parent; without this look a server would stay behind when its npm is stopped.
 */
function followShellOfNpm() {
  if (windows || process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.emit('SIGTERM');
  }, 250);
  timer.unref();
}

/**
 * Runs one program without a shell and waits for it. Termination signals reach the program itself.
 *
 * @param {string} command program name or path
 * @param {string[]} args its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: 'inherit' | 'stderr' | 'capture' | 'tee', timeoutMs?: number }} [options]
 *   `stderr` sends everything to our stderr, `tee` shows and keeps it, `capture` only keeps it; default `inherit`.
 * @returns {Promise<{ code: number, stdout: string, stderr: string, missing: boolean }>} never rejects; `missing` means
 *   that the program could not be started at all, `code` is then 127.
 */
export function runProcess(command, args, options = {}) {
  const { cwd, env = process.env, output = 'inherit', timeoutMs } = options;
  const stdio = {
    inherit: 'inherit',
    stderr: ['inherit', 2, 2],
    capture: ['ignore', 'pipe', 'pipe'],
    tee: ['ignore', 'pipe', 'pipe'],
  }[output];
  forwardSignals();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio, shell: windows && !command.endsWith('.exe') });
    const kept = { stdout: '', stderr: '' };
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const finish = (code, missing = false) => {
      clearTimeout(timer);
      children.delete(child);
      resolve({ code, ...kept, missing });
    };
    children.add(child);
    for (const stream of ['stdout', 'stderr']) {
      child[stream]?.setEncoding('utf8').on('data', (text) => {
        kept[stream] += text;
        if (output === 'tee') process.stderr.write(text);
      });
    }
    child.once('error', (error) => {
      kept.stderr += error.message;
      finish(127, true);
    });
    child.once('close', (code, signal) => finish(code ?? exitCodeOfSignal[signal] ?? 137));
  });
}
