import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { readParameters } from './parameters.ts';
import { type ProblemFields, problem, refuse, XProblem } from './problems.ts';
import { compileQuery, QueryError } from './query.ts';
import { answering, type XService } from './service.ts';

interface Rule {
  id: string;
  value: string;
  tag?: string;
}

const MOST_RULES = 1000;
const LONGEST = 1024;
const PATH = '/2/tweets/search/stream/rules';

/** The rules of the app's filtered stream, and the routes that change them. */
export function createRules(service: XService): { routes: EmulatorRoute[]; reset(): void } {
  let rules: Rule[] = [];
  let count = 0;
  const nextId = (): string => String(1_900_000_000_000_000_000n + BigInt(++count));

  function list(request: EmulatorRequest): EmulatorReply {
    const parameters = readParameters(request, ['ids', 'max_results', 'pagination_token']);
    const ids = parameters.list('ids', undefined, 1000);
    const size = parameters.integer('max_results', 1, 1000) ?? 1000;
    const token = parameters.text('pagination_token');
    if (token !== undefined && !/^[0-9a-f]{16}$/.test(token))
      refuse('pagination_token', token, 'The token is not valid');
    const start = token === undefined ? 0 : Number.parseInt(token, 16);
    const found = rules.filter(({ id }) => ids.length === 0 || ids.includes(id));
    const page = found.slice(start, start + size);
    const next = start + size < found.length ? (start + size).toString(16).padStart(16, '0') : undefined;
    const meta = { sent: sentAt(request), result_count: page.length, ...(next !== undefined && { next_token: next }) };
    return { json: { ...(page.length > 0 && { data: page }), meta } };
  }

  function problemWith({ value }: { value: unknown }, known: readonly Rule[]): ProblemFields | undefined {
    if (typeof value !== 'string' || value.trim() === '') return invalid('', 'value must not be empty');
    if ([...value].length > LONGEST) return invalid(value.slice(0, 40), `Rule is longer than ${LONGEST} characters`);
    const twin = known.find((rule) => rule.value === value);
    if (twin !== undefined)
      return problem('duplicate-rules', 'DuplicateRule', 'This rule exists already.', { value, id: twin.id });
    try {
      compileQuery(value, service.archive);
      return undefined;
    } catch (error) {
      if (error instanceof QueryError) return invalid(value, error.message);
      throw error;
    }
  }

  function add(entries: unknown, dryRun: boolean, sent: string): EmulatorReply {
    if (!Array.isArray(entries) || entries.length === 0) return refuse('add', '', 'add must be a non-empty array');
    if (rules.length + entries.length > MOST_RULES) {
      throw new XProblem(422, problem('rule-cap', 'RulesCapExceeded', `Rule count over the cap of ${MOST_RULES}.`));
    }
    const made: Rule[] = [];
    const errors: ProblemFields[] = [];
    for (const entry of entries as { value: string; tag?: string }[]) {
      const wrong = problemWith(entry, [...rules, ...made]);
      if (wrong !== undefined) errors.push(wrong);
      else made.push({ id: nextId(), value: entry.value, ...(entry.tag !== undefined && { tag: entry.tag }) });
    }
    if (!dryRun) rules = [...rules, ...made];
    const invalidCount = errors.filter(({ type }) => String(type).endsWith('invalid-rules')).length;
    const summary = {
      created: made.length,
      not_created: errors.length,
      valid: made.length,
      invalid: invalidCount,
    };
    return {
      status: made.length > 0 ? 201 : 200,
      json: { ...(made.length > 0 && { data: made }), meta: { sent, summary }, ...(errors.length > 0 && { errors }) },
    };
  }

  function remove(which: { ids?: string[]; values?: string[] } | 'all', dryRun: boolean, sent: string): EmulatorReply {
    const { ids = [], values = [] } = which === 'all' ? {} : which;
    if (which !== 'all' && ids.length + values.length === 0) refuse('delete', '', 'delete needs ids or values');
    const gone = rules.filter(({ id, value }) => which === 'all' || ids.includes(id) || values.includes(value));
    const unknown = [
      ...ids.filter((id) => !rules.some((rule) => rule.id === id)),
      ...values.filter((value) => !rules.some((rule) => rule.value === value)),
    ];
    if (!dryRun) rules = rules.filter((rule) => !gone.includes(rule));
    const errors = unknown.map((value) =>
      problem('resource-not-found', 'Not Found Error', `Rule does not exist: [${value}].`, {
        value,
        resource_type: 'rule',
      }),
    );
    const meta = { sent, summary: { deleted: gone.length, not_deleted: unknown.length } };
    return { json: { meta, ...(errors.length > 0 && { errors }) } };
  }

  function change(request: EmulatorRequest): EmulatorReply {
    const parameters = readParameters(request, ['dry_run', 'delete_all']);
    const dryRun = parameters.flag('dry_run');
    const sent = sentAt(request);
    if (parameters.flag('delete_all')) return remove('all', dryRun, sent);
    const body = bodyOf(request);
    if ('add' in body === 'delete' in body)
      refuse('body', request.bodyText.slice(0, 80), 'exactly one of add and delete is needed');
    return 'add' in body ? add(body.add, dryRun, sent) : remove(body.delete as { ids?: string[] }, dryRun, sent);
  }

  function counts(request: EmulatorRequest): EmulatorReply {
    readParameters(request, ['rules_count.fields']);
    const app = { client_app_id: '900', rule_count: rules.length };
    return {
      json: {
        data: {
          all_project_client_apps: [app],
          cap_per_client_app: String(MOST_RULES),
          cap_per_project: String(MOST_RULES),
          client_app_rules_count: app,
          project_rules_count: String(rules.length),
        },
      },
    };
  }

  const route = (
    method: string,
    path: string,
    limit: string,
    handler: (request: EmulatorRequest) => EmulatorReply,
  ) => ({
    method,
    path,
    limit,
    handler: answering(service, (_service, request) => handler(request)),
  });
  return {
    routes: [
      route('GET', `${PATH}/counts`, 'rules', counts),
      route('GET', PATH, 'rules', list),
      route('POST', PATH, 'change-rules', change),
    ],
    reset() {
      rules = [];
      count = 0;
    },
  };
}

const invalid = (value: string, detail: string): ProblemFields =>
  problem('invalid-rules', 'UnprocessableEntity', detail, { value });

const sentAt = ({ clock }: EmulatorRequest): string => new Date(clock.now()).toISOString();

function bodyOf(request: EmulatorRequest): Record<string, unknown> {
  try {
    const body = request.json();
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Told below like any other body that is no object.
  }
  return refuse('body', request.bodyText.slice(0, 80), 'Requests with bodies must have a JSON object');
}
