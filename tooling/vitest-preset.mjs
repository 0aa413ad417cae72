import { defineConfig } from 'vitest/config';

/** One vitest project for every package. The source condition makes tests run against `src`, never a stale `dist`. */
export function project(name, test = {}) {
  const conditions = ['@headwater/source', 'node', 'import', 'module', 'default'];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: { name, include: ['test/**/*.test.ts', 'src/**/*.test.ts'], testTimeout: 20_000, ...test },
  });
}
