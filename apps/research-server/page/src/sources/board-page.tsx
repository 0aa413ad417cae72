import type { ProviderEntry } from '../../../src/shared/api.ts';
import {
  clockTime,
  dayAndTime,
  durationWords,
  groupThousands,
  joinWords,
  rateWords,
} from '../../../src/shared/format.ts';
import {
  boardShapes,
  boardStatus,
  boardWords,
  isProblem,
  oldStates,
  sourceName,
  words,
} from '../../../src/shared/vocabulary.ts';
import { useProviders } from '../api/queries.ts';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Loading, ProblemNotice } from '../shell/load-state.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';
import { useNow } from '../text/use-now.ts';

const askAgainMs = 10_000;
/** Older than this, the states are shown as old: unknown is never shown as good. */
const oldAfterMs = 45_000;

export function BoardPage() {
  const providers = useProviders(askAgainMs);
  const now = useNow(1_000);
  const { data } = providers;
  const old = data !== undefined && now - providers.dataUpdatedAt > oldAfterMs;
  const entries = [...(data?.providers ?? [])].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <PageHeading title="Sources">Sources</PageHeading>
      {providers.isPending && <Loading what="Loading sources…" retry={() => void providers.refetch()} />}
      {providers.error && !data && <ProblemNotice error={providers.error} />}
      {data && (
        <>
          <div className="board-head">
            <p>{summary(entries)}</p>
            <p className="meta">
              {data.limits === 'sandbox' && `${words.sandboxLimits} · `}
              {`Checked ${durationWords(Math.round((now - providers.dataUpdatedAt) / 1_000) * 1_000)} ago`}
            </p>
          </div>
          {old && <p className="notice warn">{oldStates(new Date(providers.dataUpdatedAt).toISOString())}</p>}
          <ul className="board">
            {entries.map((entry) => (
              <ErrorBoundary key={entry.name}>
                <BoardRow entry={entry} old={old} now={now} />
              </ErrorBoundary>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function summary(entries: ProviderEntry[]): string {
  const attention = entries.filter((entry) => isProblem(boardStatus(entry)));
  if (attention.length === 0) return `None of ${entries.length} needs attention.`;
  const names = joinWords(attention.map((entry) => sourceName(entry.name)));
  return `${attention.length} of ${entries.length} ${attention.length === 1 ? 'needs' : 'need'} attention: ${names}.`;
}

function BoardRow({ entry, old, now }: { entry: ProviderEntry; old: boolean; now: number }) {
  const status = boardStatus(entry);
  const { health, lastError } = entry;
  return (
    <li className="board-row">
      <h2>
        <Shape shape={old ? boardShapes['no-data'] : boardShapes[status]} tone={old ? 'no-data' : status} />
        {sourceName(entry.name)}
      </h2>
      <p className="meta">{entry.kinds.join(', ')}</p>
      <p className={`board-status tone-${old ? 'no-data' : status}`}>
        {old ? `${boardWords[status]} (old)` : boardWords[status]}
      </p>
      <dl>
        <Fact name="Circuit">{health.circuit}</Fact>
        <Fact name="Quota">{quotaWords(health.quota)}</Fact>
        <Fact name="Limits">{limitsWords(entry.limits)}</Fact>
        <Fact name="Last answer">{latencyWords(health.latencyMs)}</Fact>
        <Fact name="Key">{keyWords(entry.key)}</Fact>
      </dl>
      {(entry.notice ?? health.reason) && (
        <p className="board-notice">
          <ForeignText text={entry.notice ?? health.reason ?? ''} />
        </p>
      )}
      {lastError && (
        <details className="board-error">
          <summary>Last error, {dayAndTime(lastError.at, now)}</summary>
          <p>
            <ForeignText text={lastError.message} /> <code>{lastError.code}</code>
            {lastError.requestId && (
              <>
                , request <code>{lastError.requestId}</code>
              </>
            )}
          </p>
        </details>
      )}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function latencyWords(latencyMs: number | undefined): string {
  if (latencyMs === undefined) return '–';
  return latencyMs < 100 ? 'under 0.1 s' : durationWords(latencyMs);
}

function quotaWords(quota: ProviderEntry['health']['quota']): string {
  if (quota?.remaining === undefined) return 'not told';
  const of = quota.limit === undefined ? '' : ` of ${groupThousands(quota.limit)}`;
  // Times arrive as JSON text, whatever the type of the object they were made from.
  const resets = quota.resetsAt === undefined ? '' : `, new at ${clockTime(String(quota.resetsAt))}`;
  return `${groupThousands(quota.remaining)}${of} left${resets}`;
}

function limitsWords(limits: ProviderEntry['limits']): string {
  const parts = limits.map(({ costClass, requestsPerSecond, concurrency }) => {
    const rate = requestsPerSecond === undefined ? [] : [rateWords(requestsPerSecond, 'request')];
    const atOnce = concurrency === undefined ? [] : [`${concurrency} at once`];
    const amounts = [...rate, ...atOnce].join(', ') || 'none';
    return limits.length > 1 ? `${costClass}: ${amounts}` : amounts;
  });
  return parts.join(' · ') || 'none';
}

function keyWords(key: ProviderEntry['key']): string {
  if (key.state === 'not-needed') return 'not needed';
  const name = key.variable ? ` (${key.variable})` : '';
  return key.state === 'set' ? `set${name}` : `not set${name}`;
}
