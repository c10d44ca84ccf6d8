import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CommandFigures } from './command-figures.ts';
import { Counts } from './counts.ts';
import { Durations } from './durations.ts';
import { watchEventLoop } from './event-loop.ts';

/** The instruments of one server; each room gets those that it uses. */
export type Metrics = ReturnType<typeof createMetrics>;

/** From the slot of an alarm to a sweep that had to step in. */
const LATENESS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From an event in Redis to the picture in memory; a tick of 100 ms follows. */
const DELAY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
/** Two reads from Redis, and the queue before them in a rush. */
const HANDSHAKE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Builds a registry of its own, so that several servers can live in one process. */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'xuanhao_' });
  // The library's own figures of the loop count the interval of its measurement, 10 ms, as delay.
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith('xuanhao_nodejs_eventloop_lag')) registry.removeSingleMetric(name);
  watchEventLoop(registry);
  return {
    /** The registry: other rooms add figures to it, and those of several processes are added up from it. */
    registry,
    /** The text that a scraper reads, and its content type. */
    read: async (): Promise<{ type: string; text: string }> => ({
      type: registry.contentType,
      text: await registry.metrics(),
    }),
    /** 1 for the engine that runs, under its name. */
    engine: new Gauge({
      registers,
      name: 'xuanhao_engine',
      help: 'The engine that serves sockets',
      labelNames: ['engine'],
      aggregator: 'max',
    }),
    connections: new Gauge({ registers, name: 'xuanhao_connections', help: 'Applicants’ sockets that are connected' }),
    arrivals: new Counts(registry, {
      name: 'xuanhao_arrivals_total',
      help: 'Applicants’ sockets that joined, and handshakes refused, by outcome',
      label: 'outcome',
      known: ['welcomed'],
    }),
    handshakeSeconds: new Durations(registry, {
      name: 'xuanhao_introduction_seconds',
      help: 'From a socket’s handshake to its welcome',
      bounds: HANDSHAKE_SECONDS,
    }),
    commands: new CommandFigures(registry),
    pushes: new Counts(registry, {
      name: 'xuanhao_pushes_total',
      help: 'Pushes sent, one for each receiver',
      label: 'push',
      known: ['poolMoved', 'patternMoved', 'selectionChanged'],
    }),
    cuts: new Counts(registry, {
      name: 'xuanhao_cuts_total',
      help: 'Connections that the server ended because of how they read or talked, by why',
      label: 'why',
      known: ['tooSlow', 'overflowed', 'tooManyRequests', 'inNoNamespace', 'unread'],
    }),
    httpEnds: new Counts(registry, {
      name: 'xuanhao_http_ended_total',
      help: 'Connections of HTTP that were ended so that others find room, by why',
      label: 'why',
      known: ['idle', 'refused'],
    }),
    codes: new Counts(registry, {
      name: 'xuanhao_codes_total',
      help: 'SMS codes that were asked for, by what became of them',
      label: 'outcome',
      known: ['sent', 'gatewayDown', 'tooManyCodes', 'messagesPaused'],
    }),
    sentBytes: new Counts(registry, {
      name: 'xuanhao_sent_bytes_total',
      help: 'Bytes of messages sent, before framing, times their receivers: to one client, or to all at once',
      label: 'way',
      known: ['direct', 'broadcast'],
    }),
    streamDelay: new Durations(registry, {
      name: 'xuanhao_stream_delay_seconds',
      help: 'From an event in Redis to its being applied here',
      bounds: DELAY_SECONDS,
    }),
    lapseLateness: new Durations(registry, {
      name: 'xuanhao_lapse_lateness_seconds',
      help: 'From a hold’s deadline to its being noticed',
      bounds: LATENESS_SECONDS,
    }),
    clockJumps: new Counts(registry, {
      name: 'xuanhao_redis_clock_jumps_total',
      help: 'Times that the clock of Redis was found moved, by which way',
      label: 'way',
      known: ['forward', 'back'],
    }),
    redisReconnects: new Counts(registry, {
      name: 'xuanhao_redis_reconnects_total',
      help: 'Connections to Redis that were lost and made again, by what they are for',
      label: 'role',
      known: ['commands', 'blocking', 'queue'],
    }),
  };
};
