import { project } from './vitest-preset.mjs';

export default project('tooling', { testTimeout: 120_000, hookTimeout: 180_000 });
