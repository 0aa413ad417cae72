import { preset } from '../../tooling/tsup-preset.mjs';

export default preset(['index', 'newsapi/index', 'guardian/index', 'gdelt/index', 'emulator/index']);
