import type { Report } from '@headwater/evidence';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { RunDocument } from '../../../src/shared/api.ts';
import { kindShapes, sourceName, words } from '../../../src/shared/vocabulary.ts';
import { DocumentPanel } from '../citation/document-panel.tsx';
import { useDocumentPanel } from '../citation/use-document-panel.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';
import { indexEvidence, type Quote, shortAuthors } from './evidence-index.ts';

type SortKey = 'number' | 'document' | 'year' | 'source';

const sortValue: Record<SortKey, (quote: Quote) => string | number> = {
  number: (quote) => quote.number ?? Number.MAX_SAFE_INTEGER,
  document: (quote) => quote.title.toLowerCase(),
  year: (quote) => quote.year ?? 0,
  source: (quote) => quote.evidence.provider,
};

const noFilter = { text: '', kind: '', source: '' };

/** Every quote the run kept, as one table: sort, filter, open where it stands. */
export function EvidenceView({ run, report }: { run: RunDocument; report: Report }) {
  const index = useMemo(() => indexEvidence(run, report), [run, report]);
  const panel = useDocumentPanel();
  const [filter, setFilter] = useState(noFilter);
  const [sort, setSort] = useState<{ key: SortKey; descending: boolean }>({ key: 'number', descending: false });
  const shown = useMemo(
    () =>
      sorted(
        index.all.filter((quote) => matches(quote, filter)),
        sort,
      ),
    [index, filter, sort],
  );
  const kinds = [...new Set(index.all.flatMap((quote) => quote.document?.kind ?? []))].sort();
  const sources = [...new Set(index.all.map((quote) => quote.evidence.provider))].sort();

  return (
    <section className="evidence" aria-labelledby="evidence-heading">
      <h2 id="evidence-heading" className="visually-hidden">
        Evidence
      </h2>
      <div className="filters">
        <label>
          Filter{' '}
          <input
            type="search"
            value={filter.text}
            onChange={(event) => setFilter({ ...filter, text: event.target.value })}
          />
        </label>
        <Choice
          name="Kind"
          all="any"
          value={filter.kind}
          options={kinds.map((kind) => [kind, kind])}
          onChange={(kind) => setFilter({ ...filter, kind })}
        />
        <Choice
          name="Source"
          all="any"
          value={filter.source}
          options={sources.map((source) => [source, sourceName(source)])}
          onChange={(source) => setFilter({ ...filter, source })}
        />
        <p className="meta">
          {shown.length} of {index.all.length} quotes
        </p>
      </div>
      {shown.length === 0 && index.all.length > 0 ? (
        <p className="notice">
          {words.noQuoteMatches}{' '}
          <button type="button" className="link-button" onClick={() => setFilter(noFilter)}>
            {words.clearFilters}
          </button>
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
        <section className="table-scroll" tabIndex={0} aria-label="Evidence table">
          <table>
            <thead>
              <tr>
                <SortHeader name="No" sortKey="number" sort={sort} onSort={setSort} />
                <th scope="col">Quote</th>
                <SortHeader name="Document" sortKey="document" sort={sort} onSort={setSort} />
                <SortHeader name="Year" sortKey="year" sort={sort} onSort={setSort} />
                <SortHeader name="Source" sortKey="source" sort={sort} onSort={setSort} />
                <th scope="col">Used in</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((quote) => (
                <EvidenceRow
                  key={quote.evidence.id}
                  runId={run.id}
                  quote={quote}
                  usedIn={index.usedIn(quote.evidence.id)}
                  onRead={panel.open}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <DocumentPanel panel={panel} run={run} index={index} />
    </section>
  );
}

interface EvidenceRowProps {
  runId: string;
  quote: Quote;
  usedIn: string[];
  onRead: (quote: Quote, opener: HTMLElement) => void;
}

function EvidenceRow({ runId, quote, usedIn, onRead }: EvidenceRowProps) {
  return (
    <tr>
      <td>{quote.number ?? '–'}</td>
      <td className="cell-quote">
        <button type="button" className="quote-button" onClick={(event) => onRead(quote, event.currentTarget)}>
          <q>
            <ForeignText text={quote.evidence.quote} />
          </q>
        </button>
      </td>
      <td>
        {quote.document && <Shape shape={kindShapes[quote.document.kind]} tone={`kind-${quote.document.kind}`} />}{' '}
        <ForeignText text={shortAuthors(quote)} />
        {quote.document && <span className="visually-hidden">, {quote.document.kind}</span>}
      </td>
      <td>{quote.year ?? '–'}</td>
      <td>{sourceName(quote.evidence.provider)}</td>
      <td>
        {usedIn.length === 0 && <span className="meta">not used</span>}
        {usedIn.map((id) => (
          <Link key={id} href={`/runs/${encodeURIComponent(runId)}#${id}`} className="used-in">
            {id.replace('s-', 'S').replace('-', '.')}
          </Link>
        ))}
      </td>
    </tr>
  );
}

interface SortHeaderProps {
  name: string;
  sortKey: SortKey;
  sort: { key: SortKey; descending: boolean };
  onSort: (sort: { key: SortKey; descending: boolean }) => void;
}

function SortHeader({ name, sortKey, sort, onSort }: SortHeaderProps) {
  const active = sort.key === sortKey;
  return (
    <th scope="col" aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        className="sort-button"
        onClick={() => onSort({ key: sortKey, descending: active && !sort.descending })}
      >
        {name}
        <span aria-hidden="true">{active ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

interface ChoiceProps {
  name: string;
  all: string;
  value: string;
  options: [value: string, label: string][];
  onChange: (value: string) => void;
}

function Choice({ name, all, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{all}</option>
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function matches(quote: Quote, filter: typeof noFilter): boolean {
  if (filter.kind && quote.document?.kind !== filter.kind) return false;
  if (filter.source && quote.evidence.provider !== filter.source) return false;
  const text = `${quote.evidence.quote} ${quote.title} ${quote.authors.join(' ')}`.toLowerCase();
  return text.includes(filter.text.trim().toLowerCase());
}

function sorted(quotes: Quote[], { key, descending }: { key: SortKey; descending: boolean }): Quote[] {
  const value = sortValue[key];
  const direction = descending ? -1 : 1;
  return [...quotes].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    return a === b ? 0 : a < b ? -direction : direction;
  });
}
