import { findingsAt } from '../edge.ts';
import type { Fault, Play } from '../fault.ts';
import { storeEdges } from '../store-edges.ts';

/** The deadlines that are days away at a server, met at the scripts in Redis. */
export const scriptEdges: Fault = {
  name: 'script-edges',
  what: 'Commands by the thousand, straight at the scripts, while deadlines pass that are days away at a server.',
  mustHold: 'Each is judged by the one reading of Redis’s clock that its script makes, to the millisecond.',
  rounds: { small: 10_000, reported: 10_000 },
  waits: true,
  play: async ({ rounds, note, stage: open }: Play) => {
    const { redis } = await open({ nodes: 0 });
    return findingsAt(await storeEdges(() => redis.client('commands'), rounds, note));
  },
};
