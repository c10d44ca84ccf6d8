import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** The fields of a node's `/healthz` that are read. */
export type Health = {
  readonly status: string;
  readonly closed?: { readonly code: string; readonly sentence: string };
};

/** Every node reaches the awaited state within this, in ms. */
const TIMEOUT_MS = 15_000;

export const healthOf = async (url: string): Promise<Health> =>
  (await (await fetch(`${url}/healthz`)).json()) as Health;

export const statusOfAll = async ({ nodes }: Stage): Promise<string[]> =>
  (await Promise.all(nodes.map(({ url }) => healthOf(url)))).map(({ status }) => status);

/** Waits until every node reports this, with codes given by one of these; answers how long that took, in ms. */
export const untilAll = async ({ nodes }: Stage, status: string, codes?: readonly string[]): Promise<number> => {
  const began = performance.now();
  for (let seen: Health[] = []; ; await delay(20)) {
    if (performance.now() - began > TIMEOUT_MS) throw new Error(`not every node is ${status}: ${JSON.stringify(seen)}`);
    seen = await Promise.all(nodes.map(({ url }) => healthOf(url)));
    const isSo = (health: Health): boolean =>
      health.status === status && (codes === undefined || codes.includes(health.closed?.code ?? ''));
    if (seen.every(isSo)) return Math.round(performance.now() - began);
  }
};
