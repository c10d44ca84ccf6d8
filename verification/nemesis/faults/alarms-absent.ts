import { setTimeout as delay } from 'node:timers/promises';
import { alarmQueueOf } from '../../../server/expiry/alarms.ts';
import { plateFromTheEnd } from '../crowd.ts';
import { type Fault, findingsOf } from '../fault.ts';
import type { Stage } from '../stage.ts';
import { latestOf } from '../watch.ts';

const PEOPLE = 8;
/** How many numbers at a time change hands at their deadline. */
const LANES = 3;
/** In ms. */
const MINUTE = 60_000;
const GONE_WITHIN = 1_000;

/** No alarm rings for a minute: deadlines hold all the same, and the sweep frees the numbers that nobody asks for. */
export const alarmsAbsent: Fault = {
  name: 'alarms-absent',
  what: 'No worker takes an alarm from the BullMQ queue for a minute.',
  mustHold:
    'After a deadline nothing is confirmed, and what was held can be taken at once; the sweep frees the rest within 1 s.',
  rounds: { small: 1, reported: 5 },
  waits: true,
  play: async ({ rounds, note, stage: open }) => {
    // Nobody draws, so that nobody else has the numbers that are taken on purpose.
    const stage = await open({ nodes: 2, authority: { draws: 0, confirmSeconds: 1 } });
    const { crowd, redis, watch, settings } = stage;
    const alarms = alarmQueueOf(settings.pool, await redis.client('queue'));
    const problems: string[] = [];
    let [begun, handed, unrung] = [0, 0, 0];
    await crowd.start(PEOPLE);
    for (let round = 1; round <= rounds; round += 1) {
      await alarms.pause();
      const end = performance.now() + MINUTE;
      const lane = async (): Promise<void> => {
        while (performance.now() < end) {
          begun += 1;
          const found = await handOver(stage, plateFromTheEnd(begun));
          if (found === undefined) continue;
          handed += 1;
          problems.push(...found);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      const waiting = await alarms.getWaitingCount();
      if (waiting === 0) problems.push('no alarm waits: somebody must have taken them');
      unrung += waiting;
      await alarms.resume();
      for (const patience = performance.now() + 10_000; (await alarms.getWaitingCount()) > 0; await delay(50))
        if (performance.now() > patience) throw new Error('the alarms that waited are not taken');
      note(`round ${round} of ${rounds}: ${unrung} alarms did not ring, ${handed} numbers changed hands`);
    }
    if (handed * 2 < begun) problems.push(`only ${handed} of ${begun} numbers could be held to change hands`);
    const settled = await stage.settle();
    await alarms.close();
    const { lapses } = watch;
    const latest = latestOf(lapses);
    if (latest > GONE_WITHIN) problems.push(`a hold was gone only ${latest} ms after its deadline`);
    const freedByTaker = lapses.filter(({ byTaker }) => byTaker).length;
    const freed = { freedByTaker, freedBySweep: lapses.length - freedByTaker };
    const detail = { alarmsNotRung: unrung, changedHands: handed, ...freed, latestLapseMs: latest };
    return findingsOf(settled, { problems, detail });
  },
};

/**
 * One holds a number until its deadline and confirms too late; another has everything ready and takes it then. Undefined
 * where the two did not get ready: on a busy machine a countdown may have ended before its beginning was told.
 */
const handOver = async (stage: Stage, plate: string): Promise<string[] | undefined> => {
  const [late, next] = await Promise.all([stage.person(), stage.person()]);
  try {
    const take = await next.composes(plate);
    await late.verify(plate);
    const { view } = late;
    if (view.stage !== 'holding' || take === undefined) return undefined;
    await Promise.all([late.waitUntilOver(view.deadline), next.waitUntilOver(view.deadline)]);
    const { version, token } = view;
    const [confirmed, taken] = await Promise.all([late.send('confirmPlate', { version, token, plate }), take()]);
    const problems: string[] = [];
    if (confirmed === 'unanswered' || confirmed.ok) problems.push(`${plate} was confirmed after its deadline`);
    if (taken === 'unanswered' || !taken.ok || taken.answer.outcome !== 'held')
      problems.push(`${plate} could not be taken after its deadline: ${JSON.stringify(taken)}`);
    return problems;
  } finally {
    late.leave();
    next.leave();
  }
};
