import type { RunDocument } from '../../../src/shared/api.ts';
import { apiUrl } from '../api/base.ts';
import { runPath } from '../api/client.ts';

const formats = [
  { extension: 'md', name: 'Markdown' },
  { extension: 'html', name: 'HTML' },
  { extension: 'json', name: 'JSON' },
];

/** Files of the finished report; the server names them. */
export function Exports({ run }: { run: RunDocument }) {
  return (
    <section className="exports" aria-labelledby="exports-heading">
      <h2 id="exports-heading">Export</h2>
      <ul>
        {formats.map(({ extension, name }) => (
          <li key={extension}>
            <a href={apiUrl(`${runPath(run.id)}/report.${extension}`)} download>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
