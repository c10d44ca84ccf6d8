import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EngineOptions } from './engine.ts';
import { announcesTooMuch, exchange, MAX_BODY_BYTES, type Outgoing, plainAnswer } from './exchange.ts';
import { tooLargeAnswer } from './too-large.ts';

/** The listener of a node HTTP server: `fetch` answers each request. */
export const serveNodeHttp =
  (options: Pick<EngineOptions, 'fetch' | 'peers' | 'log'>) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const answer = (outgoing: Outgoing): void => {
      if (response.destroyed || response.headersSent) return;
      write(response, outgoing);
      // The rest of a refused body is read and dropped, so that the connection stays in step.
      request.resume();
    };
    request.on('error', () => response.destroy());
    if (announcesTooMuch(request.headers['content-length'])) return answer(plainAnswer(413));
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) answer(plainAnswer(413));
      else chunks.push(chunk);
    });
    request.on('end', () => {
      if (size <= MAX_BODY_BYTES)
        void exchange({ ...headOf(request), body: Buffer.concat(chunks) }, options).then(answer);
    });
  };

/**
 * Answers a request that Node could not parse, and hangs up. Headers beyond Node's bound get the same page that
 * `exchange` answers below that bound.
 */
export const answerUnread = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const { status, headers, body } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? tooLargeAnswer()
      : plainAnswer(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}`;
  socket.write(`${start}content-length: ${body.length}\r\nconnection: close\r\n\r\n`);
  // The client may still be sending: its bytes so far are read, so that a reset does not destroy the answer.
  socket.end(body);
};

const headOf = (request: IncomingMessage) => {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2)
    headers.push([(request.rawHeaders[i] ?? '').toLowerCase(), request.rawHeaders[i + 1] ?? '']);
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers,
    address: request.socket.remoteAddress ?? '',
  };
};

const write = (response: ServerResponse, { status, headers, body, length }: Outgoing): void => {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  if (length !== undefined) response.setHeader('content-length', length);
  response.end(body);
};
