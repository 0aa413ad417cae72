import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layerOf } from '../layers.cjs';
import { claimsOf, readEndpointTables, renderEndpointTables, splitTest } from '../lib/endpoint-tables.mjs';
import { listPackages } from '../lib/repository.mjs';

/** Titles stand in source as they are, or with a quote in them escaped. */
const mentions = (source, title) => source.includes(title) || source.includes(title.replaceAll("'", "\\'"));

function claimProblem(base, folder, { what, claim }) {
  if (typeof claim === 'object' && claim !== null) {
    return typeof claim.unsupported === 'string' && claim.unsupported.length > 10 ? [] : [`${what}: no reason why not`];
  }
  if (typeof claim !== 'string') return [`${what}: names no test`];
  const [file, title] = splitTest(claim);
  const path = join(base, folder, 'test', file);
  if (!existsSync(path)) return [`${what}: there is no ${folder}/test/${file}`];
  return title !== '' && mentions(readFileSync(path, 'utf8'), title)
    ? []
    : [`${what}: ${folder}/test/${file} holds no test "${title}"`];
}

/** Providers without a table of endpoints, claims whose test is not there, and a document that is not what they say. */
export function endpoints(base) {
  const tables = readEndpointTables(base);
  const known = new Set(tables.map(({ folder }) => folder));
  const missing = listPackages(base)
    .filter(({ folder }) => layerOf(folder).layer === 'provider' && !known.has(folder))
    .map(({ folder }) => `${folder}: has no endpoints.json`);
  const wrong = tables.flatMap(({ folder, file, services }) =>
    services.flatMap((service) =>
      claimsOf(service)
        .flatMap((row) => claimProblem(base, folder, row))
        .map((problem) => `${file}: ${problem}`),
    ),
  );
  if (wrong.length > 0) return [...missing, ...wrong];
  const document = join(base, 'docs/endpoints.md');
  const written = existsSync(document) ? readFileSync(document, 'utf8') : '';
  if (written === renderEndpointTables(tables)) return missing;
  return [...missing, 'docs/endpoints.md is not up to date; run "pnpm docs:endpoints"'];
}
