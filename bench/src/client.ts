// `pnpm bench:client`: Headwater's client beside its peers in one run. Reports; only a measurement that broke is an error.
import { type BenchOptions, type RowName, readOptions, usage } from './client/options.ts';
import { type Line, machine, table, verdict } from './client/report.ts';
import { cacheLines } from './client/rows/cache.ts';
import { importLines } from './client/rows/import.ts';
import { memoryLines } from './client/rows/memory.ts';
import { policyLines } from './client/rows/policies.ts';
import { requestLines } from './client/rows/requests.ts';
import { sizeLines } from './client/rows/size.ts';
import { versions } from './client/versions.ts';

const measurements: { rows: readonly RowName[]; measure(options: BenchOptions): Promise<Line[]> }[] = [
  { rows: ['get-2k', 'post-2k', 'get-60k'], measure: requestLines },
  { rows: ['policies'], measure: policyLines },
  { rows: ['cache'], measure: cacheLines },
  { rows: ['import'], measure: importLines },
  { rows: ['size'], measure: sizeLines },
  { rows: ['memory'], measure: memoryLines },
];

async function main(options: BenchOptions): Promise<void> {
  const lines: Line[] = [];
  for (const { rows, measure } of measurements) {
    if (!options.rows.some((name) => rows.includes(name))) continue;
    process.stderr.write(`measuring ${rows.filter((name) => options.rows.includes(name)).join(', ')}\n`);
    lines.push(...(await measure(options)));
  }
  const on = machine();
  if (options.json) {
    const figures = lines.map((line) => ({ ...line, verdict: verdict(line) }));
    console.log(JSON.stringify({ machine: on, versions: versions(), options, figures }, null, 2));
    return;
  }
  console.log(`Node ${on.node}, ${on.cores} × ${on.cpu}, ${on.memoryGb} GB, ${on.system}`);
  const list = Object.entries(versions()).map(([name, version]) => `${name} ${version}`);
  console.log(`${list.join(', ')}\n`);
  console.log(table(lines));
  const missed = lines.filter((line) => verdict(line) === 'MISSED');
  console.log(`\n${lines.filter((line) => verdict(line) === 'met').length} goals met, ${missed.length} missed`);
}

let options: BenchOptions | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
if (options !== undefined) await main(options);
