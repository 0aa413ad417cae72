import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages } from './repository.mjs';

/** The services each package declares in its endpoints.json: one, or a list of them. */
export function readEndpointTables(base) {
  return listPackages(base)
    .map(({ folder }) => ({ folder, file: `${folder}/endpoints.json` }))
    .filter(({ file }) => existsSync(join(base, file)))
    .map(({ folder, file }) => ({
      folder,
      file,
      services: [JSON.parse(readFileSync(join(base, file), 'utf8'))].flat(),
    }));
}

/**
 * Every row that claims something: an endpoint, or one of its parameters. `claim` is a test ("file.test.ts: title"), or
 * `{ unsupported: reason }`.
 */
export function claimsOf(service) {
  return service.endpoints.flatMap(({ endpoint, test, unsupported, parameters = {} }) => [
    { what: endpoint, claim: unsupported === undefined ? test : { unsupported } },
    ...Object.entries(parameters).map(([name, claim]) => ({
      what: `${endpoint}, ${name}`,
      claim: claim === true ? test : claim,
    })),
  ]);
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

function proof(claim, folder) {
  if (typeof claim === 'object') return `not: ${cell(claim.unsupported)}`;
  const [file, title] = splitTest(claim);
  return `[${cell(title)}](../${folder}/test/${file})`;
}

/** `file.test.ts: title`, apart. */
export function splitTest(test) {
  const at = test.indexOf(': ');
  return at < 0 ? [test, ''] : [test.slice(0, at), test.slice(at + 2)];
}

function endpointRows({ endpoint, call, test, unsupported, parameters = {} }, folder) {
  const rows = [
    `| **\`${cell(endpoint)}\`** | ${call ? `\`${cell(call)}\`` : ''} | ${proof(unsupported === undefined ? test : { unsupported }, folder)} |`,
  ];
  // Parameters that one test proves share a row: the table is for reading.
  const groups = new Map();
  for (const [name, claim] of Object.entries(parameters)) {
    const text = claim === true ? 'as above' : proof(claim, folder);
    groups.set(text, [...(groups.get(text) ?? []), name]);
  }
  for (const [text, names] of groups)
    rows.push(`| | ${names.map((name) => `\`${cell(name)}\``).join(', ')} | ${text} |`);
  return rows;
}

/** docs/endpoints.md, whole. */
export function renderEndpointTables(tables) {
  const parts = [
    '# Endpoints and parameters',
    '',
    'What of each service its package covers, with the test that proves it, and what it deliberately does not. Written by',
    '`pnpm docs:endpoints` from the `endpoints.json` of every package; a check holds the tests named here to exist.',
    '',
  ];
  for (const { folder, services } of tables) {
    for (const service of services) {
      const claims = claimsOf(service);
      const not = claims.filter(({ claim }) => typeof claim === 'object').length;
      parts.push(
        `## ${service.service}`,
        '',
        `\`${folder}\`, from [its documentation](${service.docs}) as of ${service.read}: ${service.endpoints.length} endpoints, ${claims.length - service.endpoints.length} parameters; ${claims.length - not} supported, ${not} not.`,
        '',
        '| endpoint | call, parameters | shown by |',
        '| --- | --- | --- |',
        ...service.endpoints.flatMap((endpoint) => endpointRows(endpoint, folder)),
        '',
      );
    }
  }
  return parts.join('\n');
}
