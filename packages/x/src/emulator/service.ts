import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import type { Archive } from './archive.ts';
import type { Meter } from './meter.ts';
import { XProblem } from './problems.ts';
import type { Projected } from './projection.ts';
import type { Wording } from './wording.ts';

/** What every route works on. */
export interface XService {
  archive: Archive;
  meter: Meter;
  wording: Wording | 'either';
  access: 'pay-per-use' | 'enterprise';
}

export type XHandler = (service: XService, request: EmulatorRequest) => EmulatorReply;

/** Runs a handler and answers the problem it throws. */
export const answering =
  (service: XService, handler: XHandler) =>
  (request: EmulatorRequest): EmulatorReply => {
    try {
      return handler(service, request);
    } catch (error) {
      if (error instanceof XProblem) return error.toReply();
      throw error;
    }
  };

/** The envelope of an answer: without hits there is no `data`, without extras no `includes` and no `errors`. */
export function envelope(
  { data, includes, errors }: Projected,
  meta?: Record<string, unknown>,
  single = false,
): EmulatorReply {
  return {
    json: {
      ...(data.length > 0 && { data: single ? data[0] : data }),
      ...(Object.keys(includes).length > 0 && { includes }),
      ...(errors.length > 0 && { errors }),
      ...(meta && { meta }),
    },
  };
}
