import { useMutation } from '@tanstack/react-query';
import { words } from '../../../src/shared/vocabulary.ts';
import { cancelRun } from '../api/client.ts';
import { useAnnouncer } from '../shell/announcer.tsx';
import { problemWords } from '../shell/load-state.tsx';

/** Asks the server to stop. Stays pressed until the run's own events say that it has. */
export function CancelButton({ id }: { id: string }) {
  const announcer = useAnnouncer();
  const cancel = useMutation({
    mutationFn: () => cancelRun(id),
    onError: (error) => announcer.alert(problemWords(error)),
  });
  const pressed = cancel.isPending || cancel.isSuccess;
  return (
    <div className="cancel">
      {cancel.error && <p className="complaint">{problemWords(cancel.error)}</p>}
      <button type="button" className="button" aria-disabled={pressed} onClick={() => !pressed && cancel.mutate()}>
        {pressed ? words.cancelling : words.cancel}
      </button>
    </div>
  );
}
