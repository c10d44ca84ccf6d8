import { type Fault, findingsOf } from '../fault.ts';

const NODES = 3;
const PEOPLE = 30;
/** Sent, and sent again once. */
const MOST = 2;

/** Every node is ended in order and started again, one after the other, as for a new version. */
export const rollingRestart: Fault = {
  name: 'rolling-restart',
  what: 'Three server nodes under load are ended with SIGTERM and started again, one after the other.',
  mustHold:
    'Every command is answered, after one resend at most; every node ends in order; nobody is sent away for good.',
  rounds: { small: 2, reported: 20 },
  waits: false,
  play: async ({ rounds, note, stage: open }) => {
    const stage = await open({ nodes: NODES });
    const { crowd, nodes } = stage;
    await crowd.start(PEOPLE);
    let slowest = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const node of nodes) {
        const began = performance.now();
        // Rejects where the node does not end with 0.
        await node.restart();
        slowest = Math.max(slowest, performance.now() - began);
        await crowd.allUp();
      }
      note(`round ${round} of ${rounds}: a command was sent ${crowd.mostSent} times at most`);
    }
    const settled = await stage.settle();
    const { mostSent } = crowd;
    const resent = mostSent > MOST ? [`a command had to be sent ${mostSent} times`] : [];
    const detail = { restarts: rounds * NODES, slowestRestartMs: Math.round(slowest), mostSent };
    return findingsOf(settled, { problems: resent, detail });
  },
};
