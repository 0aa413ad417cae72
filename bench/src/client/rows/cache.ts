import type { BenchOptions } from '../options.ts';
import { startServer } from '../processes.ts';
import type { Line } from '../report.ts';
import { runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';

type Result = Record<'2 KB' | '60 KB', Record<string, number[]>>;

const goals: Record<keyof Result, Record<string, number>> = {
  '2 KB': {
    'a call of a client': 5,
    'a call of a client, private copy': 200,
    'the call cache alone': 5,
    'the call cache alone, private copy': 200,
    'createCachedFetch and json()': 200,
  },
  '60 KB': {
    'a call of a client': 10,
    'a call of a client, private copy': 200,
    'the call cache alone': 10,
    'the call cache alone, private copy': 200,
    'createCachedFetch and json()': 200,
  },
};

/** Hits only: what a document costs that is there already. */
export async function cacheLines({ quick }: BenchOptions): Promise<Line[]> {
  const server = await startServer();
  try {
    const result = await runProgram<Result>('cache', [server.url, quick ? '300' : '2000']);
    return (Object.keys(result) as (keyof Result)[]).flatMap((size) =>
      Object.entries(result[size]).map(([subject, samples]): Line => {
        const goal = goals[size][subject];
        const value = median(samples);
        return {
          row: 'cache',
          figure: `cache hit, ${size}`,
          subject,
          value,
          unit: 'µs',
          ...(goal === undefined ? {} : { goal }),
        };
      }),
    );
  } finally {
    server.stop();
  }
}
