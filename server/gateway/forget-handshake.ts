import type { Socket } from 'socket.io';

/** What another namespace would ask of the same connection, if its client joined one. */
const KEPT = ['cookie', 'x-forwarded-for', 'x-forwarded-proto'] as const;

/**
 * Lets go of what a connection said of itself when it opened and nobody reads once it is known who came. Socket.IO keeps
 * the request and its own record of it for as long as the connection lasts: with a browser's headers some kilobytes.
 */
export const forgetHandshake = (socket: Pick<Socket, 'request' | 'handshake'>): void => {
  const { request } = socket;
  const kept = KEPT.filter((name) => request.headers[name] !== undefined);
  const headers = kept.length === 0 ? NONE : Object.fromEntries(kept.map((name) => [name, request.headers[name]]));
  Object.assign(request, { headers });
  // Only node's own requests have them; another property would make uWebSockets.js's larger.
  if ('rawHeaders' in request) request.rawHeaders = [];
  Object.assign(socket, { handshake: FORGOTTEN });
};

/** Most have none of them, and share this. */
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
