import { bundleSize } from '../client/bundle.ts';
import type { Line } from '../client/report.ts';
import { providerPackages } from './packages.ts';

const external = ['@headwater/core', '@headwater/core/*', '@headwater/graphql', 'fast-xml-parser'];

/** Entries beside the roots of the packages. */
const others = ['@headwater/news/newsapi', '@headwater/news/guardian', '@headwater/news/gdelt'];

/** Kilobytes of a package's own code: minified, gzipped, without core, protocol packages and parsers. */
export function sizeLines(): Promise<Line[]> {
  return Promise.all(
    [...providerPackages, ...others].map(async (subject): Promise<Line> => {
      const { entry, onDemand } = await bundleSize(`export * from '${subject}'`, external);
      return {
        row: 'size',
        figure: 'own code, minified and gzipped',
        subject,
        value: entry / 1024,
        unit: 'KB',
        goal: 15,
        ...(onDemand === 0 ? {} : { detail: `and ${(onDemand / 1024).toFixed(1)} KB on demand, all of it together` }),
      };
    }),
  );
}
