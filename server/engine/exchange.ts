import { STATUS_CODES } from 'node:http';
import type { Log } from '../telemetry/log.ts';
import type { Peers } from './peers.ts';
import { isTooLarge, tooLargeAnswer } from './too-large.ts';

/** Answers one HTTP request. Its URL begins with `https:` if the client speaks TLS. A rejection becomes a bare 500. */
export type Fetch = (request: Request, peer: { readonly address: string }) => Promise<Response>;

/** The most bytes of a body, more than any form needs. A larger one is refused with 413 while it arrives. */
export const MAX_BODY_BYTES = 64 * 1024;

/** An HTTP request read by an engine. Header names are in lower case. */
export type Incoming = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly address: string;
  readonly body: Uint8Array<ArrayBuffer>;
};

/** An HTTP response for an engine to write. Length and framing are the engine's own business. */
export type Outgoing = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Of the body, or of the body that a GET would get; undefined without one. */
  readonly length: number | undefined;
};

/** The engine's own answer, in one line of text. */
export const plainAnswer = (status: number): Outgoing => {
  const body = Buffer.from(`${STATUS_CODES[status] ?? 'Error'}\n`);
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body, length: body.length };
};

/** Whether the announced length exceeds `MAX_BODY_BYTES`. */
export const announcesTooMuch = (contentLength: string | undefined): boolean =>
  Number(contentLength ?? 0) > MAX_BODY_BYTES;

/** Answers a request by `fetch`; never rejects. */
export const exchange = async (
  incoming: Incoming,
  { fetch, peers, log }: { readonly fetch: Fetch; readonly peers: Peers; readonly log: Log },
): Promise<Outgoing> => {
  const header = (name: string): string | undefined =>
    incoming.headers.flatMap(([each, value]) => (each === name ? [value] : [])).join(',') || undefined;
  if (isTooLarge(incoming.headers)) return tooLargeAnswer();
  const { address, secure } = peers.of(incoming.address, {
    for: header('x-forwarded-for'),
    proto: header('x-forwarded-proto'),
  });
  const request = requestOf(incoming, secure ? 'https' : 'http');
  if (!request) return plainAnswer(400);
  try {
    return await outgoingOf(await fetch(request, { address }), incoming.method);
  } catch (error) {
    log.error(
      { err: error, method: incoming.method, path: incoming.target.split('?', 1)[0] },
      'an HTTP request failed',
    );
    return plainAnswer(500);
  }
};

/** Undefined if no `Request` can express it: an invalid Host, a target without a path, a method such as TRACE. */
const requestOf = ({ method, target, headers, body }: Incoming, scheme: 'http' | 'https'): Request | undefined => {
  // In HTTP/1.0 Host is optional, and health checks omit it.
  const host = headers.find(([name]) => name === 'host')?.[1].trim() || 'localhost';
  if (!/^[\w.:[\]-]+$/.test(host) || !target.startsWith('/')) return undefined;
  const bodiless = method === 'GET' || method === 'HEAD' || body.length === 0;
  try {
    return new Request(`${scheme}://${host}${target}`, {
      method,
      headers: headers.map(([name, value]) => [name, value] as [string, string]),
      ...(bodiless ? {} : { body }),
    });
  } catch {
    return undefined;
  }
};

/** Headers of the connection, not of the answer. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

const outgoingOf = async (response: Response, method: string): Promise<Outgoing> => {
  const body = new Uint8Array(await response.arrayBuffer());
  const announced = response.headers.get('content-length');
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !FRAMING.has(name)),
    body: method === 'HEAD' ? new Uint8Array() : body,
    length: hasNoBody(response.status)
      ? undefined
      : method === 'HEAD' && announced !== null
        ? Number(announced)
        : body.length || undefined,
  };
};

/** 204 and 304 have neither a body nor a length. */
const hasNoBody = (status: number): boolean => status === 204 || status === 304;
