import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders.ts';

/** Installed versions of every client, read from the manifests beside this package. */
export function versionsOf(): Record<string, string> {
  const names = [...new Set(contenders.flatMap(({ packages }) => packages))];
  return Object.fromEntries(
    names.map((name) => {
      const file = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url));
      if (!existsSync(file)) throw new Error(`${name} is not installed: run pnpm install`);
      return [name, (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version];
    }),
  );
}
