import { defineOperation } from '@headwater/core';
import type { Infer } from '@headwater/core/schema';
import { readSoftError } from './x-errors.ts';
import {
  type AddRulesInput,
  addRulesInput,
  type ConnectionsInput,
  closeInput,
  connectionsInput,
  type DeleteRulesInput,
  deleteRulesInput,
  type ListRulesInput,
  listRulesInput,
  type UsageInput,
  usageInput,
} from './x-inputs.ts';
import {
  closedOutput,
  listOutput,
  ruleChangeOutput,
  ruleCountsOutput,
  usageOutput,
  type WireConnection,
  type WireRule,
  wireConnection,
  wireRule,
} from './x-schemas.ts';

// What belongs to the app itself: rules of the filtered stream, its connections, and what was used. Not charged for.

const free = { billed: false, attemptTimeoutMs: 15_000 } as const;
const read = { ...free, method: 'GET', safety: 'read' } as const;
const rulesPath = '/2/tweets/search/stream/rules';

/** https://docs.x.com/x-api/stream/get-stream-rules */
export const listRulesOperation = defineOperation({
  ...read,
  name: 'listStreamRules',
  path: rulesPath,
  costClass: 'rules',
  input: listRulesInput,
  request: ({ ids, maxResults, token }: ListRulesInput) => ({
    query: { ids, max_results: maxResults, pagination_token: token },
  }),
  output: listOutput<WireRule>(),
  items: { at: 'data', schema: wireRule },
  softError: readSoftError,
});

const change = {
  ...free,
  method: 'POST',
  path: rulesPath,
  costClass: 'change-rules',
  output: ruleChangeOutput,
} as const;

/** https://docs.x.com/x-api/stream/update-stream-rules */
export const addRulesOperation = defineOperation({
  ...change,
  name: 'addStreamRules',
  safety: 'unsafe',
  input: addRulesInput,
  request: ({ add, dryRun }: AddRulesInput) => ({
    query: { dry_run: dryRun ? 'true' : undefined },
    body: { add },
  }),
  items: { at: 'data', schema: wireRule },
});

export const deleteRulesOperation = defineOperation({
  ...change,
  name: 'deleteStreamRules',
  safety: 'unsafe',
  input: deleteRulesInput,
  request: ({ ids, values, all, dryRun }: DeleteRulesInput) => ({
    query: { dry_run: dryRun ? 'true' : undefined, delete_all: all ? 'true' : undefined },
    body: all ? {} : { delete: { ...(ids && { ids }), ...(values && { values }) } },
  }),
});

export const countRulesOperation = defineOperation({
  ...read,
  name: 'countStreamRules',
  path: `${rulesPath}/counts`,
  costClass: 'rules',
  request: (_input: Record<string, never>) => ({}),
  output: ruleCountsOutput,
  softError: readSoftError,
});

/** https://docs.x.com/x-api/usage/get-usage. Also the probe: it is free and shows whether the token is good. */
export const usageOperation = defineOperation({
  ...read,
  name: 'usage',
  path: '/2/usage/tweets',
  costClass: 'usage',
  input: usageInput,
  request: ({ days, usageFields }: UsageInput) => ({ query: { days, 'usage.fields': usageFields } }),
  output: usageOutput,
  softError: readSoftError,
});

export const connectionsOperation = defineOperation({
  ...read,
  name: 'connections',
  path: '/2/connections',
  costClass: 'connections',
  input: connectionsInput,
  request: ({ status, endpoints, connectionFields, maxResults, token }: ConnectionsInput) => ({
    query: {
      status,
      endpoints,
      'connection.fields': connectionFields,
      max_results: maxResults,
      pagination_token: token,
    },
  }),
  output: listOutput<WireConnection>(),
  items: { at: 'data', schema: wireConnection },
  softError: readSoftError,
});

export const closeConnectionsOperation = defineOperation({
  ...free,
  name: 'closeConnections',
  method: 'DELETE',
  safety: 'idempotent',
  path: '/2/connections/all',
  costClass: 'connections',
  input: closeInput,
  request: ({ endpoint = 'all' }: Infer<typeof closeInput>) => ({
    path: `/2/connections/${encodeURIComponent(endpoint)}`,
  }),
  output: closedOutput,
  softError: readSoftError,
});
