// `pnpm bench:providers`: what each provider package costs: its size, its import, its normalising, a long walk through pages.
import { parseArgs } from 'node:util';
import { type Line, machine, table, verdict } from './client/report.ts';
import { importLines } from './providers/import.ts';
import { normaliseLines } from './providers/normalise.ts';
import { sizeLines } from './providers/size.ts';
import { walkLines } from './providers/walk.ts';

const measurements = { size: sizeLines, import: importLines, normalise: normaliseLines, walk: walkLines };
const usage = `usage: bench:providers [--quick] [--json] [--only ${Object.keys(measurements).join(',')}]`;

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: Object.keys(measurements).join(',') },
    },
  });
  const names = values.only.split(',');
  const stranger = names.find((name) => !Object.hasOwn(measurements, name));
  if (stranger !== undefined) throw new Error(`there is no measurement "${stranger}"`);
  return { ...values, names: names as (keyof typeof measurements)[] };
}

async function main({ json, quick, names }: ReturnType<typeof readOptions>): Promise<void> {
  const lines: Line[] = [];
  for (const name of names) {
    process.stderr.write(`measuring ${name}\n`);
    lines.push(...(await measurements[name]({ quick })));
  }
  const on = machine();
  if (json) {
    console.log(
      JSON.stringify({ machine: on, figures: lines.map((line) => ({ ...line, verdict: verdict(line) })) }, null, 2),
    );
    return;
  }
  console.log(`Node ${on.node}, ${on.cores} × ${on.cpu}, ${on.memoryGb} GB, ${on.system}\n`);
  console.log(table(lines));
  const count = (wanted: string) => lines.filter((line) => verdict(line) === wanted).length;
  console.log(`\n${count('met')} goals met, ${count('MISSED')} missed`);
}

try {
  const options = readOptions(process.argv.slice(2));
  await main(options);
} catch (error) {
  console.error(`${(error as Error).stack}\n\n${usage}`);
  process.exitCode = 2;
}
