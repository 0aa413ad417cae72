import { preset } from '../../tooling/tsup-preset.mjs';

// The client has many endpoints; without the blanks it stays below 15 KB compressed.
export default preset(['index', 'emulator/index'], { minifyWhitespace: true, minifySyntax: true });
