import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The default leaves one processor free, which of two is half of them. */
const maxWorkers = Math.min(availableParallelism(), 8);

/** One vitest project for every package. The source condition makes tests run against `src`, never a stale `dist`. */
export function project(name, test = {}) {
  const conditions = ['@headwater/source', 'node', 'import', 'module', 'default'];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: { name, include: ['test/**/*.test.ts', 'src/**/*.test.ts'], testTimeout: 20_000, maxWorkers, ...test },
  });
}
