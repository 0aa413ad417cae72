import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { offeredEncodings } from './guarded-response.ts';

/** One request of a chain of redirects. */
export interface Hop {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array | undefined;
}

interface HopOptions {
  /** The only addresses the connection may go to. */
  addresses: readonly string[];
  signal: AbortSignal;
  ca: string | readonly string[] | undefined;
}

/** Sends one request to one of the given addresses and resolves with the head of its answer. */
export function sendHop({ url, method, headers, body }: Hop, options: HopOptions): Promise<IncomingMessage> {
  const { addresses, signal, ca } = options;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const common = {
    method,
    hostname,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: {
      'accept-encoding': offeredEncodings,
      ...Object.fromEntries(headers),
      host: url.host,
      // Node frames the body of a DELETE only when it is told its length.
      ...(body === undefined ? {} : { 'content-length': body.byteLength }),
    },
    lookup: pinnedLookup(addresses),
    signal,
    // One connection for one request: a pooled one leads to an address that was checked for an earlier one. The global
    // agent may, besides, send everything through a proxy, which resolves names itself.
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const sent =
      url.protocol === 'https:'
        ? httpsRequest({
            ...common,
            // Explicit, against an environment that switches verification off.
            rejectUnauthorized: true,
            servername: isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
            ...(ca === undefined ? {} : { ca: [ca].flat() }),
          })
        : httpRequest(common);
    sent.on('error', reject);
    // Without a listener Node drops the connection and says nothing.
    sent.once('upgrade', (_message, socket) => {
      socket.destroy();
      reject(new Error('the host switched to another protocol'));
    });
    sent.once('response', (message) => {
      // A broken body is told to whoever reads it.
      message.on('error', () => {});
      resolve(message);
    });
    sent.end(body);
  });
}

/** Answers with the checked addresses, whatever DNS says by now. Node tries them in turn. */
function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    const [first] = answers;
    if (first === undefined) callback(new Error('the host has no checked address'), '', 0);
    else if (options.all) callback(null, answers);
    else callback(null, first.address, first.family);
  };
}
