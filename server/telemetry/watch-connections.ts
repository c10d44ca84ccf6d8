import type { Registry } from 'prom-client';
import { sampledGauge, sampledGauges } from './sampled.ts';

/** A kept count, and the real number. They differ only after a mistake in the counting. */
export type Counted = { readonly counted: number; readonly there: number };

/** Shows this process's connections that are no WebSockets. */
export const watchHttp = (registry: Registry, engine: { readonly httpConnections: () => number }): void =>
  sampledGauge(
    registry,
    { name: 'xuanhao_http_connections', help: 'Open connections of HTTP, idle ones too', together: 'sum' },
    engine.httpConnections,
  );

/** Shows this process's connections, the counts kept for them, and the bytes that wait for clients who read slowly. */
export const watchConnections = (
  registry: Registry,
  connections: { readonly size: number; readonly waiting: { readonly total: number; readonly most: number } },
  handshakes: { readonly waiting: number },
  counted: () => Readonly<Record<string, Counted>>,
): void => {
  sampledGauges(
    registry,
    {
      name: 'xuanhao_miscounted',
      help: 'By how many what is counted for connections differs from those that there are, by what is counted; always 0',
      label: 'what',
      together: 'sum',
    },
    () =>
      Object.fromEntries(Object.entries(counted()).map(([what, each]) => [what, Math.abs(each.counted - each.there)])),
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_introductions_waiting', help: 'Handshakes that wait for their turn', together: 'sum' },
    () => handshakes.waiting,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_lines', help: 'Open WebSocket connections, joined or not', together: 'sum' },
    () => connections.size,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_waiting_bytes', help: 'Bytes that wait for clients who read slowly', together: 'sum' },
    () => connections.waiting.total,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_waiting_most_bytes', help: 'Bytes that wait for the client furthest behind', together: 'max' },
    () => connections.waiting.most,
  );
};
