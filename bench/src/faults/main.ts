// `pnpm bench:faults`: what clients do when a service fails. Reports; only a measurement that broke is an error.
import { loadavg } from 'node:os';
import { machine } from '../client/report.ts';
import { type Figure, isMet } from './figures.ts';
import { type FaultOptions, readOptions, type ScenarioName, usage } from './options.ts';
import { scenarioText } from './report.ts';
import { runScenario } from './scenarios.ts';
import { runMatrix } from './toxics/matrix.ts';
import { matrixFigures, matrixText } from './toxics/report.ts';
import { versionsOf } from './versions.ts';

async function main(options: FaultOptions): Promise<void> {
  const loadBefore = loadavg()[0] ?? 0;
  const on = machine();
  const versions = versionsOf();
  if (!options.json) {
    console.log(
      `Node ${on.node}, ${on.cores} × ${on.cpu}, ${on.memoryGb} GB, ${on.system}; load before ${loadBefore.toFixed(1)}`,
    );
    console.log(
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    );
    console.log(`seed ${options.seed}\n`);
  }
  const results: object[] = [];
  const figures: Figure[] = [];
  for (const name of options.scenarios) {
    process.stderr.write(`running ${name}\n`);
    const { result, own, text } = name === 'toxics' ? await toxics(options) : await scenario(name, options);
    results.push(result);
    figures.push(...own);
    if (!options.json) console.log(`${text}\n`);
  }
  const met = figures.filter(isMet).length;
  if (options.json) console.log(JSON.stringify({ machine: on, loadBefore, versions, options, results }, null, 2));
  else console.log(`${met} goals met, ${figures.length - met} missed`);
}

async function scenario(name: Exclude<ScenarioName, 'toxics'>, options: FaultOptions) {
  const result = await runScenario(name, options);
  const own = result.rows.filter(({ ours }) => ours).flatMap((row) => row.figures);
  return { result, own, text: scenarioText(result) };
}

async function toxics({ seed, calls }: FaultOptions) {
  const report = await runMatrix({ seed, runs: calls });
  return { result: { scenario: 'toxics', ...report }, own: matrixFigures(report), text: matrixText(report) };
}

let options: FaultOptions | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
if (options !== undefined) await main(options);
