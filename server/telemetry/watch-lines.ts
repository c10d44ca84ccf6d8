import type { Registry } from 'prom-client';
import { sampledGauge } from './sampled.ts';

/** The connections of this process, and what waits in it for clients that read slowly. */
export const watchLines = (
  registry: Registry,
  lines: { readonly size: number; readonly waiting: { readonly total: number; readonly most: number } },
  introductions: { readonly waiting: number },
): void => {
  sampledGauge(
    registry,
    { name: 'xuanhao_introductions_waiting', help: 'Connections that wait to be let in', together: 'sum' },
    () => introductions.waiting,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_lines', help: 'Open WebSocket connections, whoever is on them', together: 'sum' },
    () => lines.size,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_waiting_bytes', help: 'Bytes that wait for clients who read slowly', together: 'sum' },
    () => lines.waiting.total,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_waiting_most_bytes', help: 'Bytes that wait for the client furthest behind', together: 'max' },
    () => lines.waiting.most,
  );
};
