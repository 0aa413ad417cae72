import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import { StartupProblem } from '../startup-problem.ts';
import { migrate } from './migrations.ts';

export type Database = Client;

const fileName = 'headwater.db';
/** How long a write waits for another process that holds the file, in milliseconds. */
const busyTimeoutMs = 5_000;

/**
 * Opens the database file of a data folder, creating and migrating it as needed.
 * @throws {StartupProblem} when the folder cannot be written or the file is not a usable database.
 */
export async function openDatabase(dataDir: string): Promise<Database> {
  const path = join(dataDir, fileName);
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    throw folderProblem(dataDir, error);
  }
  let database: Database | undefined;
  try {
    database = createClient({ url: pathToFileURL(path).href, timeout: busyTimeoutMs, intMode: 'number' });
    await database.execute('PRAGMA journal_mode = WAL');
    await migrate(database);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StartupProblem) throw error;
    throw fileProblem(dataDir, path, error);
  }
}

function folderProblem(dataDir: string, error: unknown): StartupProblem {
  return new StartupProblem(
    `Headwater cannot store anything in ${dataDir}.`,
    `The folder cannot be created or written: ${messageOf(error)}.`,
    'Make it writable, or choose another with --data-dir or HEADWATER_DATA_DIR.',
    { cause: error },
  );
}

function fileProblem(dataDir: string, path: string, error: unknown): StartupProblem {
  const code = (error as { code?: string } | undefined)?.code ?? '';
  const message = messageOf(error);
  if (/CANTOPEN|READONLY|PERM|EACCES|EROFS/.test(code) || /unable to open|readonly/i.test(message)) {
    return folderProblem(dataDir, error);
  }
  if (/NOTADB|CORRUPT/.test(code) || /not a database|malformed/i.test(message)) {
    return new StartupProblem(
      `The database file ${path} cannot be read.`,
      `It is damaged or not a database: ${message}.`,
      'Restore it from a backup, or move it away: Headwater then starts with an empty history.',
      { cause: error },
    );
  }
  if (/FULL|NOSPC/.test(code)) {
    return new StartupProblem(
      `Headwater cannot write to ${path}.`,
      'The disk is full.',
      'Free some space, or choose another folder with --data-dir or HEADWATER_DATA_DIR.',
      { cause: error },
    );
  }
  return new StartupProblem(
    `The database file ${path} cannot be used.`,
    `${message}.`,
    'Check the file and the disk, or choose another folder with --data-dir or HEADWATER_DATA_DIR.',
    { cause: error },
  );
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
