import type { RunDocument } from '../../../src/shared/api.ts';
import { apiUrl } from '../api/base.ts';
import { runPath } from '../api/client.ts';

const formats = [
  { extension: 'md', name: 'Markdown' },
  { extension: 'html', name: 'HTML' },
  { extension: 'json', name: 'JSON' },
];

/** `slug(≤ 40)-id.ext`, at most 60 characters. */
export function exportName(question: string, id: string, extension: string): string {
  const slug = question
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  const tail = `${id.replace(/[^\w-]/g, '').slice(0, 12)}.${extension}`;
  return slug ? `${slug}-${tail}` : tail;
}

export function Exports({ run }: { run: RunDocument }) {
  return (
    <section className="exports" aria-labelledby="exports-heading">
      <h2 id="exports-heading">Export</h2>
      <ul>
        {formats.map(({ extension, name }) => (
          <li key={extension}>
            <a
              href={apiUrl(`${runPath(run.id)}/report.${extension}`)}
              download={exportName(run.question, run.id, extension)}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
