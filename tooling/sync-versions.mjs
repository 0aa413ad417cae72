// Brings the versions that source files state in line with package.json, after `changeset version` has raised those.
import { writeVersions } from './checks/versions.mjs';
import { root } from './lib/repository.mjs';

writeVersions(root);
