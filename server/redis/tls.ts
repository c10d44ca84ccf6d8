import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { RedisTarget } from './target.ts';

/** Paths of PEM files: the authority that Redis's certificate is of, and a certificate of our own with its key. */
export type RedisTlsFiles = {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
};

/** The reason in one line why the files are unusable; undefined if they are usable. */
export const redisTlsProblem = (files: RedisTlsFiles): string | undefined => {
  try {
    const contents = contentsOf(files);
    // A file that holds no certificate would count as a list of none; reading it throws.
    if (contents.ca !== undefined) new X509Certificate(contents.ca).toString();
    createSecureContext(contents);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `must be paths of PEM files, and REDIS_KEY the key of REDIS_CERT: ${why}`;
  }
};

/** A client's socket options for TLS; none where the URL asks for no TLS. */
export const tlsOptions = ({ url, tls = {} }: RedisTarget) => {
  if (!url.startsWith('rediss:')) return {};
  const { hostname } = new URL(url);
  // A server of many names is told which one is meant; an address is none.
  const servername = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) === 0 ? { servername: hostname } : {};
  return { tls: true as const, ...servername, ...contentsOf(tls) };
};

const contentsOf = (files: RedisTlsFiles): { ca?: Buffer; cert?: Buffer; key?: Buffer } =>
  Object.fromEntries(
    Object.entries(files).flatMap(([name, path]) => (path === undefined ? [] : [[name, readFileSync(path)]])),
  );
