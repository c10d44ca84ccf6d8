import type { Socket } from 'socket.io';

/** The headers that another namespace would read, if the client joined one over the same connection. */
const KEPT = ['cookie', 'x-forwarded-for', 'x-forwarded-proto'] as const;

/**
 * Drops the parts of a handshake that nobody reads after the join. Socket.IO keeps the request, and its own copy of it,
 * for as long as the connection lasts: with a browser's headers some kilobytes.
 */
export const forgetHandshake = (socket: Pick<Socket, 'request' | 'handshake'>): void => {
  const { request } = socket;
  const kept = KEPT.filter((name) => request.headers[name] !== undefined);
  const headers = kept.length === 0 ? NONE : Object.fromEntries(kept.map((name) => [name, request.headers[name]]));
  Object.assign(request, { headers });
  // Only Node's own requests have them; a new property would make those of uWebSockets.js larger.
  if ('rawHeaders' in request) request.rawHeaders = [];
  Object.assign(socket, { handshake: FORGOTTEN });
};

/** Shared by all connections without any of these headers. */
const NONE: NodeJS.Dict<string | string[]> = Object.freeze({});

const FORGOTTEN: Socket['handshake'] = Object.freeze({
  headers: {},
  time: '',
  address: '',
  xdomain: false,
  secure: false,
  issued: 0,
  url: '',
  query: {},
  auth: {},
});
