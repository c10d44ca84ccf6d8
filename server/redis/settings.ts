import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ObstacleCode } from './start-obstacles.ts';
import { hasSignIn, type RedisTarget, readRedisUrl, withSignIn } from './target.ts';
import { redisTlsProblem } from './tls.ts';

const redisUrl = z.string().transform((text, context): string => {
  const url = readRedisUrl(text);
  if (typeof url === 'string') return url;
  const obstacle: ObstacleCode = 'redisAddressWrong';
  context.addIssue({ code: 'custom', message: url.problem, params: { obstacle } });
  return z.NEVER;
});

const passwordFile = z.string().transform((path, context): string => {
  const right = 'must be the path of a file whose first line is the password';
  try {
    const [password = ''] = readFileSync(path, 'utf8').split(/\r?\n/, 1);
    if (password !== '') return password;
    context.addIssue(`${right}; that line is empty`);
  } catch (error) {
    context.addIssue(`${right}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return z.NEVER;
});

/** The settings that say where an existing Redis is, and what it takes to be let in. */
export const redisSettings = {
  REDIS_URL: redisUrl.optional(),
  REDIS_USER: z.string().optional(),
  REDIS_PASSWORD_FILE: passwordFile.optional(),
  REDIS_CA: z.string().optional(),
  REDIS_CERT: z.string().optional(),
  REDIS_KEY: z.string().optional(),
};

type Given = { readonly [Name in keyof typeof redisSettings]?: string | undefined };

const SIGN_IN = ['REDIS_USER', 'REDIS_PASSWORD_FILE'] as const;
const TLS = ['REDIS_CA', 'REDIS_CERT', 'REDIS_KEY'] as const;

/** The Redis that is named; undefined where none is. */
export const redisOf = (given: Given): RedisTarget | undefined => {
  const { REDIS_URL: url, REDIS_USER: user = '', REDIS_PASSWORD_FILE: password } = given;
  if (url === undefined) return undefined;
  return { url: password === undefined ? url : withSignIn(url, { user, password }), tls: tlsFilesOf(given) };
};

const tlsFilesOf = ({ REDIS_CA: ca, REDIS_CERT: cert, REDIS_KEY: key }: Given) => ({ ca, cert, key });

/** Settings that would have no effect beside the others, or a wrong one. */
export const redisProblems = (given: Given): readonly { readonly name: string; readonly message: string }[] => {
  const { REDIS_URL: url, REDIS_USER: user, REDIS_PASSWORD_FILE: password } = given;
  const each = (names: readonly (keyof Given)[], message: string | undefined) =>
    names.flatMap((name) => (message === undefined || given[name] === undefined ? [] : [{ name, message }]));
  if (url === undefined) return each([...SIGN_IN, ...TLS], 'is for the Redis of REDIS_URL, which is not set');
  return [
    ...each(SIGN_IN, hasSignIn(url) ? 'must not be set where REDIS_URL names a user or a password' : undefined),
    ...each(['REDIS_USER'], user !== undefined && password === undefined ? 'needs REDIS_PASSWORD_FILE' : undefined),
    ...each(
      TLS,
      url.startsWith('rediss:')
        ? redisTlsProblem(tlsFilesOf(given))
        : 'is for TLS, which REDIS_URL asks for by rediss://',
    ),
  ];
};
