import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { metrics } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registerProcessMetrics } from '../src/metrics/process-metrics.ts';
import { exerciseTelemetry } from './exercise-telemetry.ts';
import { startServer } from './harness.ts';
import { readScrape } from './prometheus-text.ts';

const folder = new URL('../../../ops/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  datasource?: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { refId: string; expr: string; legendFormat: string }[];
}

const rules = (parse(read('prometheus/headwater.rules.yml')) as { groups: { name: string; rules: Rule[] }[] }).groups;
const dashboard = JSON.parse(read('grafana/headwater.json'));
const panels: Panel[] = dashboard.panels;

/** What a query names: its series, and the labels it matches, groups by or shows. */
function vocabulary(query: string): { series: string[]; labels: string[] } {
  const lists = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
  const grouped = [...query.matchAll(lists)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim()));
  const selectors = query.replace(lists, ' ').matchAll(/\b(headwater[\w:]*|up|ALERTS)\b\s*(?:\{([^}]*)\})?/g);
  const found = [...selectors].map(([, name = '', matchers = '']) => ({ name, matchers }));
  const matched = found.flatMap(({ matchers }) =>
    [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label),
  );
  return { series: found.map(({ name }) => name), labels: [...grouped, ...matched] };
}

/** Labels by series: those of a real scrape, those that recording rules make, and Prometheus' own. */
const known = new Map<string, Set<string>>([
  ['up', new Set(['job', 'instance'])],
  ['ALERTS', new Set(['alertname', 'alertstate'])],
]);

function problemsOf(query: string, shown: string[] = []): string[] {
  const { series, labels } = vocabulary(query);
  if (series.length === 0) return ['it names no series'];
  const strangers = series.filter((name) => !known.has(name));
  const all = new Set(series.flatMap((name) => [...(known.get(name) ?? [])]));
  return [
    ...strangers.map((name) => `there is no series ${name}`),
    ...[...labels, ...shown].filter((label) => !all.has(label)).map((label) => `there is no label ${label}`),
  ];
}

const end: (() => Promise<void>)[] = [];
beforeAll(async () => {
  registerProcessMetrics();
  const server = await startServer({ onEnd: (close) => end.push(close) });
  exerciseTelemetry();
  const { id } = await server.ask({ question: 'Does vitamin D prevent respiratory infection?', depth: 'quick' });
  await server.finished(id);
  const { samples } = readScrape(await (await fetch(`${server.url}/metrics`)).text());
  for (const { name, labels } of samples) {
    known.set(name, new Set([...(known.get(name) ?? []), ...Object.keys(labels), 'job', 'instance']));
  }
  for (const { record, expr } of rules.flatMap((group) => group.rules)) {
    if (record !== undefined)
      known.set(record, new Set(vocabulary(expr).labels.filter((label) => label.startsWith('headwater_'))));
  }
}, 60_000);
afterAll(async () => {
  for (const close of end.reverse()) await close();
  metrics.disable();
});

describe('alert rules', () => {
  const all = rules.flatMap((group) => group.rules);
  const names = all.map(({ alert, record }) => alert ?? record ?? '');

  it('have a name each, and one only', () => {
    expect(names.every((name) => /^(Headwater[A-Z]\w+|headwater:\w+:\w+)$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(all.map((rule) => [rule.alert ?? rule.record, rule] as const))(
    '%s asks for what /metrics shows',
    (_name, rule) => {
      const told = Object.values(rule.annotations ?? {}).join(' ');
      expect(
        problemsOf(
          rule.expr,
          [...told.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label),
        ),
      ).toEqual([]);
    },
  );

  it.each(all.filter(({ alert }) => alert).map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is and what to do',
    (_name, rule) => {
      expect(['warning', 'critical']).toContain(rule.labels?.severity);
      expect(rule.annotations?.summary).toMatch(/\S/);
      expect(rule.annotations?.description).toMatch(/\S.{20,}/);
      if (rule.for !== undefined) expect(rule.for).toMatch(/^\d+[smh]$/);
    },
  );

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  it.skipIf(!promtool)(
    `pass promtool${promtool ? '' : ' (it is not installed: Debian’s package is prometheus)'}`,
    () => {
      for (const args of [
        ['check', 'rules', 'headwater.rules.yml'],
        ['test', 'rules', 'headwater.rules.test.yml'],
        ['check', 'config', 'prometheus.yml'],
      ]) {
        const { status, stdout, stderr } = spawnSync('promtool', args, {
          cwd: new URL('prometheus/', folder),
          encoding: 'utf8',
        });
        expect(`${status} ${status === 0 ? '' : stdout + stderr}`).toBe('0 ');
      }
    },
  );

  it('are loaded by the example, for the job they name', () => {
    const config = parse(read('prometheus/prometheus.yml'));
    expect(config.rule_files).toEqual(['headwater.rules.yml']);
    expect(config.scrape_configs).toMatchObject([{ job_name: 'headwater', metrics_path: '/metrics' }]);
  });
});

describe('the dashboard', () => {
  const queries = panels.flatMap(({ title, targets = [] }) => targets.map((target) => [title, target] as const));

  it.each(queries)('%s asks for what /metrics shows: $expr', (_title, { expr, legendFormat }) => {
    expect(
      problemsOf(
        expr,
        [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label),
      ),
    ).toEqual([]);
  });

  it('is one that Grafana imports', () => {
    expect(dashboard).toMatchObject({ uid: 'headwater', title: 'Headwater' });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    const variables = dashboard.templating.list as { name: string; type: string; definition?: string }[];
    expect(variables.find(({ type }) => type === 'datasource')).toMatchObject({
      name: 'datasource',
      query: 'prometheus',
    });
    const provider = variables.find(({ name }) => name === 'provider');
    const [, series = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(provider?.definition ?? '') ?? [];
    expect(known.get(series)?.has(label)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, datasource, targets = [] } of panels.filter((panel) => panel.type !== 'row')) {
      expect(['timeseries', 'stat'], title).toContain(type);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how Grafana writes a variable
      expect(datasource, title).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
    }
  });

  it('has its panels beside each other, not over each other', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.get(`${x},${y}`), `${title} lies over`).toBeUndefined();
          taken.set(`${x},${y}`, title);
        }
      }
    }
  });

  it('shows every metric', () => {
    const shown = new Set(queries.flatMap(([, { expr }]) => vocabulary(expr).series));
    const family = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    const families = new Set([...known.keys()].filter((name) => /^headwater_\w+$/.test(name)).map(family));
    const missing = [...families].filter((name) => ![...shown].some((series) => family(series) === name));
    expect(missing).toEqual([]);
  });
});

describe('finding what a query names', () => {
  it('finds series and labels, and what does not exist', () => {
    expect(
      vocabulary('sum by (le, headwater_provider) (rate(headwater_x_bucket{error_type!="",a=~"b|c"}[5m]))'),
    ).toEqual({
      series: ['headwater_x_bucket'],
      labels: ['le', 'headwater_provider', 'error_type', 'a'],
    });
    expect(problemsOf('rate(headwater_client_calls_total[5m])')).toEqual([
      'there is no series headwater_client_calls_total',
    ]);
    expect(problemsOf('headwater_server_runs{state="failed"}', ['mode'])).toEqual([
      'there is no label state',
      'there is no label mode',
    ]);
    expect(problemsOf('vector(1)')).toEqual(['it names no series']);
  });
});
