// Mutation testing: `pnpm mutation` for every area, `pnpm mutation resilience` for one, `pnpm mutation resilience --mutate FILE` for
// one file of it. Fails when an area's score is below the threshold of stryker.config.mjs.

import { root } from '../lib/repository.mjs';
import { runProcess } from '../lib/run-process.mjs';
import { areas } from './areas.mjs';

const [first, ...rest] = process.argv.slice(2);
const chosen = first === undefined ? Object.keys(areas) : [first];
const unknown = chosen.filter((name) => !Object.hasOwn(areas, name));
if (unknown.length > 0) {
  console.error(`mutation: there is no area "${unknown[0]}"; there are ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}

for (const name of chosen) {
  console.log(`mutation: ${name}`);
  const environment = { ...process.env, MUTATION_AREA: name };
  const { code } = await runProcess('stryker', ['run', 'tooling/mutation/stryker.config.mjs', ...rest], {
    cwd: root,
    env: environment,
  });
  if (code !== 0) process.exitCode = 1;
}
