import { type Logger, pino } from 'pino';

/** The server's log: one JSON object a line. */
export type Log = Logger;

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];
