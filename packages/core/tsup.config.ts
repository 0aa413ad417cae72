import { preset } from '../../tooling/tsup-preset.mjs';

// zod is core's own business: bundled into the schema entry, tree-shaken, and absent from every declaration.
export default preset(['index', 'schema/index'], { noExternal: ['zod'] });
