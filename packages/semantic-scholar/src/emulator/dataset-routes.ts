import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { notFound, RequestProblem, reject } from './answers.ts';
import { allowOnly } from './parameters.ts';

const RELEASES = ['2026-01-06', '2026-01-13', '2026-01-20'];
const LATEST = RELEASES.at(-1) as string;

const DATASETS: Readonly<Record<string, string>> = {
  abstracts: 'Invented abstracts of the sample corpus.',
  authors: 'Invented authors of the sample corpus.',
  citations: 'Invented citations between papers of the sample corpus.',
  papers: 'Invented papers of the sample corpus.',
};
const LICENSE = 'Sample data of the Headwater emulator: invented, to be used for anything.';

/** `/datasets/v1`: releases are open to all, links to files and diffs need a key. */
export function datasetRoutes(): EmulatorRoute[] {
  const route = (path: string, handler: (request: EmulatorRequest) => EmulatorReply): EmulatorRoute => ({
    method: 'GET',
    path: `/datasets/v1/${path}`,
    handler(request) {
      allowOnly(request, []);
      return handler(request);
    },
  });
  return [
    route('release/', () => ({ json: RELEASES })),
    route('release/:release', ({ params }) => ({
      json: {
        release_id: readRelease(params.release),
        README: LICENSE,
        datasets: Object.entries(DATASETS).map(([name, description]) => ({ name, description, README: LICENSE })),
      },
    })),
    route('release/:release/dataset/:name', (request) => {
      const release = readRelease(request.params.release);
      const name = readDataset(request.params.name);
      requireKey(request);
      const files = [0, 1].map((part) => addressOf(release, name, `${part}.jsonl.gz`));
      return { json: { name, description: DATASETS[name], README: LICENSE, files } };
    }),
    route('diffs/:from/to/:to/:name', (request) => {
      const from = RELEASES.indexOf(readRelease(request.params.from));
      const to = RELEASES.indexOf(readRelease(request.params.to));
      const name = readDataset(request.params.name);
      requireKey(request);
      if (from > to) reject('start release must not be after end release');
      const diffs = RELEASES.slice(from, to).map((release, index) => {
        const next = RELEASES[from + index + 1] as string;
        return {
          from_release: release,
          to_release: next,
          update_files: [addressOf(next, name, 'updates.jsonl.gz')],
          delete_files: [addressOf(next, name, 'deletes.jsonl.gz')],
        };
      });
      return { json: { dataset: name, start_release: RELEASES[from], end_release: RELEASES[to], diffs } };
    }),
  ];
}

function requireKey(request: EmulatorRequest): void {
  if (request.headers.get('x-api-key') === null) {
    throw new RequestProblem({ status: 401, json: { message: 'Unauthorized' } });
  }
}

function readRelease(text = ''): string {
  const release = text === 'latest' ? LATEST : text;
  if (!RELEASES.includes(release)) throw new RequestProblem(notFound(`Release ${text} not found`));
  return release;
}

function readDataset(name = ''): string {
  if (!Object.hasOwn(DATASETS, name)) throw new RequestProblem(notFound(`Dataset ${name} not found`));
  return name;
}

/** Signed as the service's links are, with a signature that opens nothing. */
function addressOf(release: string, name: string, file: string): string {
  return `https://files.headwater.example/${release}/${name}/${file}?X-Amz-Expires=3600&X-Amz-Signature=sample`;
}
