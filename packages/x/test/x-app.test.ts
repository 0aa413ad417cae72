import { describe, expect, it } from 'vitest';
import { collect, scripted, sentPaths, sentQuery } from './scripted.ts';

const rulesPath = '/2/tweets/search/stream/rules';

describe('rules of the filtered stream', () => {
  it('are listed over all pages', async () => {
    const rule = { id: '1', value: 'trees' };
    const rig = scripted([
      { json: { data: [rule], meta: { sent: 'x', next_token: '0000000000000001' } } },
      { json: { data: [{ ...rule, id: '2', tag: 't' }], meta: { sent: 'x' } } },
    ]);
    expect(await collect(rig.x.listStreamRules({ ids: ['1', '2'], pageSize: 1 }))).toEqual([
      { ...rule, tag: null },
      { ...rule, id: '2', tag: 't' },
    ]);
    expect(sentPaths(rig)).toEqual([rulesPath, rulesPath]);
    expect(sentQuery(rig, 1)).toEqual({ ids: '1,2', max_results: '1', pagination_token: '0000000000000001' });
    const none = scripted({ json: { meta: { sent: 'x', result_count: 0 } } });
    expect(await collect(none.x.listStreamRules())).toEqual([]);
    expect(sentQuery(none)).toEqual({ max_results: '1000' });
  });

  it('are added, with those refused beside those made', async () => {
    const errors = [
      { type: 'https://api.x.com/2/problems/duplicate-rules', title: 'DuplicateRule', value: 'b', id: '9' },
    ];
    const summary = { created: 1, not_created: 1, valid: 1, invalid: 0 };
    const rig = scripted({
      status: 201,
      json: { data: [{ id: '1', value: 'a', tag: 't' }], errors, meta: { sent: '2026-01-01T00:00:00.000Z', summary } },
    });
    const change = await rig.x.addStreamRules([{ value: 'a', tag: 't' }, { value: 'b' }], { dryRun: true });
    expect(change).toMatchObject({
      rules: [{ id: '1', value: 'a', tag: 't' }],
      summary,
      refused: [{ kind: 'duplicate-rules', title: 'DuplicateRule', value: 'b' }],
      sentAt: '2026-01-01T00:00:00.000Z',
    });
    expect(sentQuery(rig)).toEqual({ dry_run: 'true' });
    expect(JSON.parse(rig.service.requests[0]?.bodyText ?? '')).toEqual({
      add: [{ value: 'a', tag: 't' }, { value: 'b' }],
    });
  });

  it.each([
    [{ ids: ['1'] }, {}, { delete: { ids: ['1'] } }],
    [{ values: ['a'] }, {}, { delete: { values: ['a'] } }],
    [{ all: true } as const, { delete_all: 'true' }, {}],
  ])('are deleted by %j', async (which, query, body) => {
    const rig = scripted({ json: { meta: { sent: 'x', summary: { deleted: 1, not_deleted: 0 } } } });
    expect(await rig.x.deleteStreamRules(which)).toMatchObject({ summary: { deleted: 1 }, rules: [], refused: [] });
    expect(sentQuery(rig)).toEqual(query);
    expect(JSON.parse(rig.service.requests[0]?.bodyText ?? '')).toEqual(body);
  });

  it('are not sent twice when an answer is lost', async () => {
    const rig = scripted({ status: 503, json: {} });
    await expect(rig.x.addStreamRules([{ value: 'a' }])).rejects.toMatchObject({ code: 'upstream', attempts: 1 });
  });

  it('are counted, though the figures come as text', async () => {
    const data = {
      cap_per_client_app: '1000',
      cap_per_project: '1000',
      client_app_rules_count: { rule_count: 3 },
      project_rules_count: '4',
    };
    const rig = scripted({ json: { data } });
    expect(await rig.x.countStreamRules()).toEqual({
      capPerApp: 1000,
      capPerProject: 1000,
      appRules: 3,
      projectRules: 4,
    });
    expect(sentPaths(rig)).toEqual([`${rulesPath}/counts`]);
  });
});

describe('the account', () => {
  it('tells what was used', async () => {
    const usage = [{ date: '2026-01-01T00:00:00.000Z', usage: '12' }];
    const data = {
      project_cap: '3000000',
      project_usage: '120',
      cap_reset_day: 5,
      project_id: '9',
      daily_project_usage: { usage },
    };
    const rig = scripted({ json: { data } });
    expect(await rig.x.usage({ days: 30, usageFields: ['project_cap'] })).toEqual({
      cap: 3_000_000,
      used: 120,
      resetDay: 5,
      projectId: '9',
      daily: [{ date: '2026-01-01T00:00:00.000Z', used: 12 }],
    });
    expect(sentQuery(rig)).toEqual({ days: '30', 'usage.fields': 'project_cap' });
  });

  it('lists streams and closes them', async () => {
    const wire = {
      id: 'u1',
      endpoint_name: 'filtered_stream',
      connected_at: '2026-01-01T00:00:00Z',
      client_ip: '192.0.2.1',
    };
    const rig = scripted([
      { json: { data: [wire], meta: { result_count: 1 } } },
      { json: { data: { successful_kills: 1, failed_kills: 0, results: [] } } },
      { json: { data: { successful_kills: 0, failed_kills: 1 } } },
    ]);
    const options = {
      status: 'all',
      endpoints: ['filtered_stream'],
      pageSize: 5,
      connectionFields: ['id'],
      cursor: 't1',
    };
    expect(await collect(rig.x.connections(options))).toMatchObject([
      { id: 'u1', endpoint: 'filtered_stream', disconnectedAt: null },
    ]);
    expect(sentQuery(rig)).toEqual({
      status: 'all',
      endpoints: 'filtered_stream',
      max_results: '5',
      'connection.fields': 'id',
      pagination_token: 't1',
    });
    expect(await rig.x.closeConnections('filtered_stream')).toEqual({ closed: 1, failed: 0 });
    expect(await rig.x.closeConnections()).toEqual({ closed: 0, failed: 1 });
    expect(rig.service.requests.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /2/connections/filtered_stream',
      'DELETE /2/connections/all',
    ]);
  });
});
