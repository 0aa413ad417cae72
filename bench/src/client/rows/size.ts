import { bundleSize } from '../bundle.ts';
import type { Line } from '../report.ts';

const subjects: { subject: string; source: string; goal?: number }[] = [
  { subject: '@headwater/core, everything', source: "export * from '@headwater/core'", goal: 20 },
  {
    subject: '@headwater/core, createServiceClient',
    source: "export { createServiceClient } from '@headwater/core'",
    goal: 20,
  },
  { subject: 'ky + cockatiel', source: "export { default } from 'ky'; export * from 'cockatiel'" },
  {
    subject: 'axios + axios-retry',
    source: "export { default } from 'axios'; export { default as retry } from 'axios-retry'",
  },
];

const external = ['@headwater/core/schema', '@opentelemetry/api', 'node:*'];

/** Kilobytes after esbuild's minifier and gzip, for browsers and workers. */
export function sizeLines(): Promise<Line[]> {
  return Promise.all(
    subjects.map(async ({ subject, source, goal }): Promise<Line> => {
      const { entry, onDemand } = await bundleSize(source, external);
      return {
        row: 'size',
        figure: 'bundle, minified and gzipped, without schemas',
        subject,
        value: entry / 1024,
        unit: 'KB',
        ...(goal === undefined ? {} : { goal }),
        ...(onDemand === 0 ? {} : { detail: `and ${(onDemand / 1024).toFixed(1)} KB on demand` }),
      };
    }),
  );
}
