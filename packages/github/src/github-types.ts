import type { Page, PagedList, ResponseInfo } from '@headwater/core';
import type { GitHubRestCode, GitHubRestIssue, GitHubRestRepository } from './github-rest-schemas.ts';

export type { GitHubRestCode, GitHubRestIssue, GitHubRestRepository };

/** A repository as GraphQL tells of it. What GitHub did not say is `null`. */
export interface GitHubRepository {
  /** GitHub's node id: stays the same when the repository is renamed. */
  id: string;
  name: string;
  /** `owner/name` */
  nameWithOwner: string;
  owner: string | null;
  url: string;
  description: string | null;
  homepageUrl: string | null;
  stars: number | null;
  forks: number | null;
  /** Without pull requests. */
  openIssues: number | null;
  closedIssues: number | null;
  primaryLanguage: string | null;
  /** Largest first, up to ten. */
  languages: { name: string; bytes: number }[];
  /** Up to twenty. */
  topics: string[];
  /** SPDX id, or the name where there is none. */
  license: string | null;
  isArchived: boolean | null;
  isFork: boolean | null;
  diskUsageKb: number | null;
  defaultBranch: string | null;
  /** ISO 8601. */
  createdAt: string | null;
  /** ISO 8601. Changes with the description or a star as well; `pushedAt` tells whether there is work. */
  updatedAt: string | null;
  /** ISO 8601. */
  pushedAt: string | null;
  /** `null` when there is none; absent when it was not asked for. */
  readme?: GitHubReadme | null;
}

export interface GitHubReadme {
  path: string;
  text: string;
  bytes: number | null;
  /** GitHub gave the beginning only. */
  isTruncated: boolean;
}

/** Points that a GraphQL request cost, and what is left of the hour. */
export interface GitHubRateLimit {
  cost: number;
  limit: number;
  remaining: number;
  used: number | null;
  nodeCount: number | null;
  /** ISO 8601. */
  resetAt: string;
}

/** One of the buckets of `GET /rate_limit`. */
export interface GitHubRateLimitBucket {
  limit: number;
  remaining: number;
  used: number | null;
  resetAt: Date;
}

export interface GitHubPage<Item> extends Page<Item> {
  /** What GitHub found; it gives the first 1,000. */
  totalCount?: number;
  /** The search timed out: this is what it had found by then. */
  incomplete?: true;
  /** Messages of GraphQL errors beside the data. */
  errors?: string[];
  /** Of GraphQL requests. */
  rateLimit?: GitHubRateLimit;
  response: ResponseInfo;
}

export type GitHubList<Item> = PagedList<Item, GitHubPage<Item>>;
