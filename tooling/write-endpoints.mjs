// `pnpm docs:endpoints`: docs/endpoints.md from the endpoints.json of every package.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEndpointTables, renderEndpointTables } from './lib/endpoint-tables.mjs';
import { root } from './lib/repository.mjs';

const tables = readEndpointTables(root);
writeFileSync(join(root, 'docs/endpoints.md'), renderEndpointTables(tables));
console.log(`docs/endpoints.md: ${tables.flatMap(({ services }) => services).length} services`);
