import { preset } from '../../tooling/tsup-preset.mjs';

// Declarations for the programmatic entry only: nobody imports the other two.
export default preset(['index', 'cli', 'bench/quality'], { dts: { entry: { index: 'src/index.ts' } } });
