import { tooManyRequests, words } from '../../../src/shared/vocabulary.ts';
import { ProblemError } from '../api/client.ts';
import { useAfter } from '../text/use-now.ts';

/** Words while something loads: none for 300 ms, then what is loaded, after 8 s a way to ask again. */
export function Loading({ what, retry }: { what: string; retry: () => void }) {
  const visible = useAfter(300);
  const slow = useAfter(8_000);
  if (!visible) return null;
  if (!slow) return <p className="notice">{what}</p>;
  return (
    <p className="notice">
      {words.stillLoading}{' '}
      <button type="button" className="link-button" onClick={retry}>
        {words.retry}
      </button>
    </p>
  );
}

/** A refusal or a silence in the words every route uses. */
export function problemWords(error: unknown): string {
  if (!(error instanceof ProblemError) || error.status === 502 || error.status === 504) return words.serverGone;
  if (error.status === 404) return words.notFound;
  if (error.status === 401) return words.signedOut;
  if (error.status === 429) return tooManyRequests(error.retryAfterSeconds ?? 60);
  return error.problem.hint ? `${error.message} ${error.problem.hint}` : error.message;
}

export function ProblemNotice({ error }: { error: unknown }) {
  return <p className="notice bad">{problemWords(error)}</p>;
}
