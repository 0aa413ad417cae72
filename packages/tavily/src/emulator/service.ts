import type { Clock } from '@headwater/core';
import type { EmulatorReply, EmulatorRequest } from '@headwater/testkit';
import type { Account, Endpoint } from './account.ts';
import type { EmulatorPage, Library } from './pages.ts';
import type { Body } from './problem.ts';

/** What all routes share. */
export interface Service {
  library: Library;
  clock: Clock;
  account: Account;
  ids: () => string;
}

export type Handler = (service: Service, request: EmulatorRequest) => EmulatorReply | Promise<EmulatorReply>;

/** What every answer ends with. The cost is only told to those who ask. */
export function closing(service: Service, body: Body, endpoint: Endpoint, credits: number): object {
  service.account.spend(endpoint, credits);
  return {
    response_time: 0.42,
    ...(body.flag('include_usage') && { usage: { credits } }),
    request_id: service.ids(),
  };
}

export const faviconOf = ({ url }: EmulatorPage): string => `${new URL(url).origin}/favicon.ico`;

/** Ids in the form of UUIDs, from a counter: the same run gives the same ids. */
export function createIds(seed: number): { next: () => string; reset: () => void } {
  let count = 0;
  const hex = (value: number, digits: number) => (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);
  return {
    next() {
      count += 1;
      return `${hex(seed * 40503 + count, 8)}-${hex(count, 4)}-4${hex(seed, 3)}-9${hex(count * 17, 3)}-${hex(count * 2749, 12)}`;
    },
    reset() {
      count = 0;
    },
  };
}
