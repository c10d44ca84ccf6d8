import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The instruments of one server; each room is handed those it plays. */
export type Metrics = ReturnType<typeof createMetrics>;

/** From half a millisecond, a local answer, to two and a half seconds, when people give up. */
const ANSWER_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** From the slot of an alarm to a sweep that had to step in. */
const LATENESS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Builds a registry of its own, so that several servers can live in one process. */
export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'xuanhao_' });
  return {
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
    }),
    connections: new Gauge({ registers, name: 'xuanhao_connections', help: 'Sockets that are connected' }),
    commands: new Counter({
      registers,
      name: 'xuanhao_commands_total',
      help: 'Commands and queries answered, by their outcome or refusal',
      labelNames: ['command', 'outcome'],
    }),
    commandSeconds: new Histogram({
      registers,
      name: 'xuanhao_command_seconds',
      help: 'From a command at the door to its answer',
      labelNames: ['command'],
      buckets: ANSWER_SECONDS,
    }),
    pushes: new Counter({ registers, name: 'xuanhao_pushes_total', help: 'Pushes sent', labelNames: ['push'] }),
    streamOffset: new Gauge({
      registers,
      name: 'xuanhao_stream_offset',
      help: 'The last pool event that this node has applied',
    }),
    lapsed: new Counter({ registers, name: 'xuanhao_lapsed_total', help: 'Holds that ended by their deadline' }),
    lapseLateness: new Histogram({
      registers,
      name: 'xuanhao_lapse_lateness_seconds',
      help: 'From a deadline to its being noticed',
      buckets: LATENESS_SECONDS,
    }),
  };
};
