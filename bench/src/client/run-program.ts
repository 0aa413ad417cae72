import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs one of `programs/` in a process of its own and reads the JSON it prints. */
export async function runProgram<Result>(name: string, args: readonly string[], flags: string[] = []): Promise<Result> {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const { stdout } = await execute(process.execPath, [...flags, file, ...args], { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as Result;
}
