import type { Report } from '@headwater/evidence';
import { ForeignText } from '../text/foreign-text.tsx';

interface ContentsProps {
  report: Report;
  parts: { heading: string; position: number }[];
}

/** The sections as links: a list beside a wide report, a folded one above a narrow one. */
export function Contents({ report, parts }: ContentsProps) {
  const entries = [
    ...parts.map(({ heading, position }) => ({ target: `part-${position}`, name: heading })),
    ...(report.removed.length > 0 ? [{ target: 'removed', name: `Removed ${report.removed.length}` }] : []),
    ...(report.limitations.length > 0 ? [{ target: 'limits', name: 'Limits' }] : []),
    ...(report.references.length > 0 ? [{ target: 'references', name: `References ${report.references.length}` }] : []),
  ];
  const list = (
    <ol>
      {entries.map(({ target, name }) => (
        <li key={target}>
          <a href={`#${target}`}>
            <ForeignText text={name} />
          </a>
        </li>
      ))}
    </ol>
  );
  return (
    <>
      <nav className="contents" aria-label="Contents">
        {list}
      </nav>
      <details className="contents-menu">
        <summary>Contents</summary>
        <nav aria-label="Contents, folded">{list}</nav>
      </details>
    </>
  );
}
