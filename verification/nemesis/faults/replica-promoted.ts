import { setTimeout as delay } from 'node:timers/promises';
import { poolKeys } from '../../../server/pool/redis/keys.ts';
import type { Fault, Play } from '../fault.ts';
import { untilAll } from '../health.ts';
import { RedisPair } from '../redis-pair.ts';
import { redisRounds } from '../redis-rounds.ts';
import type { Stage } from '../stage.ts';

/** How long the replica hears nothing before its master dies, in ms. */
const STILL_MS = 2_000;
/** What was fenced before the link stood still may be answered this much later, in ms. */
const MARGIN_MS = 100;
/** From when a replica is there each node must serve within this, in ms. */
const SERVES_WITHIN_MS = 8_000;

/**
 * A master dies while its replica lags, and the replica is promoted. Nobody may have been told what the replica lacks. The
 * control does the same without a gate: what people were told must be lost, or the play would prove nothing.
 */
export const replicaPromoted: Fault = {
  name: 'replica-promoted',
  what: 'The link to the replica stands still for 2 s under load, the master is killed, and the replica takes its place.',
  mustHold:
    'With REDIS_REPLICAS=1 nothing acknowledged is lost, no operator is needed, and nodes serve within 8 s of a new replica; without it the control loses. A promoted Redis that lacks what was kept closes every node.',
  rounds: { small: 3, reported: 100 },
  waits: true,
  play: async (play) => {
    const control = await lossesWithoutGate(play);
    const pair = await RedisPair.open();
    const stage = await play.stage({ nodes: 2, pair, replicas: 1 });
    const kept = await positionAt(stage, pair);
    let lostTail = 0;
    const found = await redisRounds(
      stage,
      play,
      async ({ nth, problems }) => {
        const harm = await loseTail(stage, pair);
        lostTail += harm.lostEvents;
        if (harm.decided > 0) problems.push(`round ${nth}: ${harm.decided} commands were decided, and lost`);
        await pair.rejoin();
        return performance.now();
      },
      SERVES_WITHIN_MS,
    );
    const problems = [...found.problems];
    if (lostTail === 0) problems.push('no event was lost with a master: the play shows nothing');
    if (control.decided === 0 || control.lostEvents === 0) problems.push('the control lost nothing: it shows nothing');
    await forget(stage, pair, kept);
    const closedWithinMs = await untilAll(stage, 'closed', ['poolBehind', 'poolStopped']);
    return {
      problems,
      detail: {
        ...found.detail,
        lostTail,
        controlLostCommands: control.decided,
        controlLostEvents: control.lostEvents,
        closedWithinMs,
      },
    };
  },
};

type Harm = {
  /** Commands that left and were decided while the replica heard nothing. */
  readonly decided: number;
  /** Events that the dead master had and the promoted replica lacks. */
  readonly lostEvents: number;
};

const loseTail = async (stage: Stage, pair: RedisPair): Promise<Harm> => {
  const { answers } = stage;
  pair.link.stall();
  const stalled = performance.now();
  await delay(STILL_MS);
  const decided = answers.decidedWithin(stalled + MARGIN_MS, performance.now());
  const had = await positionAt(stage, pair);
  await pair.failOver();
  return { decided, lostEvents: Math.max(0, had - (await positionAt(stage, pair))) };
};

const lossesWithoutGate = async ({ stage: open }: Play): Promise<Harm> => {
  const pair = await RedisPair.open();
  const stage = await open({ nodes: 1, pair });
  await stage.crowd.start(20);
  const harm = await loseTail(stage, pair);
  await untilAll(stage, 'closed', ['poolBehind', 'poolStopped']);
  stage.crowd.leave();
  await stage.close(false);
  return harm;
};

/** The last event of the present master. */
const positionAt = async ({ settings }: Stage, { master }: RedisPair): Promise<number> =>
  Number(await (await master.client()).hGet(poolKeys(settings.pool).meta, 'offset'));

/** Sets the present master back to an earlier event, as a restored backup would. */
const forget = async ({ settings }: Stage, { master }: RedisPair, offset: number): Promise<void> => {
  await (await master.client()).hSet(poolKeys(settings.pool).meta, 'offset', String(offset));
};
