import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { EngineOptions } from './engine.ts';
import { announcesTooMuch, exchange, type Incoming, MAX_BODY_BYTES, type Outgoing, plainAnswer } from './exchange.ts';
import type { UwsConnections } from './uws-connections.ts';

/** Serves every request that no earlier route of the app takes. */
export const serveUwsHttp = (
  app: TemplatedApp,
  options: Pick<EngineOptions, 'fetch' | 'peers' | 'log'> & { readonly connections: UwsConnections },
): void => {
  app.any('/*', (response, request) => {
    // The request object is invalid after this function returns, so everything is read from it here.
    const head = headOf(response, request);
    const announced = request.getHeader('content-length');
    const answering = options.connections.answering(response);
    let isOver = false;
    response.onAborted(() => {
      if (!isOver) answering.aborted();
      isOver = true;
    });
    const answer = (outgoing: Outgoing): void => {
      // Touching a response after its abort throws, and would end the process.
      if (isOver) return;
      isOver = true;
      const closes = !answering.answered();
      response.cork(() => write(response, outgoing, { method: head.method, closes }));
    };
    if (announcesTooMuch(announced)) return answer(plainAnswer(413));
    const chunks: Buffer<ArrayBuffer>[] = [];
    let size = 0;
    response.onData((chunk, isLast) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) return answer(plainAnswer(413));
      // Copied, because the chunk is detached when this function returns.
      chunks.push(Buffer.from(chunk.slice(0)));
      if (isLast) void exchange({ ...head, body: Buffer.concat(chunks) }, options).then(answer);
    });
  });
};

const headOf = (response: HttpResponse, request: HttpRequest): Omit<Incoming, 'body'> => {
  const headers: [string, string][] = [];
  request.forEach((name, value) => headers.push([name, value]));
  const query = request.getQuery();
  return {
    method: request.getCaseSensitiveMethod(),
    target: query ? `${request.getUrl()}?${query}` : request.getUrl(),
    headers,
    address: Buffer.from(response.getRemoteAddressAsText()).toString(),
  };
};

const write = (
  response: HttpResponse,
  { status, headers, body, length }: Outgoing,
  { method, closes }: { readonly method: string; readonly closes: boolean },
): void => {
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`.trimEnd());
  for (const [name, value] of headers) response.writeHeader(name, value);
  if (method !== 'HEAD' && status !== 204 && status !== 304) response.end(body, closes);
  // An undefined length would be written as 2^63, and only a call with a length can close the connection.
  else if (length === undefined && !closes) response.endWithoutBody();
  else response.endWithoutBody(length ?? 0, closes);
};
