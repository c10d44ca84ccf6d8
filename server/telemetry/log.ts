import { type Logger, type LoggerOptions, pino } from 'pino';
import { LineSink } from './line-sink.ts';
import { RepeatedLines } from './repeated-lines.ts';

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
 * Errors while Redis is gone or is no master. Everything that uses it fails again and again then, in turn with several of
 * these, so each text is written once a minute whatever its error is.
 */
const OUTAGE =
  /\b(?:READONLY|MASTERDOWN|UNBLOCKED)\b|Socket closed unexpectedly|ECONNRESET|ECONNREFUSED|The client is (?:offline|closed)/;
/** pino's number for `warn`. */
const WARNING = 40;
/** How often the log reports lines that were left out. */
const TELL_INTERVAL_MS = 10_000;

/**
 * Builds the log. `stream` gets the lines, standard output if absent; on a terminal they are coloured for people, unless
 * this is production. A warning or an error that comes again and again is written a few times, and then counted.
 */
export const createLog = (level: LogLevel, stream?: { write: (line: string) => void }): Log => {
  const repeated = new RepeatedLines({ lines: 10, windowMs: 10_000 });
  const inOutages = new RepeatedLines({ lines: 1, windowMs: 60_000 });
  const passes = ({ text, error }: Parts): boolean =>
    OUTAGE.test(error) ? inOutages.passes(text) : repeated.passes(`${text} ${error}`.trim().slice(0, 200));
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[hidden]' },
    serializers: { err: serialError },
    hooks: {
      logMethod(given, write, number) {
        if (number < WARNING || passes(partsOf(given))) write.apply(this, given);
      },
    },
  };
  const log = built(options, stream);
  const tell = (): void => {
    for (const { kind, count } of [...repeated.leftOut(), ...inOutages.leftOut()])
      log.info({ line: kind, leftOut: count }, 'lines alike were left out');
  };
  setInterval(tell, TELL_INTERVAL_MS).unref();
  return log;
};

let sink: LineSink | undefined;
const standardOutput = (): LineSink => (sink ??= LineSink.ofStandardOutput());

/** How many lines of this process's logs were lost: on a full disk, or because nobody read them. */
export const lostLines = (): number => sink?.lost ?? 0;

const built = (options: LoggerOptions, stream: { write: (line: string) => void } | undefined): Log => {
  if (stream) return pino(options, stream);
  if (process.stdout.isTTY && process.env['NODE_ENV'] !== 'production' && prettyIsInstalled())
    return pino({ ...options, transport: { target: 'pino-pretty' } });
  return pino(options, standardOutput());
};

type Parts = { readonly text: string; readonly error: string };

/** What makes the kind of a line: its text, and the error in it. */
const partsOf = ([first, second]: readonly unknown[]): Parts => {
  if (typeof first === 'string') return { text: first, error: '' };
  const err: unknown = typeof first === 'object' && first !== null && 'err' in first ? first.err : '';
  return { text: String(second), error: err instanceof Error ? err.message : String(err) };
};

/** An error as pino writes it. Its system code, such as ENOSPC, is no personal code, and so gets another name. */
const serialError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { code, ...rest } = pino.stdSerializers.err(error) as { readonly code?: unknown };
  return code === undefined ? rest : { ...rest, errorCode: code };
};

/** Whether a tool of development is there: an installation for production lacks it. */
const prettyIsInstalled = (): boolean => {
  try {
    import.meta.resolve('pino-pretty');
    return true;
  } catch {
    return false;
  }
};
