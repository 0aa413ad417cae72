import {
  type CallOptions,
  type CallResult,
  type ResultPromise,
  resultPromise,
  type ServiceClient,
} from '@headwater/core';
import {
  addRulesOperation,
  closeConnectionsOperation,
  connectionsOperation,
  countRulesOperation,
  deleteRulesOperation,
  listRulesOperation,
  usageOperation,
} from './x-app-operations.ts';
import type { DeleteRulesInput } from './x-inputs.ts';
import { toMissing } from './x-join.ts';
import { listOf } from './x-lists.ts';
import type { WireConnection, WireRule } from './x-schemas.ts';
import type {
  XClosedConnections,
  XConnection,
  XConnectionsOptions,
  XList,
  XRuleChange,
  XRuleCounts,
  XRuleOptions,
  XStreamRule,
  XUsage,
} from './x-types.ts';

/** What concerns the app itself. All of it is free of charge. */
export interface XAppMethods {
  /** The rules of the filtered stream, which belong to the app and persist. */
  listStreamRules(options?: XListRulesOptions, callOptions?: CallOptions): XList<XStreamRule>;
  /** Up to 1,000 rules. Duplicates and invalid ones are in `refused`, beside those that were made. */
  addStreamRules(
    rules: readonly { value: string; tag?: string | undefined }[],
    options?: XRuleOptions,
    callOptions?: CallOptions,
  ): ResultPromise<XRuleChange>;
  /** By ids, by values, or `{ all: true }`. */
  deleteStreamRules(
    which: { ids: readonly string[] } | { values: readonly string[] } | { all: true },
    options?: XRuleOptions,
    callOptions?: CallOptions,
  ): ResultPromise<XRuleChange>;
  countStreamRules(callOptions?: CallOptions): ResultPromise<XRuleCounts>;
  /** Posts read in this month, and by day for 1 to 90 days (default 7). */
  usage(
    options?: { days?: number | undefined; usageFields?: readonly string[] | undefined },
    callOptions?: CallOptions,
  ): ResultPromise<XUsage>;
  /** Streams of the app that are or were open. */
  connections(options?: XConnectionsOptions, callOptions?: CallOptions): XList<XConnection>;
  /** Closes the open streams: all, or those of one endpoint such as `filtered_stream`. Cures TooManyConnections. */
  closeConnections(endpoint?: string, callOptions?: CallOptions): ResultPromise<XClosedConnections>;
}

export interface XListRulesOptions {
  /** Up to 1,000. */
  ids?: readonly string[] | undefined;
  limit?: number | undefined;
  /** @default 1000 */
  pageSize?: number | undefined;
  cursor?: string | undefined;
}

const toRule = ({ id, value, tag }: WireRule): XStreamRule => ({ id, value, tag: tag ?? null });

const toConnection = (wire: WireConnection): XConnection => ({
  id: wire.id ?? null,
  endpoint: wire.endpoint_name ?? null,
  connectedAt: wire.connected_at ?? null,
  disconnectedAt: wire.disconnected_at ?? null,
  disconnectReason: wire.disconnect_reason ?? null,
  clientIp: wire.client_ip ?? null,
});

interface RuleAnswer {
  data?: WireRule[] | null | undefined;
  errors?: Parameters<typeof toMissing>[0];
  meta?: { sent?: string | null | undefined; summary?: Record<string, unknown> | null | undefined } | null | undefined;
}

const toChange = ({ value: { data, errors, meta } }: CallResult<RuleAnswer>): XRuleChange => ({
  rules: (data ?? []).map(toRule),
  summary: Object.fromEntries(
    Object.entries(meta?.summary ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  ),
  refused: toMissing(errors),
  sentAt: meta?.sent ?? null,
});

export function createAppMethods(client: ServiceClient): XAppMethods {
  return {
    listStreamRules({ limit, pageSize, cursor, ...input } = {}, callOptions) {
      const request = {
        operation: listRulesOperation,
        input,
        sizes: { minimum: 1, maximum: 1000, unlimited: 1000 },
        toItems: ({ value }: CallResult<{ data?: WireRule[] | null | undefined }>) => (value.data ?? []).map(toRule),
      };
      return listOf(client, request, { limit, pageSize, cursor }, callOptions);
    },
    addStreamRules: (add, options = {}, callOptions) =>
      resultPromise(client.call(addRulesOperation, { ...options, add }, callOptions), toChange),
    deleteStreamRules: (which, options = {}, callOptions) =>
      resultPromise(
        client.call(deleteRulesOperation, { ...options, ...which } as DeleteRulesInput, callOptions),
        toChange,
      ),
    countStreamRules: (callOptions) =>
      resultPromise(client.call(countRulesOperation, {}, callOptions), ({ value: { data } }) => ({
        capPerApp: data.cap_per_client_app ?? null,
        capPerProject: data.cap_per_project ?? null,
        appRules: data.client_app_rules_count?.rule_count ?? null,
        projectRules: data.project_rules_count ?? null,
      })),
    usage: (options = {}, callOptions) =>
      resultPromise(client.call(usageOperation, { ...options }, callOptions), ({ value: { data } }) => ({
        cap: data.project_cap ?? null,
        used: data.project_usage ?? null,
        resetDay: data.cap_reset_day ?? null,
        projectId: data.project_id ?? null,
        daily: (data.daily_project_usage?.usage ?? [])
          .filter((day) => day != null)
          .map(({ date, usage }) => ({ date, used: usage ?? null })),
      })),
    connections({ limit, pageSize, cursor, ...input } = {}, callOptions) {
      const request = {
        operation: connectionsOperation,
        input,
        sizes: { minimum: 1, maximum: 100, unlimited: 100 },
        toItems: ({ value }: CallResult<{ data?: WireConnection[] | null | undefined }>) =>
          (value.data ?? []).map(toConnection),
      };
      return listOf(client, request, { limit, pageSize, cursor }, callOptions);
    },
    closeConnections: (endpoint, callOptions) =>
      resultPromise(client.call(closeConnectionsOperation, { endpoint }, callOptions), ({ value: { data } }) => ({
        closed: data.successful_kills,
        failed: data.failed_kills,
      })),
  };
}
