import type { Clock } from '@headwater/core';
import { FirecrawlProblem } from './problem.ts';

export interface PageOutcome {
  /** Absent when the page could not be read at all. */
  document?: Record<string, unknown>;
  credits: number;
  url: string;
  error?: string;
}

/** A job whose pages are read one after another as time passes. */
export interface PageJob {
  id: string;
  kind: 'crawl' | 'batch';
  url: string;
  options: object;
  startedAt: number;
  /** When each page will have been read, in milliseconds after the start. */
  stepMs: number;
  pages: PageOutcome[];
  robotsBlocked: string[];
  invalidURLs?: string[];
  cancelledAt?: number;
}

/** A job with one result at its end. */
export interface DataJob {
  id: string;
  kind: 'extract' | 'agent';
  startedAt: number;
  runsMs: number;
  credits: number;
  data: unknown;
  sources?: object;
  model?: string;
  cancelledAt?: number;
}

export interface JobStore {
  add<Job extends PageJob | DataJob>(job: Job): Job;
  /** Refuses jobs of another kind, and those that have expired. */
  page(kind: PageJob['kind'], id: string): PageJob;
  data(kind: DataJob['kind'], id: string): DataJob;
  readonly active: PageJob[];
  reset(): void;
}

const KEPT_MS = 86_400_000;

export function createJobStore(clock: Clock): JobStore {
  const jobs = new Map<string, PageJob | DataJob>();
  function find(kind: string, id: string): PageJob | DataJob {
    const job = jobs.get(id);
    const isKept = job !== undefined && clock.now() < expiryOf(job);
    if (job?.kind === kind && isKept) return job;
    throw new FirecrawlProblem(404, kind === 'agent' ? 'Agent job not found' : 'Job not found');
  }
  return {
    add(job) {
      jobs.set(job.id, job);
      return job;
    },
    page: (kind, id) => find(kind, id) as PageJob,
    data: (kind, id) => find(kind, id) as DataJob,
    get active() {
      return [...jobs.values()].filter(
        (job): job is PageJob => 'pages' in job && statusOf(job, clock.now()) === 'scraping',
      );
    },
    reset: () => jobs.clear(),
  };
}

export const expiryOf = ({ startedAt }: PageJob | DataJob): number => startedAt + KEPT_MS;

/** How many pages have been read by now, or had been when the job was cancelled. */
export function doneBy(job: PageJob, now: number): number {
  const until = Math.min(now, job.cancelledAt ?? now);
  return Math.min(job.pages.length, Math.floor((until - job.startedAt) / job.stepMs));
}

export function statusOf(job: PageJob, now: number): 'scraping' | 'completed' | 'cancelled' {
  if (doneBy(job, now) === job.pages.length) return 'completed';
  return job.cancelledAt === undefined ? 'scraping' : 'cancelled';
}
