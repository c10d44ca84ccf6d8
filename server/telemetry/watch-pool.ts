import type { Registry } from 'prom-client';
import { type Sampled, sampledGauge, sampledGauges } from './sampled.ts';

/** Redis's figures of the pool, read in one script. */
type PoolNow = {
  /** The last event of the pool's stream. */
  readonly head: number;
  /** The age of the first event that this node has not applied, in ms; 0 if it has applied all. */
  readonly behindMs: number;
  /** Live holds of all selections. */
  readonly holds: number;
  readonly numbers: Readonly<Record<NumberState, number>>;
};
type NumberState = 'opened' | 'free' | 'held' | 'reserved' | 'registered' | 'withheld' | 'returning';

/**
 * Shows the pool, this node's lag behind it, and the holds of the selections that are connected here. Every process sees
 * the same pool, so of several the furthest figure is shown; holds by stage are each process's own.
 */
export const watchPool = (
  registry: Registry,
  parts: {
    readonly pool: Sampled<PoolNow>;
    /** The last event that this node has applied. */
    readonly applied: () => number;
    readonly holds: () => Readonly<Record<string, number>>;
    /** How many versions of the scripts the pool's nodes run. */
    readonly versions: () => number;
    /** Whether this node is closed because the pool is not the one that it knows. */
    readonly isClosed: () => boolean;
  },
): void => {
  const { pool, applied, holds, versions, isClosed } = parts;
  const together = 'max';
  sampledGauge(
    registry,
    { name: 'xuanhao_stream_offset', help: 'The last pool event that this node has applied', together: 'min' },
    applied,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_stream_head_offset', help: 'The last event of the pool’s stream', together },
    async () => (await pool.get())?.head,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_stream_lag_events', help: 'Events of the stream that this node has not applied', together },
    async () => {
      const now = await pool.get();
      return now && Math.max(0, now.head - applied());
    },
  );
  sampledGauge(
    registry,
    {
      name: 'xuanhao_stream_lag_seconds',
      help: 'How long the first event that this node has not applied has been there, by Redis’s clock',
      together,
    },
    async () => {
      const now = await pool.get();
      return now && now.behindMs / 1_000;
    },
  );
  sampledGauges<NumberState>(
    registry,
    { name: 'xuanhao_pool_numbers', help: 'Numbers of the pool by state', together, label: 'state' },
    async () => (await pool.get())?.numbers,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_pool_holds', help: 'Live holds of the pool, whoever has them', together },
    async () => (await pool.get())?.holds,
  );
  sampledGauge(
    registry,
    {
      name: 'xuanhao_script_versions',
      help: 'Versions of the pool’s scripts that nodes run, 1 for all alike',
      together,
    },
    versions,
  );
  sampledGauge(
    registry,
    { name: 'xuanhao_pool_closed', help: '1 where nothing is done until an operator has looked', together },
    () => (isClosed() ? 1 : 0),
  );
  sampledGauges(
    registry,
    { name: 'xuanhao_holds', help: 'Live holds of those who are connected, by stage', together: 'sum', label: 'stage' },
    holds,
  );
};
