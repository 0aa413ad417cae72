/** One series of a scrape. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Scrape {
  /** `counter`, `gauge` or `histogram`, by family. */
  types: Map<string, string>;
  samples: Sample[];
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/y;

/**
 * Reads Prometheus' text format 0.0.4 as strictly as Prometheus does: an unknown line, a sample without its family's TYPE, a
 * family declared twice or a series that is there twice is an error.
 */
export function readScrape(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (comment === 'TYPE') {
      if (types.has(name)) throw new Error(`${name} is declared twice`);
      types.set(name, rest);
    }
    if (line === '' || line.startsWith('#')) continue;
    const sample = readSample(line);
    if (!types.has(sample.name) && types.get(sample.name.replace(/_(bucket|sum|count)$/, '')) !== 'histogram') {
      throw new Error(`${sample.name} has no TYPE`);
    }
    const series = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(series)) throw new Error(`there twice: ${series}`);
    seen.add(series);
    samples.push(sample);
  }
  return { types, samples };
}

function readSample(line: string): Sample {
  const [, name, text = '', value] = sampleLine.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  labelPair.lastIndex = 0;
  while (labelPair.lastIndex < text.length) {
    const at = labelPair.lastIndex;
    const [, label, content = ''] = labelPair.exec(text) ?? [];
    if (label === undefined) throw new Error(`not a label at ${at}: ${line}`);
    labels[label] = content;
  }
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
  if (Number.isNaN(number)) throw new Error(`not a number: ${line}`);
  return { name, labels, value: number };
}
