import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Paths of a certificate with its chain, and of its key, both in PEM. */
export type TlsFiles = { readonly cert: string; readonly key: string };

/** The reason in one line why the files are unusable; undefined if they are usable. */
export const tlsProblem = ({ cert, key }: TlsFiles): string | undefined => {
  try {
    createSecureContext({ cert: readFileSync(cert), key: readFileSync(key) });
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `must be the paths of a certificate and of its key, in PEM: ${why}`;
  }
};
