export { createToxicProxy } from './create-toxic-proxy.ts';
export type { Toxic, ToxicAction, ToxicDirection, ToxicProxy, ToxicProxyOptions } from './types.ts';
