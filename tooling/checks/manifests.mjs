import { createRequire } from 'node:module';
import { listPackages } from '../lib/repository.mjs';

const { layers, layerOf } = createRequire(import.meta.url)('../layers.cjs');

/** Versions are written once, in the catalog; only a peer range is written where it stands. */
function badVersions(folder, manifest) {
  return ['dependencies', 'devDependencies']
    .flatMap((field) => Object.entries(manifest[field] ?? {}))
    .filter(([, version]) => version !== 'catalog:' && version !== 'workspace:^')
    .map(([name, version]) => `${folder}: ${name} has its own version ${version}, write "catalog:" or "workspace:^"`);
}

/** What a consumer installs must come from a lower layer; an optional testkit peer is what an emulator needs. */
function badDirections(folder, manifest, folderOf) {
  const { layer, foreign } = layerOf(folder);
  if (layer === 'app') return [];
  const optional = (name) => manifest.peerDependenciesMeta?.[name]?.optional === true;
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).flatMap((name) => {
    const target = folderOf.get(name);
    if (!target) return foreign.includes(name) ? [] : [`${folder}: depends on ${name}, which its layer does not allow`];
    const below = layerOf(target).layer;
    if (layer === 'provider' && below === 'testkit' && optional(name) && !manifest.dependencies?.[name]) return [];
    if (layers[layer].uses.includes(below)) return [];
    return [`${folder}: a package of layer "${layer}" depends on ${name} of layer "${below}"`];
  });
}

/** Manifests that contradict the layers of `layers.cjs` or the catalog. */
export function manifests(base) {
  const packages = listPackages(base);
  const folderOf = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
  return packages.flatMap(({ folder, manifest }) => [
    ...badVersions(folder, manifest),
    ...badDirections(folder, manifest, folderOf),
  ]);
}
