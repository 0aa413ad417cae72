import { QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { isOver } from '../../../src/shared/run-view.ts';
import { getEvidence, getProviders, getRun, listRuns, ProblemError } from './client.ts';
import { useHiddenFor } from './use-hidden.ts';

/** A refusal is an answer and is shown; only silence is asked again, every 5 s, for as long as it lasts. */
const worthRetrying = (error: unknown): boolean => !(error instanceof ProblemError) || error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      refetchOnWindowFocus: false,
      refetchInterval: (query) => (query.state.status === 'error' && worthRetrying(query.state.error) ? 5_000 : false),
    },
  },
});

export const runKey = (id: string) => ['run', id] as const;

export function useRun(id: string) {
  const hidden = useHiddenFor(5_000);
  return useQuery({
    queryKey: runKey(id),
    queryFn: ({ signal }) => getRun(id, signal),
    // A hidden tab reads no stream, but its title must still say when the run is done.
    refetchIntervalInBackground: true,
    refetchInterval: (query) => {
      if (query.state.status === 'error') return worthRetrying(query.state.error) ? 5_000 : false;
      return hidden && query.state.data && !isOver(query.state.data.state) ? 15_000 : false;
    },
  });
}

export function useRuns() {
  return useInfiniteQuery({
    queryKey: ['runs'],
    queryFn: ({ pageParam, signal }) => listRuns(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One piece of evidence with its document, for readers that do not hold the document yet. */
export function useEvidence(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['evidence', id],
    queryFn: ({ signal }) => getEvidence(id, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** @param refetchMs How often to ask again while mounted; the header asks once, the board keeps asking. */
export function useProviders(refetchMs?: number) {
  return useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => getProviders(signal),
    staleTime: 10_000,
    ...(refetchMs === undefined ? {} : { refetchInterval: refetchMs }),
  });
}
