/** Where a Redis is: `redis://…`, `rediss://…`, or `unix:///path/of/its/socket`. */
export type RedisTarget = string;

const UNIX = 'unix://';

/** The `unix:` URL of a socket's path. */
export const unixTarget = (path: string): RedisTarget =>
  `${UNIX}${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`;

/** The path of the socket that a `unix:` URL names; the inverse of `unixTarget`. */
export const socketOf = (target: RedisTarget): string => decodeURIComponent(target.slice(UNIX.length));
