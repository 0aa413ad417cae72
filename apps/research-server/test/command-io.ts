import { PassThrough } from 'node:stream';
import type { CommandIo } from '../src/cli/output.ts';
import { runCommand } from '../src/cli/program.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface TestIo {
  io: CommandIo;
  interrupt(): void;
  left: number[];
  text(): { stdout: string; stderr: string };
}

/** Streams and surroundings of a command, and what it wrote. */
export function testIo(workingDirectory = '/', environment: Record<string, string> = { LANG: 'C.UTF-8' }): TestIo {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => {
    const through = new PassThrough();
    through.on('data', (chunk) => {
      written[name] += chunk;
    });
    return through;
  };
  const listeners = new Set<() => void>();
  const left: number[] = [];
  return {
    left,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    text: () => written,
    io: {
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      environment,
      workingDirectory,
      onInterrupt(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      terminated: async () => undefined,
      leave: (code) => void left.push(code),
    },
  };
}

/** Runs a command line to its end. */
export async function run(argv: string[], made: TestIo = testIo()): Promise<Ran> {
  const code = await runCommand(argv, made.io);
  // What was written has to come out of the other end of the pipe.
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...made.text() };
}
