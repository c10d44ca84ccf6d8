import { STATUS_CODES } from 'node:http';
import type { Log } from '../telemetry/log.ts';
import type { Peers } from './peers.ts';
import { isTooLarge, tooLargeAnswer } from './too-large.ts';

/** Answers one HTTP request; its URL begins with `https:` where the client speaks TLS. A rejection becomes a bare 500. */
export type Fetch = (request: Request, peer: { readonly address: string }) => Promise<Response>;

/** More than any form of ours needs; what is larger is refused with 413 while it arrives. */
export const MAX_BODY_BYTES = 64 * 1024;

/** An HTTP request as an engine has read it. Header names are in lower case. */
export type Incoming = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly address: string;
  readonly body: Uint8Array<ArrayBuffer>;
};

/** What an engine is to write. Length and framing are the engine's own business. */
export type Outgoing = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** The answer has a body, or would have had one to GET. */
  readonly length: number | undefined;
};

/** An answer of the engine itself, in one line of text. */
export const plainAnswer = (status: number): Outgoing => {
  const body = Buffer.from(`${STATUS_CODES[status] ?? 'Error'}\n`);
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body, length: body.length };
};

/** True for a body that is announced as larger than is accepted. */
export const announcesTooMuch = (contentLength: string | undefined): boolean =>
  Number(contentLength ?? 0) > MAX_BODY_BYTES;

/** Has a request answered; never rejects. */
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

/** Undefined for what no `Request` can express: a strange Host, a target without a path, a method such as TRACE. */
const requestOf = ({ method, target, headers, body }: Incoming, scheme: 'http' | 'https'): Request | undefined => {
  // HTTP/1.0 need not name one, and health checks do not.
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

/** Headers that belong to the connection, not to the answer. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

const outgoingOf = async (response: Response, method: string): Promise<Outgoing> => {
  const body = new Uint8Array(await response.arrayBuffer());
  const said = response.headers.get('content-length');
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !FRAMING.has(name)),
    body: method === 'HEAD' ? new Uint8Array() : body,
    length: hasNoBody(response.status)
      ? undefined
      : method === 'HEAD' && said !== null
        ? Number(said)
        : body.length || undefined,
  };
};

/** 204 and 304 have neither a body nor a length. */
const hasNoBody = (status: number): boolean => status === 204 || status === 304;
