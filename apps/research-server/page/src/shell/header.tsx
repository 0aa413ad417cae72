import { Link, useLocation } from 'wouter';
import {
  type BoardStatus,
  boardShapes,
  boardStatus,
  boardWords,
  isProblem,
  modeWords,
} from '../../../src/shared/vocabulary.ts';
import { useProviders } from '../api/queries.ts';
import { Shape } from '../text/shape.tsx';

const routes = [
  { href: '/', name: 'Ask', covers: (path: string) => path === '/' },
  { href: '/runs', name: 'Runs', covers: (path: string) => path.startsWith('/runs') },
  { href: '/sources', name: 'Sources', covers: (path: string) => path.startsWith('/sources') },
  { href: '/chat', name: 'Chat', covers: (path: string) => path.startsWith('/chat') },
];

export function Header() {
  const [path] = useLocation();
  const providers = useProviders();
  const mode = providers.data?.mode;
  return (
    <header className="site-header">
      <nav aria-label="Main">
        <ul>
          {routes.map(({ href, name, covers }) => (
            <li key={href}>
              <Link href={href} aria-current={covers(path) ? 'page' : undefined}>
                {name}
                {href === '/sources' && <Problems />}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {mode && <span className={`badge badge-${mode}`}>{modeWords[mode]}</span>}
    </header>
  );
}

/** How many sources are limited or failing; nothing when none is. */
function Problems() {
  const { data } = useProviders();
  const counts = new Map<BoardStatus, number>();
  for (const entry of data?.providers ?? []) {
    const status = boardStatus(entry);
    if (isProblem(status)) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => (
    <span key={status} className="problem-count">
      <Shape shape={boardShapes[status]} tone={status} />
      {count}
      <span className="visually-hidden"> {boardWords[status]}</span>
    </span>
  ));
}
