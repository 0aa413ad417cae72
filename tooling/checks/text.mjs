import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../lib/repository.mjs';

const maximumLines = 400;
const sourceFile = /[.](ts|tsx|mts|cts|js|mjs|cjs|css)$/;
const textFile = /[.](ts|tsx|mts|cts|js|mjs|cjs|css|json|md|ya?ml|html|svg|sh|txt)$|(^|\/)(run|LICENSE)$/;
const dataFolder = /(^|\/)(data|__fixtures__)\//;

const read = (base, file) => readFileSync(join(base, file), 'utf8');

/** Source files that have grown past what one concern needs. */
export function fileLengths(base) {
  return listFiles(base)
    .filter((file) => sourceFile.test(file) && !dataFolder.test(file))
    .map((file) => ({ file, lines: read(base, file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > maximumLines)
    .map(({ file, lines }) => `${file}: ${lines} lines, at most ${maximumLines}; split it by concern`);
}

/** What belongs to one machine or one network and not into the repository. */
const forbidden = [
  [/(?<![\w.~/-])\/(work|farm|root)\/[\w.-]/, 'a path of one machine'],
  [/(?<![\w.~/-])\/home\/[a-z][\w-]*\//, 'a path of one machine'],
  [/https?:\/\/registry\.|registry\.(npmjs|yarnpkg|npmmirror)\./i, 'the host of a package registry'],
];

/** Machine paths and registry hosts, in every text file, the lockfile included. */
export function forbiddenWords(base) {
  return listFiles(base)
    .filter((file) => textFile.test(file) && !dataFolder.test(file))
    .flatMap((file) =>
      read(base, file)
        .split('\n')
        .flatMap((line, index) =>
          forbidden.filter(([pattern]) => pattern.test(line)).map(([, what]) => `${file}:${index + 1}: ${what}`),
        ),
    );
}

const judgements = /claims_train|qrels|questions\.jsonl/;
const mayReadJudgements = /(^|\/)bench\//;

/** The judged answers may be read by a benchmark only: a server or emulator that sees them proves nothing. */
export function judgementsOutOfReach(base) {
  return listFiles(base)
    .filter((file) => /^(packages|apps)\/[^/]+\/(src|page)\//.test(file) && sourceFile.test(file))
    .filter((file) => !mayReadJudgements.test(file) && judgements.test(read(base, file)))
    .map((file) => `${file}: names a file of judged answers; only a bench folder may`);
}
