import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import type { RedisTarget } from '../redis/target.ts';

/** Everything that a worker needs to start: read and opened once, by the supervisor. */
export type WorkerSetup = {
  /** Its port is one that can be listened on, never 0. */
  readonly config: Config;
  readonly version: string;
  readonly secret: Uint8Array;
  readonly redis: { readonly target: RedisTarget; readonly embedded: boolean };
};

/** How many workers serve, of how many there should be. */
export type WorkerCount = { readonly serving: number; readonly wanted: number };

/** The figures of one process, as prom-client serialises them. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export type EngineChoice = Pick<Engine, 'name' | 'why'>;

export type ToWorker =
  | { readonly kind: 'begin'; readonly setup: WorkerSetup; readonly number: number; readonly count: WorkerCount }
  | { readonly kind: 'count'; readonly count: WorkerCount }
  /** Asks whether the worker's loop still turns. */
  | { readonly kind: 'beat' }
  /** Asks for the worker's own figures. */
  | { readonly kind: 'tellFigures'; readonly question: number }
  /** Answers `gatherFigures`. */
  | { readonly kind: 'gathered'; readonly question: number; readonly type: string; readonly text: string }
  | { readonly kind: 'stop' };

export type ToSupervisor =
  /** The worker listens from now on. Earlier messages are lost, because Node's cluster has a listener of its own. */
  | { readonly kind: 'here' }
  | { readonly kind: 'serving'; readonly engine: EngineChoice }
  /** The worker cannot start, for the reason in one line, and ends. */
  | { readonly kind: 'failed'; readonly problem: string }
  /** Answers `beat`. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'figures'; readonly question: number; readonly figures: Figures }
  /** Asks for the figures of all workers as one. */
  | { readonly kind: 'gatherFigures'; readonly question: number };
