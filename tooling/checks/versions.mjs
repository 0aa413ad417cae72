import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages } from '../lib/repository.mjs';

const declaration = /^(export )?const version = '([^']*)';$/m;

/** Source files that say their package's version: a provider tells it to services, which cannot read package.json. */
function declarations(base) {
  return listPackages(base).flatMap(({ folder, manifest }) => {
    const source = join(base, folder, 'src');
    if (!existsSync(source)) return [];
    return readdirSync(source)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ file: `${folder}/src/${name}`, text: readFileSync(join(source, name), 'utf8') }))
      .filter(({ text }) => declaration.test(text))
      .map(({ file, text }) => ({ file, text, found: declaration.exec(text)[2], expected: manifest.version }));
  });
}

/** Versions in source files that are not those of their manifests. */
export function versions(base) {
  return declarations(base)
    .filter(({ found, expected }) => found !== expected)
    .map(
      ({ file, found, expected }) => `${file}: says ${found}, package.json ${expected}; run the root script "version"`,
    );
}

/** Writes the manifests' versions into the source files. A release does this after raising them. */
export function writeVersions(base) {
  for (const { file, text, found, expected } of declarations(base)) {
    if (found === expected) continue;
    writeFileSync(
      join(base, file),
      text.replace(declaration, (_line, exported = '') => `${exported}const version = '${expected}';`),
    );
  }
}
