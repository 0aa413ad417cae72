#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import type { CommandIo } from './cli/output.ts';

// The compiled code of the larger dependencies is kept between starts.
enableCompileCache();
process.env.MASTRA_TELEMETRY_DISABLED ??= '1';

const { runCommand } = await import('./cli/program.ts');

const io: CommandIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  workingDirectory: process.cwd(),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
  terminated: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
  leave: (code) => process.exit(code),
};

// A reader that stops reading (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await runCommand(process.argv.slice(2), io);
process.exitCode = code;
// Libraries may hold timers; everything of ours is closed. What was written is let out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
