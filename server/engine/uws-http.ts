import type { HttpRequest, HttpResponse, TemplatedApp } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { EngineOptions } from './engine.ts';
import { announcesTooMuch, exchange, type Incoming, MAX_BODY_BYTES, type Outgoing, plainAnswer } from './exchange.ts';

/** Serves every request that no earlier route of the app takes. */
export const serveUwsHttp = (app: TemplatedApp, options: Pick<EngineOptions, 'fetch' | 'peers' | 'log'>): void => {
  app.any('/*', (response, request) => {
    // The request object is gone when this function returns: everything is read from it here.
    const head = headOf(response, request);
    const announced = request.getHeader('content-length');
    let gone = false;
    response.onAborted(() => {
      gone = true;
    });
    const answer = (outgoing: Outgoing): void => {
      // Touching a response after its abort throws, and would end the process.
      if (gone) return;
      gone = true;
      response.cork(() => write(response, head.method, outgoing));
    };
    if (announcesTooMuch(announced)) return answer(plainAnswer(413));
    const chunks: Buffer<ArrayBuffer>[] = [];
    let size = 0;
    response.onData((chunk, isLast) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) return answer(plainAnswer(413));
      // Copied, because the chunk is emptied when this function returns.
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

const write = (response: HttpResponse, method: string, { status, headers, body, length }: Outgoing): void => {
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`.trimEnd());
  for (const [name, value] of headers) response.writeHeader(name, value);
  if (method !== 'HEAD' && status !== 204 && status !== 304) response.end(body);
  // An undefined that is passed on would be written as a length of 2^63.
  else if (length === undefined) response.endWithoutBody();
  else response.endWithoutBody(length);
};
