import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { readParameters } from './parameters.ts';
import { problem, XProblem } from './problems.ts';
import { answering, type XService } from './service.ts';

/** A stream of the app that is or was open. */
export interface EmulatorConnection {
  id: string;
  endpointName: string;
  connectedAt: string;
  disconnectedAt?: string;
  disconnectReason?: string;
}

const DAY = 86_400_000;

function usage({ meter }: XService, request: EmulatorRequest): EmulatorReply {
  const parameters = readParameters(request, ['days', 'usage.fields']);
  const days = parameters.integer('days', 1, 90) ?? 7;
  const now = request.clock.now();
  const dates = Array.from({ length: days }, (_, index) => new Date(now - index * DAY).toISOString().slice(0, 10));
  const daily = dates.map((date) => ({ date: `${date}T00:00:00.000Z`, usage: String(meter.daily().get(date) ?? 0) }));
  return {
    json: {
      data: {
        cap_reset_day: 1,
        project_cap: String(meter.cap),
        project_id: '900200',
        project_usage: String(meter.postsRead),
        daily_project_usage: { project_id: '900200', usage: daily },
      },
    },
  };
}

/** Usage and stream connections. */
export function createAccountRoutes(
  service: XService,
  connections: readonly EmulatorConnection[],
): { routes: EmulatorRoute[]; reset(): void } {
  let closed = new Map<string, string>();
  const endOf = ({ id, disconnectedAt }: EmulatorConnection) => disconnectedAt ?? closed.get(id);

  function list(request: EmulatorRequest): EmulatorReply {
    const parameters = readParameters(request, [
      'status',
      'endpoints',
      'max_results',
      'pagination_token',
      'connection.fields',
    ]);
    const status = parameters.oneOf('status', ['active', 'inactive', 'all']) ?? 'active';
    const endpoints = parameters.list('endpoints');
    const size = parameters.integer('max_results', 1, 100) ?? 10;
    const start = parameters.integer('pagination_token', 0, 100_000) ?? 0;
    const fields = parameters.list('connection.fields');
    const found = connections.filter(
      (each) =>
        (status === 'all' || (endOf(each) === undefined) === (status === 'active')) &&
        (endpoints.length === 0 || endpoints.includes(each.endpointName)),
    );
    const data = found.slice(start, start + size).map((each) => {
      const wire = {
        id: each.id,
        endpoint_name: each.endpointName,
        connected_at: each.connectedAt,
        client_ip: '192.0.2.1',
        ...(endOf(each) !== undefined && {
          disconnected_at: endOf(each),
          disconnect_reason: each.disconnectReason ?? 'killed',
        }),
      };
      return fields.length === 0
        ? wire
        : Object.fromEntries(Object.entries(wire).filter(([name]) => name === 'id' || fields.includes(name)));
    });
    const more = start + size < found.length;
    const meta = { result_count: data.length, ...(more && { next_token: String(start + size) }) };
    return { json: { ...(data.length > 0 && { data }), meta } };
  }

  function close(request: EmulatorRequest): EmulatorReply {
    readParameters(request, []);
    const { endpoint = 'all' } = request.params;
    const open = connections.filter((each) => endOf(each) === undefined);
    const chosen = open.filter(({ endpointName }) => endpoint === 'all' || endpointName === endpoint);
    if (endpoint !== 'all' && !connections.some(({ endpointName }) => endpointName === endpoint)) {
      throw new XProblem(
        404,
        problem('resource-not-found', 'Not Found Error', `No connection of endpoint [${endpoint}].`),
      );
    }
    for (const { id } of chosen) closed.set(id, new Date(request.clock.now()).toISOString());
    const results = chosen.map(({ id }) => ({ uuid: id, success: true }));
    return { json: { data: { successful_kills: chosen.length, failed_kills: 0, results } } };
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
      route('GET', '/2/usage/tweets', 'usage', (request) => usage(service, request)),
      route('GET', '/2/connections', 'connections', list),
      route('DELETE', '/2/connections/:endpoint', 'connections', close),
    ],
    reset() {
      closed = new Map();
    },
  };
}
