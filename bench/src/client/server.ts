// The bench server, a process of its own: `GET /documents` and `GET /large` answer with 2 and 60 KB, `POST /search` reads
// its body and answers with 2 KB, `GET /cacheable/…` allows storing. `GET /count` says how many were served. Prints its
// address and waits.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytes2k, bytes60k } from './payloads.ts';

let served = 0;

const answers: Record<string, Uint8Array> = {
  '/documents': bytes2k,
  '/large': bytes60k,
  '/search': bytes2k,
  '/cacheable/documents': bytes2k,
  '/cacheable/large': bytes60k,
};

const server = createServer({ keepAlive: true, keepAliveTimeout: 120_000 }, (request, response) => {
  const path = (request.url ?? '').split('?', 1)[0] as string;
  const answer = path === '/count' ? new TextEncoder().encode(JSON.stringify({ served })) : answers[path];
  if (answer === undefined) {
    response.writeHead(404).end();
    return;
  }
  let received = 0;
  request.on('data', (chunk: Uint8Array) => {
    received += chunk.byteLength;
  });
  request.on('end', () => {
    if (path === '/search' && received < 20) {
      response.writeHead(400).end('{"error":"no body"}');
      return;
    }
    if (path !== '/count') served += 1;
    if (path.startsWith('/cacheable/')) response.setHeader('cache-control', 'max-age=3600');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.byteLength }).end(answer);
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
});
process.on('disconnect', () => process.exit(0));
