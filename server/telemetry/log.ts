import { type Logger, pino } from 'pino';

/** The server's log: one JSON object a line. */
export type Log = Logger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields whose values never appear in a line, at the top of what is logged or one or two levels down (ACCT-4). */
const PERSONAL = [
  'idNumber',
  'mobile',
  'phone',
  'vin',
  'name',
  'code',
  'token',
  'passPhrase',
  'cookie',
  'authorization',
] as const;

/**
 * Builds the log. `stream` is where the lines go, standard output if absent; on a terminal they are set in colour
 * for people, unless this is production.
 */
export const createLog = (level: LogLevel, stream?: { write: (line: string) => void }): Log => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[hidden]' },
  };
  if (stream) return pino(options, stream);
  if (process.stdout.isTTY && process.env['NODE_ENV'] !== 'production' && prettyIsInstalled())
    return pino({ ...options, transport: { target: 'pino-pretty' } });
  return pino(options);
};

/** It is a tool of development, absent where only what production needs was installed. */
const prettyIsInstalled = (): boolean => {
  try {
    import.meta.resolve('pino-pretty');
    return true;
  } catch {
    return false;
  }
};
